// HANG: generators whose finally loops, closed by everything that closes iterators [expects: cpu-limit]
function* g() { try { yield 1; } finally { for (;;); } } const [a] = g();
