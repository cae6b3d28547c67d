// SIZE: done is called again and again with a result that grows [expects: limit memory-limit cpu-limit]
const o = {}; for (let i = 0; ; i++) { o["k" + i] = "v"; done(o); }
