// SIZE: requests with large bodies, headers, paths and event names [expects: limit memory-limit done cpu-limit threw]
const big = "\u00e9\ud800".repeat(300000); for (let i = 0; i < 3; i++) { rest.post("https://api.getgo.com/x", { data: big }); rest.get("https://api.getgo.com/" + "x".repeat(1000000), { headers: { A: "b".repeat(1000000) } }).on(big, () => {}); } done({});
