// STACK: programs nested a hundred thousand deep for eval and Function [expects: done threw memory-limit]
const out = [];
for (const [o, m, c] of [["[", "", "]"], ["(", "1", ")"], ["{", "", "}"], ["-", "1", ""], ["!", "1", ""], ["`${", "1", "}`"], ["a=>", "1", ""], ["function f(){", "", "}"], ["if(1)", ";", ""], ["a?.b.", "c", ""], ["new ", "Object", ""], ["class extends ", "Object", "{}"], ["({a:", "1", "})"], ["async()=>await ", "1", ""], ["x:", ";", ""], ["1+(", "1", ")"], ["try{", "", "}finally{}"]]) try { (0, eval)(o.repeat(100000) + m + c.repeat(100000)); out.push("ran"); } catch (e) { out.push(String(e && e.name)); }
done({ out });
