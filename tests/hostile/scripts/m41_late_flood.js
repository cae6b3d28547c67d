// STALL: nothing happens until shortly before the deadline; then all that a turn may say at once [globals: timers] [expects: limit deadline memory-limit cpu-limit]
const line = "x\"é".repeat(600); for (const at of [400, 900, 1400, 2900, 4400, 4900]) setTimeout(() => { for (let i = 0; i < 9900; i++) console.log(line + i); }, at);
