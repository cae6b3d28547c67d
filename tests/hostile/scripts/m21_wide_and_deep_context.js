// SIZE: a context of lists in lists just below the depth that the engine writes [expects: done threw limit memory-limit cpu-limit]
let o = 1; for (let i = 0; i < 300; i++) o = { a: o, b: [o && i] }; context.Application = Array(200).fill(o); done(context);
