// restler's JSON parser: an empty body is null, a broken one an error with a prefix.

const { parseJson, setProperty } = require('host/primordials');

const LARGE = 1 << 20;

/** What the engine can't read may be too deep for it, or broken: then it takes V8's words to say so. */
function read(text) {
  try {
    return parseJson(text);
  } catch (error) {
    if (text.length > LARGE) throw error;
    return require('restler/parsers/v8-json').read(text);
  }
}

exports.parse = function json(data, callback) {
  if (!data || !data.length) {
    callback(null, null);
    return;
  }
  let value;
  try {
    value = read(data);
  } catch (error) {
    if (error === null) throw error; // no memory was left, not even for an error
    setProperty(error, 'message', 'Failed to parse JSON body: ' + error.message);
    callback(error, null);
    return;
  }
  callback(null, value);
};
