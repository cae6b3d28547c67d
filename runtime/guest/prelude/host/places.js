// Which line of the author's script is at work. The engine calls every text `<input>`, so the host
// starts the prelude at a line that no script reaches: a frame below it is the author's.

const {
  Error, exec, getOwnPropertyDescriptor, getPrototypeOf, hasOwn, define, List, Number, apply, indexOf, slice, stackOf,
  isInstance,
} = require('host/primordials');

const FRAME = /<input>:(\d+)(?::(\d+))?/g; // older engines tell no column

/** The script's frames of a stack text as a List of [line, column], innermost first. */
function framesOf(stack) {
  const frames = List();
  if (typeof stack !== 'string') return frames;
  FRAME.lastIndex = 0;
  for (let match = exec(FRAME, stack); match !== null; match = exec(FRAME, stack)) {
    const line = Number(match[1]);
    if (line >= PRELUDE_FIRST_LINE || frames.length >= 20) continue;
    const frame = List();
    frame[0] = line;
    frame[1] = match[2] === undefined ? 1 : Number(match[2]);
    frames[frames.length] = frame;
  }
  return frames;
}

/** Whether an error arose in a function of the prelude or the engine that the script had called. */
function aroseInCall(stack) {
  if (typeof stack !== 'string') return false;
  FRAME.lastIndex = 0;
  const match = exec(FRAME, stack);
  // Functions of the engine have no position, so a first frame of the script's isn't on the first line.
  return match === null || Number(match[1]) >= PRELUDE_FIRST_LINE || indexOf(slice(stack, 0, match.index), '\n') >= 0;
}

// What a script can set about stacks the engine keeps behind these accessors, wherever they are moved.
const limit = getOwnPropertyDescriptor(Error, 'stackTraceLimit');
const prepare = getOwnPropertyDescriptor(Error, 'prepareStackTrace');

/** A setting for the time of `work` only; an engine that hasn't got it is left alone. */
function during(setting, value, work) {
  if (setting === undefined || setting.set === undefined) return work();
  const before = apply(setting.get, Error, List());
  if (before === value) return work();
  const one = List();
  one[0] = value;
  apply(setting.set, Error, one);
  try {
    return work();
  } finally {
    one[0] = before;
    apply(setting.set, Error, one);
  }
}

const stack = () => stackOf(new Error());

/**
 * Error.prepareStackTrace is shown the calls that led to an error, ours among them; the engine would hand out the
 * functions themselves. As in Node, where strict functions are not told.
 */
function hideFunctions() {
  let calls = null;
  during(prepare, (error, all) => { calls = all; }, stack);
  if (calls === null) return;
  const call = getPrototypeOf(calls[0]);
  if (hasOwn(call, 'getFunction')) define(call, 'getFunction', function getFunction() {}, { __proto__: null, enumerable: false });
}
hideFunctions();

/** The place in the script from which the prelude was called, as [line, column], or null. */
exports.here = () => {
  const frames = framesOf(during(limit, 50, () => during(prepare, undefined, stack)));
  return frames.length > 0 ? frames[0] : null;
};

/** What escapes from restler itself, later, is reported where the script called. */
function placed(at, work) {
  try {
    work();
  } catch (error) {
    if (at !== null && isInstance(error, Error) && framesOf(stackOf(error)).length === 0) {
      define(error, 'stack', stackOf(error) + '\n    at <input>:' + at[0] + ':' + at[1], { __proto__: null, enumerable: false });
    }
    throw error;
  }
}

exports.framesOf = framesOf;
exports.placed = placed;
exports.aroseInCall = aroseInCall;
