// Node's process.nextTick: run after the current turn's own code and before its promise jobs.

const { List, promiseThen, settled } = require('host/primordials');

let queue = List();
let next = 0;

/** Run `work` when the code that is now running has returned. */
exports.nextTick = (work) => {
  queue[queue.length] = work;
};

/** Run `work` when no promise job is left either: as what Node does elsewhere, and hears of later. */
exports.afterJobs = (work) => {
  promiseThen(settled, () => exports.nextTick(work));
};

/** Whether anything waits. */
exports.pending = () => next < queue.length;

/** Run all that waits, also what is added meanwhile. `guard` runs one piece and never throws. */
exports.run = (guard) => {
  while (next < queue.length) {
    const work = queue[next];
    next += 1;
    guard(work);
  }
  queue = List();
  next = 0;
};
