// SIZE: thousands of long keys in what is sent and in the context, which nothing may remember when the run is over [expects: cpu-limit done limit memory-limit]
const o = {}; for (let i = 0; i < 900; i++) o["k" + i + "x".repeat(8000)] = 1; rest.postJson("https://api.getgo.com/x", o); done(context);
