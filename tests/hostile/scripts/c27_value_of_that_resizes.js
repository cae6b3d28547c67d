// UAF class: valueOf of an argument resizes the buffer that fill, set, with, copyWithin and DataView write to [expects: done threw engine-fault]
for (const C of [Uint8Array, Int32Array, Float64Array, BigInt64Array])
  for (let i = 0; i < 200; i++) {
    const ab = new ArrayBuffer(1024, { maxByteLength: 1 << 20 }), ta = new C(ab), dv = new DataView(ab);
    const evil = { valueOf() { ab.resize(i % 2 ? 0 : 1 << 19); return C === BigInt64Array ? 1n : 1; } };
    for (const f of [() => ta.fill(evil), () => ta.fill(0, evil, 1024), () => ta.copyWithin(0, evil, 900), () => ta.with(0, evil), () => ta.set([evil, evil], 0), () => ta.set({ length: 2, get 0() { return evil; } }, 100), () => dv.setFloat64(0, evil), () => dv.setBigInt64(0, evil), () => dv.setInt8(evil, 1), () => ta.indexOf(1, evil), () => ta.lastIndexOf(1, evil), () => ta.includes(undefined, evil), () => ta.subarray(evil, evil), () => ta.slice(evil), () => { ta[0] = evil; }])
      try { ab.resize(1024); f(); } catch (e) {}
  }
done({});
