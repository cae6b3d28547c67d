// SIZE: failed requests and done take turns: each done names all that failed before it [expects: limit]
const r = rest.get("https://api.getgo.com/x"); let told = false; r.on("complete", function (d, response) { if (told) return; told = true; for (let i = 0; i < 700; i++) r._fireError(new Error("x"), response); for (let i = 0; i < 2000; i++) done(context); });
