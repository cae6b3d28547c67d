// HANG: a comparator that never decides, and one that lies for ever [expects: cpu-limit]
[3, 1, 2].sort(() => { let n = 0; while (n < 1e9) n++; return NaN; }); [1, 2].toSorted(() => { for (;;); });
