// ng#1562: an array grown by its length, then pushed to, loses count of its elements at the next collection [expects: done threw engine-fault memory-limit]
var keep = [];
for (let i = 0; i < 3000; i++) { const a = [{}]; a.length = 245; a.push({ i }); a.length = 3; a.push(1, 2, 3); a.unshift({}); a.splice(1, 2, {}, {}); keep.push(a); }
for (let i = 0; i < 200; i++) keep[i] = null;
done({ n: keep.length });
