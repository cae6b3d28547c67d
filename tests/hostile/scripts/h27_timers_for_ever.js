// STALL: timers that set timers: no CPU to speak of, and never an end [globals: timers] [expects: deadline]
let n = 0; (function tick() { n++; setTimeout(tick, 20); })(); setInterval(() => {}, 50); const t = setInterval(() => clearInterval(t), 1e9);
