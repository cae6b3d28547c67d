// FREEZE: everything that can be reached is frozen before rest works [expects: done threw never-done]
const seen = new Set();
(function freeze(o) {
  if (o === null || (typeof o !== "object" && typeof o !== "function") || seen.has(o)) return;
  seen.add(o);
  for (const k of Reflect.ownKeys(o)) { const d = Object.getOwnPropertyDescriptor(o, k); for (const v of [d.value, d.get, d.set]) try { freeze(v); } catch (e) {} }
  try { freeze(Object.getPrototypeOf(o)); } catch (e) {}
  if (o !== globalThis) Object.freeze(o);
})(globalThis);
rest.get("https://api.getgo.com/x", Object.freeze({ headers: Object.freeze({ A: "b" }) })).on("complete", function () { done(context); });
