// ESCAPE: what a script must not find, by every way to look for it [expects: done]
const names = ["WeakRef", "FinalizationRegistry", "Atomics", "SharedArrayBuffer", "require", "process", "module", "exports", "global", "std", "os", "bjson", "print", "scriptArgs", "loadScript", "Worker", "navigator", "fetch", "XMLHttpRequest", "WebAssembly", "performance", "queueMicrotask", "structuredClone", "gc", "quickjs", "rejected", "setTimeout", "InternalError", "DOMException", "btoa", "Buffer", "__date_clock"];
const found = [];
const G = [globalThis, this, Function("return this")(), (0, eval)("this"), (function () { return this; })(), Reflect.construct(Function, ["return this"])(), Object.getPrototypeOf(async function () {}).constructor("return this"), Object.getPrototypeOf(function* () {}).constructor("yield this")().next().value];
for (const g of G) for (const n of names) if (g && !(g instanceof Promise) && n in g) found.push(n);
for (const n of names) if ((0, eval)("typeof " + n) !== "undefined") found.push("typeof " + n);
try { found.push(typeof (0, eval)("import.meta")); } catch (e) {}
import("std").then(m => done({ found: found.concat("import") }), e => done({ found }));
