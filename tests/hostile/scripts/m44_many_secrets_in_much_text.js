// SIZE: more than a thousand secrets, and then much text in which to look for them [expects: limit done deadline memory-limit]
const o = {}; for (let i = 0; i < 1500; i++) o["password" + i] = "secret-" + i * 7919; rest.postJson("https://api.getgo.com/x", o); for (let i = 0; i < 1000; i++) console.log("secret+".repeat(1400)); done(context);
