// ng#1297: a comparator resizes the buffer under a typed array, and empties the array, that is being sorted [expects: done threw engine-fault]
for (let t = 1; t < 2000; t += 13) {
  const ab = new ArrayBuffer(256, { maxByteLength: 2560 }), u8 = new Uint8Array(ab);
  for (let i = 0; i < 256; i++) u8[i] = i; u8[255] = 0;
  let n = 0;
  try { u8.sort((a, b) => { if (++n === t) ab.resize(t % 2 ? 10 : 0); return a - b; }); } catch (e) {}
  const a = Array.from({ length: 64 }, (_, i) => ({ i })); n = 0;
  try { a.sort((x, y) => { if (++n === t % 97) { a.length = 0; a.push(1); } return x.i - y.i; }); a.toSorted(() => { a.length = 0; }); } catch (e) {}
}
done({});
