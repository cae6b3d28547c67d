// Requests that are on their way: each has a number, and somebody who hears what becomes of it.

const { say } = require('host/outbox');

const flying = { __proto__: null };
let last = 0;
// The request of whose answer's end the script is being told: its connection is still busy.
let busy = 0;
// The request the rest of whose packet comes next: until then nothing else runs.
let awaited = 0;

/**
 * Send a request; `receiver` has `responded`, `received`, `failed`, `cut` and `aborted`. The answer is its
 * number.
 */
exports.send = (request, receiver, at, because) => {
  last += 1;
  request.id = last;
  flying[last] = receiver;
  say({ __proto__: null, do: 'SendRequest', request, at, because });
  return last;
};

/** Give up on a request; `aborted` is called when its connection is closed. */
exports.abort = (request, at) => {
  say({ __proto__: null, do: 'AbortRequest', request, at });
};

/** Say whose connection is still busy, in the event that is being dealt with; 0 for none. */
exports.occupy = (id) => { busy = id; };
exports.occupied = () => busy;

/** The rest of this request's packet is the next event: not even promise jobs run before it. */
exports.awaitRest = (id) => { awaited = id; };
exports.awaitsRest = () => awaited !== 0;
/** Whether an event came instead of the one that is awaited; nothing is awaited any more. */
exports.isUnawaited = (event) => {
  const other = awaited !== 0 && event.request !== awaited;
  awaited = 0;
  return other;
};

/** The host says what became of a request. */
exports.happened = (event) => {
  const receiver = flying[event.request];
  if (receiver === undefined) return;
  if (event.event !== 'Responded') delete flying[event.request];
  switch (event.event) {
    case 'Responded': return receiver.responded(event);
    case 'Received': return receiver.received(event);
    case 'Failed': return receiver.failed(event);
    case 'Cut': return receiver.cut();
    default: return receiver.aborted();
  }
};
