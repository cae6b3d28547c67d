// WIRE: line ends, blanks and other requests in methods, paths, hosts, headers and bodies [expects: done denied]
const seen = [];
const nl = ["\r\n", "\n", "\r", "\u010a", "\u560a\u560d", "%0d%0a"];
for (const n of nl) for (const f of [() => rest.get("https://api.getgo.com/" + n + "X: y"), () => rest.request("https://api.getgo.com/x", { method: "GET" + n + "X" }), () => rest.get("https://api.getgo.com/x", { headers: { ["A" + n + "B"]: 1 } }), () => rest.get("https://api.getgo.com/x", { headers: { A: "b" + n + "Host: evil" } }), () => rest.get("https://api.getgo.com/x", { headers: { Host: "evil.example.com" + n, "Transfer-Encoding": "chunked", "Content-Length": "5" } }), () => rest.get("https://api.getgo.com" + n + ".evil.example.com/"), () => rest.get("https://api.getgo.com/x", { username: "a" + n, password: n })])
  try { f(); seen.push("sent"); } catch (e) { seen.push(e.code || String(e)); }
done({ seen: seen.length });
