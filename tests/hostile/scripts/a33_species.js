// SPECIES: Array, Promise, RegExp, ArrayBuffer and typed arrays make what the script says [expects: done]
var made = 0;
class Evil { constructor() { made++; return new Proxy([], { defineProperty() { return true; }, set() { return true; } }); } }
for (const C of [Array, Promise, RegExp, ArrayBuffer, Uint8Array, Map, Set]) Object.defineProperty(C, Symbol.species, { get() { return Evil; }, configurable: true });
Array.prototype.constructor = { [Symbol.species]: Evil };
Uint8Array.prototype.constructor = Evil;
Promise.prototype.constructor = Evil;
rest.get("https://api.getgo.com/x", { decoding: "buffer" }).on("complete", function (data, response) {
  try { response.raw.slice(0, 4); data.map(String); [1, 2].concat([3]).splice(0, 1); Promise.resolve(1).then(() => {}); } catch (e) {}
  done({ ok: 1 });
});
