// HANG: as before, through reverse, unshift and splice on array-likes [expects: cpu-limit]
try { Array.prototype.unshift.call({ length: 2 ** 53 - 3 }, 1); } catch (e) {} Array.prototype.reverse.call({ length: 2 ** 53 - 1 }); done({});
