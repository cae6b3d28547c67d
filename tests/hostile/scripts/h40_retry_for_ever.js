// STALL: each answer is asked for again [expects: limit]
rest.get("https://api.getgo.com/x").on("complete", function () { this.retry(1); });
