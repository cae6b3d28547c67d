// HANG: join, toString and toLocaleString of four thousand million holes [expects: cpu-limit memory-limit threw]
const a = []; a.length = 2 ** 32 - 1; done({ n: a.join("").length + a.toLocaleString().length });
