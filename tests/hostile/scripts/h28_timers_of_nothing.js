// STALL: timers of no time at all, as many as fit [globals: timers] [expects: cpu-limit deadline limit]
(function tick() { setTimeout(tick, 0); setImmediate(() => {}); })();
