// `done(context)`: the script's result as JSON, and whether a failed request left any trace in it.

const { List, stringifyJson } = require('host/primordials');
const { here } = require('host/places');
const { say } = require('host/outbox');

let context;
// What the context was, as JSON, when a request's failure reached the script.
const witnesses = List();

exports.watch = (object) => {
  context = object;
};

/** A request has failed and the script is about to hear of it. */
exports.witness = (request) => {
  let json;
  try {
    json = stringifyJson(context);
  } catch {
    return; // the script has made its context unreadable; done() will say so
  }
  // Most contexts don't change: share the text instead of keeping a copy for each request.
  const before = witnesses.length > 0 ? witnesses[witnesses.length - 1].json : undefined;
  witnesses[witnesses.length] = { __proto__: null, request, json: json === before ? before : json };
};

function unchangedSince(json) {
  const requests = List();
  for (let i = 0; i < witnesses.length; i += 1) {
    if (witnesses[i].json === json) requests[requests.length] = witnesses[i].request;
  }
  return requests;
}

/** Report a result; throws what JSON.stringify throws, where the script called. */
exports.finish = (value, at) => {
  const json = stringifyJson(value);
  const text = typeof json === 'string' ? json : 'null';
  say({ __proto__: null, do: 'Finish', context: text, own: value === context, unchanged_since: unchangedSince(text), at });
};

/** The script's `done`. */
exports.done = function done(value) {
  exports.finish(value, here());
};
