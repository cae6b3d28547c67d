// MEM: programs compiled without end [expects: cpu-limit memory-limit]
const all = []; for (let i = 0; ; i++) all.push(Function("a" + i, "return function f" + i + "(){ return '" + i + "'.repeat(a" + i + ") }"));
