// The host's one way in: an event as JSON text comes in, the commands that it caused go out.

const { parseJson, getOwnPropertyDescriptor, hasOwn, slice, global } = require('host/primordials');
const outbox = require('host/outbox');
const ticks = require('node/ticks');
const clock = require('host/clock');
const exchange = require('host/exchange');
const globals = require('host/globals');
const timers = require('node/timers');
const done = require('host/done');
const uncaught = require('node/uncaught');
const rejections = require('node/rejections');

// What is the same for every run is ready before it begins: the children of a zygote share it.
clock.installDate(global);
globals.strip(global);
const theConsole = require('host/console').create();
const rest = require('restler/rest').create();
// The host takes this as the engine's listener; the script's globals are set up without it.
globals.give(global, 'rejected', rejections.noticed);

/** Run a piece of work; what escapes from it is reported, as Node's uncaughtException would be. */
function guard(work) {
  if (uncaught.over()) return;
  try {
    work();
  } catch (error) {
    uncaught.thrown(error);
  }
}

function begin(event) {
  clock.installRandom(global.Math, event.seed);
  const context = parseJson(event.context);
  done.watch(context);
  delete global.rejected; // the engine has it by now
  globals.give(global, 'context', context);
  globals.give(global, 'console', theConsole);
  if (event.kind === 'workflow') {
    globals.give(global, 'rest', rest);
    globals.give(global, 'done', done.done);
  }
  if (event.timers) {
    const names = timers.globals();
    for (const name in names) globals.give(global, name, names[name]);
  }
}

/** A transformation script's result is the global `context` as it has left it. */
function collect() {
  const own = getOwnPropertyDescriptor(global, 'context');
  done.finish(own !== undefined && hasOwn(own, 'value') ? own.value : undefined, null);
}

function happened(event) {
  exchange.occupy(0);
  switch (event.event) {
    case 'Begun': return begin(event);
    case 'Fired': return timers.fired(event.timer);
    case 'Collected': return collect();
    default: return exchange.happened(event);
  }
}

/** One letter for the engine: '!' run nothing more, '=' not before the next event, '+' there is more to run, '-' there isn't. */
function state() {
  if (uncaught.over()) return '!';
  if (exchange.awaitsRest()) return '=';
  return ticks.pending() ? '+' : '-';
}

/**
 * Take in one event; '' runs what waits for the next tick; 'rejections' tells of those that nobody has
 * handled when all else has run; 'drain' runs nothing any more. The answer is a letter and the commands, or '?'
 * if something has to run before the event, which is to be handed over again then.
 */
exports.deliver = (text) => {
  if (text === '') {
    ticks.run(guard);
  } else if (text === 'rejections') {
    rejections.report(guard);
  } else if (text !== 'drain') {
    const event = parseJson(text);
    if (exchange.isUnawaited(event)) return '?';
    clock.set(event.now);
    guard(() => happened(event));
  }
  // The binding can't return the engine's rope strings; a slice is flat.
  return slice(state() + outbox.drain(), 0);
};
