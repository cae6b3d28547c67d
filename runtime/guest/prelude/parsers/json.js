// restler's JSON parser: an empty body is null, a broken one an error with a prefix.

const { parseJson, define } = require('primordials');

exports.parse = function json(data, callback) {
  if (!data || !data.length) {
    callback(null, null);
    return;
  }
  let value;
  try {
    value = parseJson(data);
  } catch (error) {
    define(error, 'message', 'Failed to parse JSON body: ' + error.message, { __proto__: null, enumerable: false });
    callback(error, null);
    return;
  }
  callback(null, value);
};
