// SIZE: a context of as many small values as the memory holds, which the host has to compare and show [expects: done memory-limit limit cpu-limit]
const o = {}; for (let i = 0; i < 350000; i++) o["k" + i] = i % 10; done(o);
