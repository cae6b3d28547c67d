// An exception that nobody caught: Node's process would be gone, so the run ends with it.

const { stackOf } = require('host/primordials');
const { framesOf, aroseInCall } = require('host/places');
const { show } = require('host/show');
const { say } = require('host/outbox');

let over = false;

/** Whether an exception has left the script: nothing of it runs any more. */
exports.over = () => over;

/** An exception has left the script's code. */
exports.thrown = (error) => {
  over = true;
  let stack;
  try {
    stack = error !== null && typeof error === 'object' ? stackOf(error) : undefined;
  } catch {
    stack = undefined;
  }
  say({ __proto__: null, do: 'Throw', message: show(error), stack: framesOf(stack), called: aroseInCall(stack) });
};
