// `console` for authors who debug with it. MyWorkspace doesn't document one: each use is reported.

const { define } = require('host/primordials');
const { here } = require('host/places');
const { show } = require('host/show');
const { say } = require('host/outbox');

const LEVELS = {
  __proto__: null, log: 'log', info: 'info', warn: 'warn', error: 'error', debug: 'debug', trace: 'debug', dir: 'log',
  table: 'log', group: 'log', groupCollapsed: 'log', groupEnd: 'log', count: 'log', time: 'debug', timeLog: 'debug',
  timeEnd: 'debug',
};

function log(level, values) {
  let text = '';
  for (let i = 0; i < values.length; i += 1) text += (i > 0 ? ' ' : '') + show(values[i]);
  say({ __proto__: null, do: 'Log', level, text, at: here() });
}

/** A new `console`. */
exports.create = () => {
  const console = {};
  for (const name in LEVELS) {
    define(console, name, function () { log(LEVELS[name], arguments); });
  }
  return console;
};
