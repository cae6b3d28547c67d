// STACK: JSON texts nested a million deep, read and written [expects: done threw memory-limit]
const out = [];
for (const [o, c] of [["[", "]"], ['{"a":', "}"]]) for (const n of [5000, 1000000]) try { out.push(typeof JSON.parse(o.repeat(n) + "1" + c.repeat(n), (k, v) => v)); } catch (e) { out.push(String(e && e.name)); }
rest.parsers.json(("[").repeat(1000000), function (e) { done({ out, e: String(e).slice(0, 50) }); });
