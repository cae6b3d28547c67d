// SIZE: a hundred thousand timers in one turn [globals: timers] [expects: limit]
for (let i = 0; i < 100000; i++) setTimeout(() => {}, i); done({});
