// HANG: a loop of nothing but jumps, which calls nothing and allocates nothing [expects: cpu-limit]
a: for (;;) { switch (0) { default: try { continue a; } finally { continue a; } } }
