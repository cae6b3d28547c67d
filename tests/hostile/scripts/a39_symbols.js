// SYMBOL: symbols where text is expected, as URLs, methods, headers, events, delays and results [expects: done]
const s = Symbol("\u0000\ud800"), errors = [];
for (const f of [() => rest.get(s), () => rest.get("https://api.getgo.com/x", s), () => rest.get("https://api.getgo.com/x", { method: s }), () => rest.request("https://api.getgo.com/x", { method: s }), () => rest.get("https://api.getgo.com/x", { headers: { a: s, [s]: 1 } }),
  () => rest.get("https://api.getgo.com/x").on(s, () => {}).emit(s), () => rest.post("https://api.getgo.com/x", { data: s }), () => rest.get("https://api.getgo.com/x", { query: { a: s } }), () => rest.get("https://api.getgo.com/x").retry(s), () => rest.get("https://api.getgo.com/x").abort(s), () => console.log(s, { [s]: s }), () => console[s](1), () => rest.file(s, s, s), () => new rest.Service(s)])
  try { f(); } catch (e) { errors.push(String(e)); }
context[s] = s; context.s = s;
done({ errors: errors.length });
