// SIZE: a list of one value at its very end, as a context, a body, a query and headers [expects: memory-limit cpu-limit threw]
const a = []; a[2 ** 32 - 2] = 1; done({ a });
