// Time and chance, which would make a run differ from its replay. Time stands still during a turn and
// moves with each event; random numbers come from the seed in the recording's head.

const { Date: EngineDate, construct, define, ownKeys, getOwnPropertyDescriptor, uncurry, endsWith } = require('host/primordials');

let now = 0;
const engineToString = uncurry(EngineDate.prototype.toString);
const engineToTimeString = uncurry(EngineDate.prototype.toTimeString);
// V8 names the zone, which is UTC in every run; this engine leaves the name out.
const named = (text) => (text === 'Invalid Date' || endsWith(text, ')') ? text : text + ' (Coordinated Universal Time)');

exports.set = (milliseconds) => {
  // Never backwards, whatever the host's clock does.
  if (milliseconds > now) now = milliseconds;
};

/** A Date like the engine's, except that "now" is the event's time. */
function Date() {
  if (new.target === undefined) return named(engineToString(new EngineDate(now)));
  return construct(EngineDate, arguments.length === 0 ? [now] : arguments, new.target);
}

exports.installDate = (global) => {
  const names = ownKeys(EngineDate);
  for (let i = 0; i < names.length; i += 1) {
    const own = getOwnPropertyDescriptor(EngineDate, names[i]);
    if (names[i] === 'prototype' || names[i] === 'name') continue;
    define(Date, names[i], own.value, own);
  }
  define(Date, 'now', () => now, { __proto__: null, enumerable: false });
  define(Date, 'prototype', EngineDate.prototype, { __proto__: null, writable: false, enumerable: false, configurable: false });
  const hidden = { __proto__: null, enumerable: false };
  define(EngineDate.prototype, 'toString', function toString() { return named(engineToString(this)); }, hidden);
  define(EngineDate.prototype, 'toTimeString', function toTimeString() { return named(engineToTimeString(this)); }, hidden);
  define(EngineDate.prototype, 'constructor', Date, { __proto__: null, enumerable: false });
  define(global, 'Date', Date, { __proto__: null, enumerable: false });
};

/** sfc32: small, fast, well distributed; any 128 bits of seed will do. */
exports.installRandom = (math, seed) => {
  let a = seed[0] | 0, b = seed[1] | 0, c = seed[2] | 0, d = seed[3] | 0;
  const draw = () => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i += 1) draw();
  const random = () => ((draw() >>> 5) * 67108864 + (draw() >>> 6)) / 9007199254740992;
  define(math, 'random', random, { __proto__: null, enumerable: false });
};
