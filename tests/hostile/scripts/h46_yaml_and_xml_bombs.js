// HANG: rest's own parsers are given documents that grow when they are read [expects: done threw cpu-limit memory-limit]
let yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"; for (let i = 1; i < 12; i++) yaml += "a" + i + ": &a" + i + " [" + Array(9).fill("*a" + (i - 1)).join(", ") + "]\n";
let xml = "<!DOCTYPE x [<!ENTITY a0 'xxxxxxxxxx'>"; for (let i = 1; i < 12; i++) xml += "<!ENTITY a" + i + " '" + ("&a" + (i - 1) + ";").repeat(10) + "'>"; xml += "]><x>&a11;</x>";
for (const [p, t] of [["yaml", yaml], ["xml", xml], ["xml", "<a>".repeat(200000)], ["xml", "<a " + "b='c' ".repeat(100000) + "/>"], ["yaml", "[".repeat(100000)], ["yaml", "- ".repeat(50000)], ["yaml", "!!js/function 'function(){for(;;);}'"], ["json", "1e999" + " ".repeat(1e6)]]) try { rest.parsers[p](t, () => {}); } catch (e) {}
let deep; rest.parsers.yaml(yaml, (e, d) => { deep = d; }); done({ deep });
