// hmsk/quickjs.rb#116, bellard#533: the last bytes are gone when an error wants a stack [expects: memory-limit engine-fault]
const a = []; for (;;) { a.push({ x: 1, y: 2, z: 3 }, new Error("e")); }
