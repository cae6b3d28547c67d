// STACK: lists, closures, promises and weak maps of half a million links that are let go at once [expects: done threw memory-limit cpu-limit]
for (const make of [p => ({ p }), p => [p], p => () => p, p => new Map([[1, p]]), p => { const k = {}; new WeakMap([[k, p]]); return { k, p }; }, p => Promise.resolve().then(() => p), p => "x" + p, p => new Proxy({ p }, {}), p => (function* () { yield p; })()]) {
  let p = {}; try { for (let i = 0; i < 120000; i++) p = make(p); } catch (e) {} p = null;
}
done({});
