// STACK: chains of proxies, bound functions, prototypes and generators, each a hundred thousand long [expects: done threw memory-limit]
const out = [];
const tryAll = fs => { for (const f of fs) try { out.push(typeof f()); } catch (e) { out.push(String(e && e.name)); } };
tryAll([() => { let p = {}; for (let i = 0; i < 1e5; i++) p = new Proxy(p, {}); return p.x; }, () => { let p = {}; for (let i = 0; i < 1e5; i++) p = new Proxy(p, {}); return Object.keys(p); }, () => { let p = function () {}; for (let i = 0; i < 1e5; i++) p = new Proxy(p, {}); return p(); },
  () => { let f = () => 1; for (let i = 0; i < 1e5; i++) f = f.bind(null); return f(); }, () => { let f = class {}; for (let i = 0; i < 1e5; i++) f = f.bind(null); return {} instanceof f; }, () => { let o = {}; for (let i = 0; i < 1e5; i++) o = Object.create(o); return o.x; },
  () => { let o = { __proto__: null, x: 1 }; for (let i = 0; i < 1e4; i++) o = Object.create(new Proxy(o, {})); return o.x; }, () => { function* g(n) { if (n) yield* g(n - 1); } return g(1e5).next(); }, () => { let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return a.flat(Infinity); }, () => { let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return String(a); }]);
done({ out });
