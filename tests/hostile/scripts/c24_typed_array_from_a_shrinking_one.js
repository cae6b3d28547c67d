// ng#1296, #1305: the constructor's prototype getter, an iterator and valueOf resize what is being copied [expects: done threw engine-fault]
for (let i = 0; i < 500; i++) {
  const ab = new ArrayBuffer(1024, { maxByteLength: 8192 }), src = new Uint8Array(ab);
  const target = new Proxy(Uint32Array, { get(t, k, r) { if (k === "prototype") ab.resize(i % 2 ? 0 : 8192); return Reflect.get(t, k, r); } });
  try { Reflect.construct(Uint32Array, [src], target); } catch (e) {}
  try { Reflect.construct(BigInt64Array, [ab, 0, 8], target); } catch (e) {}
  try { new Float64Array({ length: { valueOf() { ab.resize(16); return 300; } }, get 0() { ab.resize(0); return 1; } }); } catch (e) {}
}
done({});
