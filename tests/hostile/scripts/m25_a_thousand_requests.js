// SIZE: a thousand requests at once [expects: limit]
for (let i = 0; i < 1000; i++) rest.get("https://api.getgo.com/" + i).on("complete", () => {}); done({});
