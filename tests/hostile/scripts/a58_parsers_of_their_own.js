// ABUSE: parsers that call back twice, never, with errors, and re-enter rest [expects: done threw]
let n = 0;
const p = [(d, cb) => { cb(null, d); cb(null, d); cb(new Error("x")); }, function (d, cb) { cb.call(null, { get message() { throw 1; } }); }, () => { throw undefined; }, () => new Promise(() => {}), (d, cb) => rest.get("https://api.getgo.com/in" + n++, { parser: null }).on("complete", () => cb(null, 1)), { match: 1 }, 5, "x", Object.assign((d, cb) => cb(null, d), { matchers: [{ test() { throw 1; } }] })];
for (const parser of p) try { rest.get("https://api.getgo.com/x", { parser }).on("complete", () => {}).on("error", () => {}); } catch (e) {}
try { rest.parsers.auto.matchers = { get x() { throw 1; } }; rest.parsers.xml.options = { get x() { throw 2; } }; } catch (e) {}
rest.get("https://api.getgo.com/last").on("complete", () => done({ n }));
