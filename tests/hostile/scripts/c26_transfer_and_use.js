// ng#1208: a buffer is transferred, detached and resized while views on it are read and written [expects: done threw engine-fault]
let sum = 0;
for (let i = 0; i < 500; i++) {
  const ab = new ArrayBuffer(64, { maxByteLength: 4096 }), ta = new Uint8Array(ab), dv = new DataView(ab), it = ta.values();
  const t = i % 3 ? ab.transfer(i % 2 ? 0 : 4000) : ab.transferToFixedLength();
  try { ta[0] = 1; sum += ta[0] | 0; it.next(); ta.fill(7); ta.at(-1); ta.set([1], 0); dv.getInt8(0); new Uint8Array(t)[63] = 1; ta.join(); ta.toReversed(); ta.with(0, 1); } catch (e) {}
}
done({ sum });
