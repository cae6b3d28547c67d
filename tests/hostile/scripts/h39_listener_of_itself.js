// HANG: listeners that emit what they listen to, add themselves and take themselves away [expects: threw done cpu-limit never-done limit]
const r = rest.get("https://api.getgo.com/x"); let n = 0;
try { r.on("newListener", function (e, f) { if (n++ < 1e5) r.on("x" + n, f); }); } catch (e) {} try { r.on("x", () => r.emit("x")); r.emit("x"); } catch (e) {}
r.removeAllListeners("newListener"); r.on("complete", function again() { if (n++ < 2e5) { r.once("done", again); r.emit("done"); } else done({}); });
