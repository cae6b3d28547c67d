// HANG: a chain of promise jobs that never ends, each of them short [expects: cpu-limit]
let p = Promise.resolve(); (function again() { p = p.then(again); })();
