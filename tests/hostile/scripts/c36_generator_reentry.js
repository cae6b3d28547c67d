// REENTRY: generators, async generators and iterators that resume, return and throw into themselves [expects: cpu-limit done threw engine-fault]
let it, n = 0;
for (const m of ["next", "return", "throw"]) { it = (function* () { try { yield { get x() { return it[m](); } }; it[m](1); } finally { try { it[m](2); } catch (e) {} n++; } })(); try { const v = it.next().value; v.x; it.next(); it.return(); } catch (e) {} }
let ag = (async function* () { try { ag.next(); ag.return(); yield ag.throw(1); } catch (e) { n++; } finally { ag.next(); } })();
ag.next().then(() => ag.return(ag), () => {}).catch(() => {});
const h = { [Symbol.iterator]() { return this; }, next() { return { get done() { h.return(); return false; }, get value() { return h; } }; }, return() { return 1; } };
try { const [a, b] = h; } catch (e) {} try { new Map(h); } catch (e) {} try { Promise.all(h).catch(() => {}); } catch (e) {} 
done({ n });
