// TEXT: half surrogate pairs, NUL and line separators in URLs, headers, bodies, events, console and result [expects: done]
const bad = "\ud800x\udfff\u0000\u2028\uffff\ufeff\ud83d";
const seen = [];
for (const f of [() => rest.get("https://api.getgo.com/" + bad), () => rest.get("https://" + bad + "/"), () => rest.post("https://api.getgo.com/x", { data: bad }), () => rest.postJson("https://api.getgo.com/x", { [bad]: bad }), () => rest.get("https://api.getgo.com/x", { query: { [bad]: bad } }), () => rest.get("https://api.getgo.com/x", { headers: { a: bad } }), () => rest.get("https://api.getgo.com/x", { username: bad, password: bad }), () => rest.get("https://api.getgo.com/y").on(bad, () => {}), () => rest.post("https://api.getgo.com/x", { multipart: true, data: { [bad]: rest.data(bad, bad, bad) } })])
  try { f(); seen.push(1); } catch (e) { seen.push(String(e)); }
console.log(bad); console.error({ [bad]: [bad] });
done({ [bad]: bad, "\ud800": "\\ud800", "\\": "\\\\ud800\ud800", seen });
