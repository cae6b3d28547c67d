// HANG: regexps that backtrack: nested, alternating, counted, with lookbehinds and back references [expects: cpu-limit]
for (const r of [/^(a|a)*$/, /(.*){1,32000}[bc]/, /^(([a-z])+.)+[A-Z]([a-z])+$/, /(?<=(a+)+)b/, /(a*)*\1b/, /()*?a/, /(?:a?){50}a{50}$/]) r.test("a".repeat(60) + "!"); "a".repeat(50000).replace(/a*b/g, ""); for (;;) "x".repeat(1e5).split(/(x+x+)+y/);
