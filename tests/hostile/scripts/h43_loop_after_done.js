// HANG: done at once, then an endless loop in a listener [expects: cpu-limit done]
done({ ok: 1 }); rest.get("https://api.getgo.com/x").on("complete", function () { for (;;); });
