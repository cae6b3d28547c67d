// Where commands wait for the host, which drains them after each turn. There is no other way out.

const { encode } = require('host/json');

let waiting = '';

/** Ask for something: `command` is a null-prototype record with the command's name under `do`. */
exports.say = (command) => {
  waiting += (waiting === '' ? '' : ',') + encode(command);
};

/** What was asked for since the last call, as the inside of a JSON array. */
exports.drain = () => {
  const text = waiting;
  waiting = '';
  return text;
};
