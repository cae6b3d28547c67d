// FORGE: the script plays Node: emits answers, errors and closes of its own on every emitter, before and after done [expects: limit cpu-limit done threw]
const r = rest.get("https://api.getgo.com/x");
const fake = { statusCode: 200, headers: { location: "https://api.getgo.com/z", "content-encoding": "gzip" }, on() { return this; }, setEncoding() {}, rawEncoded: 1 };
for (const e of ["response", "error", "close", "abort", "timeout", "socket", "data", "end", "finish", "drain", "newListener", "removeListener"]) for (const o of [r, r.request]) try { o.emit(e, fake, fake); } catch (x) {}
for (const k of ["_fireSuccess", "_fireError", "_fireTimeout", "_responseHandler", "_decode", "_encode", "_iconv", "_retry", "_makeRequest", "_applyAuth", "_fullPath", "_isRedirect", "run"]) for (const a of [[], [fake], [fake, fake, fake], ["x", fake, () => {}]]) try { r[k](...a); } catch (x) {}
r.on("complete", function (d, response) { done(context); try { response.emit("end"); r.emit("complete", null, null); r.retry(); rest.get("https://api.getgo.com/late").on("complete", () => done({ again: 1 })); response.req.emit("response", response); } catch (x) {} });
try { r.run(); r.run(); } catch (x) {}
