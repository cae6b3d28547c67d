// HANG: toJSON gives something that has a toJSON, without end and without depth [expects: cpu-limit threw memory-limit]
let n = 0; const make = () => ({ get next() { n++; return n % 200 ? make() : { list: new Proxy([], { get(t, k) { return k === "length" ? 1e9 : k === "toJSON" ? undefined : n++; } }) }; } }); done(make());
