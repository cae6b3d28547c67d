// REENTRY: promise constructors that give no capability, resolve twice, and thenables with getters [expects: done threw]
let n = 0;
const bad = [function () {}, function (f) { f(1, 2); }, function (f) { f(() => {}, () => {}); return {}; }, function (f) { try { f(() => {}, () => {}); f(() => {}, () => {}); } catch (e) { n++; } }, class extends Promise { constructor(f) { super(f); return new Proxy(this, {}); } }];
for (const C of bad) for (const m of ["resolve", "all", "allSettled", "any", "race", "withResolvers", "try"]) try { Promise[m].call(C, [1, { get then() { n++; throw C; } }]); } catch (e) { n++; }
const p2 = Promise.resolve(1), p = new Promise(r => r({ get then() { n++; return (a, b) => { a(p2); b(1); }; } })); p2.then = function (a) { a(1); };
p.catch(() => {}); addEventually(); function addEventually() { rest.get("https://api.getgo.com/y").on("complete", () => done({ n: n > 0 })); }
p2.constructor = { [Symbol.species]: function (f) { f(() => { n++; }, () => {}); } };
try { Promise.prototype.then.call(p2, () => {}); Promise.prototype.finally.call(p2, () => {}); } catch (e) {}
rest.get("https://api.getgo.com/x").on("complete", () => { n++; return new Proxy(p2, {}); });
