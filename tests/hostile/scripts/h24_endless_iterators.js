// HANG: generators and iterators that never end, spread, destructured and handed to what collects [expects: cpu-limit memory-limit]
function* g() { for (;;) yield 1; } const it = { [Symbol.iterator]() { return this; }, next() { return { done: false }; }, return() { for (;;); } };
const [a, b] = g(); try { new Set(g()); } catch (e) {} for (const x of it) break;
