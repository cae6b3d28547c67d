// SIZE: text that fits the engine and is too long for a message as UTF-8: the script's doing, not the engine's [expects: limit]
for (let i = 0; i < 1700; i++) console.log("\u00e9".repeat(10000));
