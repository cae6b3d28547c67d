// An address in parts: where there is no room for all of it, its end says more than its beginning.

const { make } = require('dom');
const { short } = require('text');

const LONGEST = 400;

/** `['api.example.com', '/path?query']`, as they are written. */
function split(url) {
  const [, host, path] = /^[a-z]+:\/\/([^/?#]*)(.*)$/is.exec(url) ?? ['', '', url];
  return [host, path || '/'];
}

exports.host = (url) => split(url)[0];

/** The path on one line: its last part whole, and of what comes before as much as there is room for. */
exports.path = (url) => {
  const [, lead, tail] = /^([^?]*(?=\/[^/?]*))(.*)$/s.exec(split(url)[1]) ?? ['', '', split(url)[1]];
  return [lead && make('span.lead', make('span', lead.slice(-LONGEST))), make('span.tail', short(tail, LONGEST))];
};
