// STACK: groups, classes, lookarounds and alternatives nested a hundred thousand deep, compiled and run [expects: done threw]
const out = [];
for (const [o, c] of [["(", ")"], ["(?:", ")"], ["(?=", ")"], ["(?<=", ")"], ["(?:a|", ")"], ["[", "]"], ["(?:", ")*"]]) for (const n of [1000, 100000]) try { out.push(new RegExp(o.repeat(n) + "a" + c.repeat(n), "v").test("a")); } catch (e) { out.push(e.name); }
done({ out });
