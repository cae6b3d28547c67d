// STALL: done at once, then timers for ever [globals: timers] [expects: done]
done({ ok: 1 }); (function tick() { setTimeout(tick, 10); })();
