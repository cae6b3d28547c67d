// ng#1368, #1440: Iterator.concat is re-entered through Symbol.iterator, a `next` getter and return() [expects: done threw engine-fault]
for (let i = 0; i < 2000; i++) {
  let it, inner;
  const evil = { [Symbol.iterator]() { it.return(); return [][Symbol.iterator](); } };
  try { it = Iterator.concat(evil, evil, [1]); it.next(); it.next(); } catch (e) {}
  const getter = { [Symbol.iterator]() { return { get next() { inner.return(); return () => ({ done: true, value: { x: i } }); } }; } };
  try { inner = Iterator.concat(getter, getter); inner.next(); inner.next(); } catch (e) {}
}
done({});
