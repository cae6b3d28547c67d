// HANG: powers, products and texts of huge BigInts, natively and without looking up [expects: cpu-limit threw]
let x = 3n ** 200000n; for (;;) { x = x * x % (2n ** 400000n - 1n); String(x); BigInt(String(x)); }
