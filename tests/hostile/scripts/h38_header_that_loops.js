// HANG: text conversions of a header, an URL and a query that never come to an end [expects: cpu-limit]
rest.get("https://api.getgo.com/x", { headers: { A: { toString() { for (;;); } } } });
