// HANG: a native loop over a length of 2^53 that never looks up [expects: cpu-limit]
done({ n: Array.prototype.copyWithin.call({ length: 2 ** 53 - 1 }, 0, 1) });
