// ng#1223: nested loops over nothing take a regexp compiler exponential time and memory [expects: done threw memory-limit cpu-limit engine-fault]
let s = "a"; for (let i = 0; i < 40; i++) s = "(?:" + s + "|)+"; 
let r; try { r = new RegExp(s); } catch (e) {} done({ m: r ? r.test("b".repeat(50)) : 0 });
