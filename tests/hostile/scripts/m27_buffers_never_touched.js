// MEM: memory that is asked for and never touched, which no kernel counts [expects: memory-limit threw]
const all = []; for (;;) all.push(new ArrayBuffer(1 << 20));
