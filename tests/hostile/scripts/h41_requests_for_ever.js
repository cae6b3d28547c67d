// STALL: each answer leads to another request, one at a time [expects: limit]
(function again() { rest.get("https://api.getgo.com/x").on("complete", again); })();
