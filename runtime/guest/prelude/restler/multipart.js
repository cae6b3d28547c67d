// restler's multipart bodies: one fixed boundary, names as they are, all text cut down to latin-1.

const { define, exec, numberToString, isInstance, Error, TypeError, List } = require('host/primordials');

const BOUNDARY = '48940923NODERESLTER3890457293';

function basename(path) {
  if (typeof path !== 'string') throw new TypeError('path.split is not a function');
  return exec(/[^/\\]*$/, path)[0];
}

function File(path, filename, fileSize, encoding, contentType) {
  define(this, 'path', path);
  define(this, 'filename', filename || this._basename(path));
  define(this, 'fileSize', fileSize);
  define(this, 'encoding', encoding || 'binary');
  define(this, 'contentType', contentType || 'application/octet-stream');
}

File.prototype = { _basename: basename };

function Data(filename, contentType, data) {
  define(this, 'filename', filename);
  define(this, 'contentType', contentType || 'application/octet-stream');
  define(this, 'data', data);
}

function header(name, value) {
  let text = '--' + BOUNDARY + '\r\nContent-Disposition: form-data; name="' + name + '"';
  if (value.data || isInstance(value, File)) {
    const size = value.data ? value.data.length : value.fileSize;
    text += '; filename="' + value.filename + '"\r\nContent-Length: ' + size + '\r\nContent-Type: ' + value.contentType;
  }
  return text + '\r\n\r\n';
}

function valueSize(value) {
  if (isInstance(value, File)) return value.fileSize;
  if (value.data) return value.data.length;
  return typeof value === 'number' ? numberToString(value).length : value.length;
}

/** The body's length in characters; NaN if a part's isn't known. */
exports.sizeOf = (parts) => {
  let size = 0;
  for (const name in parts) {
    const value = parts[name];
    size += valueSize(value) + header(name, value).length + 2;
  }
  return size + BOUNDARY.length + 6;
};

function writePart(out, name, value) {
  out.write(header(name, value), 'latin1');
  if (isInstance(value, File)) {
    // restler hands fs.read a signature that Node no longer takes: it throws, too, and says less.
    throw new Error('rest.file: a workflow script has no files; rest.data sends what it has in memory');
  }
  if (isInstance(value, Data)) {
    out.write(value.data, 'latin1');
    out.write('\r\n', 'latin1');
  } else {
    out.write(value + '\r\n', 'latin1');
  }
}

/** Write all parts. One without any is an error, as it is in restler. */
exports.write = (out, parts) => {
  const names = List();
  for (const name in parts) names[names.length] = name;
  for (let i = 0; i < names.length; i += 1) writePart(out, names[i], parts[names[i]]);
  if (names.length === 0) writePart(out, 'undefined', parts[undefined]);
  out.write('--' + BOUNDARY + '--\r\n', 'latin1');
};
exports.contentType = 'multipart/form-data; boundary=' + BOUNDARY;
exports.file = (path, filename, fileSize, encoding, contentType) => new File(path, filename, fileSize, encoding, contentType);
exports.data = (filename, contentType, data) => new Data(filename, contentType, data);
