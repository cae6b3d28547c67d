// HANG: one text of one BigInt, in time that grows with the square [expects: cpu-limit threw done]
done({ n: (7n ** 1000000n).toString().length + String(BigInt("9".repeat(1000000))).length });
