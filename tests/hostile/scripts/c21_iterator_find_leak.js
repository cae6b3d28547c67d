// ng#1572: Iterator.prototype.find keeps a reference to each element that doesn't match, until the count overflows [expects: cpu-limit done threw engine-fault]
const o = {}; const many = new Array(100000).fill(o);
for (let i = 0; i < 30000; i++) many.values().find(() => false);
done({});
