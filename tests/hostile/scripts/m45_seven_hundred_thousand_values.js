// SIZE: as m20, with all that 64 MB hold: a context that the host could compare for ten seconds [expects: done limit memory-limit cpu-limit]
const a = []; for (let i = 0; i < 1500000; i++) a.push(1); context.list = a; done(context);
