// HANG: a context whose ownKeys, getters and lengths never end [expects: cpu-limit memory-limit threw]
done(new Proxy({}, { ownKeys() { for (;;); }, get() { for (;;); }, getPrototypeOf() { for (;;); }, has() { for (;;); } }));
