// SIZE: listeners without end, on one request [expects: limit cpu-limit memory-limit]
const r = rest.get("https://api.getgo.com/x"); for (let i = 0; i < 100000; i++) r.on("e" + i, () => {}); done({});
