// SIZE: the same list given to rest [expects: cpu-limit memory-limit threw]
const a = []; a[2 ** 32 - 2] = 1; try { rest.post("https://api.getgo.com/x", { data: { a }, query: { a } }); } catch (e) {} rest.get("https://api.getgo.com/x", { headers: { a } }); done({});
