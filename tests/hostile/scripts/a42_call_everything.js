// ABUSE: every function that can be reached from the globals is called with arguments that fit nowhere [expects: done denied threw never-done limit cpu-limit deadline]
const args = [undefined, null, 0, -1, NaN, 2 ** 53, "", "x", "https://api.getgo.com/a", {}, [], () => {}, Symbol("s"), 1n, context, { then(f) { f(); } }, new Proxy({}, {}), { headers: { A: 1 }, data: "d", timeout: 5 }];
const seen = new Set(), functions = [];
const skip = new Set([eval, Function, Array, ArrayBuffer]);
(function walk(o, depth) {
  if (o === null || (typeof o !== "object" && typeof o !== "function") || seen.has(o) || depth > 7) return;
  seen.add(o);
  if (typeof o === "function" && !skip.has(o) && !/^(repeat|padStart|padEnd|fill|done|copyWithin|reverse|abort)$/.test(o.name)) functions.push(o);
  for (const k of Reflect.ownKeys(o)) { try { walk(o[k], depth + 1); } catch (e) {} }
  walk(Object.getPrototypeOf(o), depth + 1);
})({ rest, console, r: rest.get("https://api.getgo.com/first"), p: rest.post("https://api.getgo.com/b", { data: { a: 1 }, multipart: true }), s: new rest.Service({ baseURL: "https://api.getgo.com/" }) }, 0);
let seed = 7;
const next = n => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % n;
for (let round = 0; round < 3; round++)
  for (const f of functions) {
    const self = args[next(args.length)], given = [0, 1, 2].map(() => args[next(args.length)]);
    try { f.apply(self, given); } catch (e) {}
    if (round === 1) try { new f(...given); } catch (e) {}
    if (round === 2) try { f.call(rest.Request.prototype, ...given); } catch (e) {}
  }
done(context);
