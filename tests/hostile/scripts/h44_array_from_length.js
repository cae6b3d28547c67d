// HANG: natives that trust a length: from, fill, flat, concat, apply, keys [expects: cpu-limit memory-limit threw]
for (const f of [() => Math.max.apply(null, { length: 2 ** 31 }), () => new Array(2 ** 32 - 1).fill(0), () => [].concat({ length: 2 ** 32, [Symbol.isConcatSpreadable]: true }), () => Array.from({ length: 2 ** 53 - 1 })]) try { f(); } catch (e) {}
const cyclic = []; cyclic.push(cyclic, cyclic); try { cyclic.flat(Infinity); } catch (e) {} done({ n: [].lastIndexOf.call({ length: 2 ** 53 - 1 }, 1) });
