// TYPE: undefined leaves a listener [expects: threw]
rest.get("https://api.getgo.com/x").on("complete", function () { throw undefined; });
