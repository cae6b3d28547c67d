// ABUSE: every own property of a request, its socket, its response and their prototypes is overwritten between its events [expects: done denied threw never-done cpu-limit]
const junk = [undefined, null, -1, "\r\nX: y", {}, [], () => { throw 1; }, Symbol("s"), 1n, { toString() { throw 2; } }, NaN, true];
let at = 0;
function spoil(o, depth) {
  if (o === null || typeof o !== "object" || depth > 3) return;
  for (const k of Reflect.ownKeys(o)) { let v; try { v = o[k]; } catch (e) {} if (depth < 2) spoil(v, depth + 1); try { o[k] = junk[at++ % junk.length]; } catch (e) {} }
}
for (let i = 0; i < 12; i++) {
  const r = rest.post("https://api.getgo.com/" + i, { data: "x" + i, headers: { A: "b" } });
  r.on("response", res => spoil(res, 0)).on("complete", () => {});
  at = i; try { spoil(r, 0); } catch (e) {}
}
rest.get("https://api.getgo.com/last").on("complete", function (d, res) { spoil(res, 0); spoil(Object.getPrototypeOf(res), 1); spoil(rest.Request.prototype, 1); done({ ok: 1 }); });
