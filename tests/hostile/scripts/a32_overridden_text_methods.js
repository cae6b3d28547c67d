// OVERRIDE: every method of String.prototype and RegExp.prototype is the script's, and lies [expects: done]
for (const proto of [String.prototype, RegExp.prototype])
  for (const key of Reflect.ownKeys(proto)) {
    const d = Object.getOwnPropertyDescriptor(proto, key);
    if (key === "constructor" || !d.configurable) continue;
    if (typeof d.value === "function") Object.defineProperty(proto, key, { value() { return { evil: true, length: -1, index: 1e9 }; }, configurable: true, writable: true });
    else if (d.get) Object.defineProperty(proto, key, { get() { return "gimsuy\u0000"; }, configurable: true });
  }
rest.get("https://user:pass@api.getgo.com:443/a/../b?c=d&e=%zz#f", { query: { x: ["y", "z"] } }).on("complete", function () { done({ ok: true }); });
