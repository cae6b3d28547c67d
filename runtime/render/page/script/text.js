// Text from scripts and services made safe to show, and numbers as people say them.

const ESCAPED = 16;
// Controls, marks that turn the direction of text around, and what has no width: shown as their escapes.
const HIDDEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}]|\p{Surrogate}/gu;

function escape(character) {
  const code = character.codePointAt(0);
  return code > 0xffff ? `\\u{${code.toString(ESCAPED)}}` : `\\u${code.toString(ESCAPED).padStart(4, '0')}`;
}

/** The text with every character that acts on a page, or hides in it, written as its escape. */
exports.safe = (text) => String(text).replaceAll('\r\n', '\n').replace(HIDDEN, escape);

/** As `safe`, cut off with an ellipsis where it is long. */
exports.short = (text, longest) => (text.length <= longest ? text : `${text.slice(0, longest - 1)}…`);

/** A span of time: `1.97 ms`, `213 ms`, `1.20 s`, `2 min 3 s`. */
exports.span = (milliseconds) => {
  if (milliseconds < 10) return `${milliseconds.toFixed(2)} ms`;
  if (milliseconds < 100) return `${milliseconds.toFixed(1)} ms`;
  if (milliseconds < 1000) return `${milliseconds.toFixed(0)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(2)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
};

/** A number of bytes: `812 B`, `1.4 MB`. */
exports.size = (bytes) => {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1 << 20 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / (1 << 20)).toFixed(1)} MB`;
};

/** A number of things: `1 request`, `3 requests`. */
exports.many = (count, one, more = `${one}s`) => `${count.toLocaleString('en')} ${count === 1 ? one : more}`;

/** A moment, in UTC: `25 Nov 2026, 21:17:28 UTC`. */
exports.moment = (milliseconds) => {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) return 'at an unknown time';
  const day = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
  return `${day}, ${date.toLocaleTimeString('en-GB', { timeZone: 'UTC' })} UTC`;
};
