// GLOBALS: the documented names are redefined as accessors, locked and deleted [expects: threw done never-done]
var realDone = done, realRest = rest;
for (const k of ["context", "rest", "done", "console", "JSON", "Object", "Promise", "undefined", "globalThis"]) try { Object.defineProperty(globalThis, k, { get() { throw new Error("no " + k); }, set() {}, configurable: false }); } catch (e) {}
realRest.get("https://api.getgo.com/x").on("complete", () => realDone({ ok: 1 }));
