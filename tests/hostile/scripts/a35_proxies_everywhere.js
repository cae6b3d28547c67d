// PROXY: options, headers, data, query and the URL are proxies that count, lie and throw [expects: done denied threw]
var n = 0;
const lie = t => new Proxy(t, { get(o, k) { n++; return n % 7 === 0 ? undefined : n % 5 === 0 ? Symbol("x") : o[k]; }, has() { return n++ % 2 === 0; }, ownKeys(o) { n++; return Reflect.ownKeys(o).concat("k" + n); }, getOwnPropertyDescriptor() { return { value: n, enumerable: true, configurable: true, writable: true }; }, set() { return false; }, defineProperty() { return false; }, deleteProperty() { return false; }, getPrototypeOf() { return n % 2 ? Array.prototype : null; } });
for (let i = 0; i < 40; i++) {
  try { rest.get("https://api.getgo.com/" + i, lie({ headers: lie({ A: "1" }), query: lie({ q: 1 }), data: lie({ d: 1 }) })).on(lie({}), () => {}); } catch (e) {}
  try { rest.post(lie({ toString() { return "https://api.getgo.com/p" + i; } }), lie({ data: lie([1, 2]), multipart: i % 2 === 0 })); } catch (e) {}
  try { rest.json("https://api.getgo.com/j", lie({}), lie({})); } catch (e) {}
}
done({ n: n > 0 });
