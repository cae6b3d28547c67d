// bellard#451, ng#378: ArrayBuffer and typed-array slices into buffers that shrink or overlap meanwhile [expects: done threw engine-fault]
for (let i = 0; i < 300; i++) {
  const buf = new ArrayBuffer(1000, { maxByteLength: 2000 });
  Object.defineProperty(buf, "constructor", { value: { [Symbol.species]: function (len) { buf.resize(i % 100); return new ArrayBuffer(len); } } });
  try { buf.slice(500, 1000); } catch (e) {}
  const ab = new ArrayBuffer(100), ta = new Uint8Array(ab, 0, 20);
  ta.constructor = { [Symbol.species]: function (len) { return new Uint8Array(ab, 1, len); } };
  try { ta.slice(); ta.map(x => x); ta.filter(() => true); ta.subarray(1, 3); } catch (e) {}
}
done({});
