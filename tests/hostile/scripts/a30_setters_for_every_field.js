// POLLUTION: setters and getters on Object.prototype for every name that a command, an event or a property descriptor has [expects: done]
var touched = 0;
var names = "do request at because event verdict problem timer delay level text context own unchanged_since message stack syntax called id method scheme host port target headers body verify_tls chunks apart_from unfinished torn alone now seed kind timers status reason version whole charset_applied encoded binary undecodable surplus trailers pieces failure code errno syscall address hostname extra get set value writable enumerable configurable json first listens handled".split(" ");
for (const k of names) Object.defineProperty(Object.prototype, k, { __proto__: null, configurable: true, get() { touched++; return undefined; }, set(v) { touched++; Object.defineProperty(this, k, { __proto__: null, value: v, writable: true, configurable: true, enumerable: true }); } });
rest.post("https://api.getgo.com/x", { data: { a: 1 }, headers: { A: "b" } }).on("complete", function () {
  for (const k of names) delete Object.prototype[k];
  done({ touched: touched >= 0 });
});
