// SIZE: requests, headers and a context full of what looks like secrets [expects: limit done memory-limit]
for (let i = 0; i < 50; i++) rest.postJson("https://api.getgo.com/x?access_token=q" + i, Object.fromEntries(Array.from({ length: 100 }, (_, k) => ["password" + k, "secret-" + i + "-" + k])), { headers: { Authorization: "Bearer " + "t".repeat(100) + i } });
context.access_token = Array.from({ length: 5000 }, (_, k) => "token-" + k); done(context);
