// MEM: maps, sets, weak maps, symbols and closures without end, with the errors caught [expects: cpu-limit memory-limit]
const m = new Map(), s = new Set(), w = new WeakMap(); for (let i = 0; ; i++) try { m.set({}, i); s.add(Symbol(i)); w.set({}, () => i); Symbol.for("s" + i); m.set("k" + i, new RegExp("a" + i)); } catch (e) { m.clear(); s.clear(); }
