// STACK: prepareStackTrace, stackTraceLimit and stack accessors while the prelude asks where it was called from [expects: done]
var got = [];
Error.prepareStackTrace = function (e, frames) { try { for (const f of frames) { got.push(typeof f.getFunction(), typeof f.getThis); } } catch (x) {} throw new Error("no stack for you"); };
try { Error.stackTraceLimit = { valueOf() { throw 1; } }; } catch (e) {}
try { Object.defineProperty(Error, "stackTraceLimit", { get() { return Infinity; }, set() { throw 1; }, configurable: true }); } catch (e) {}
try { Object.defineProperty(Error.prototype, "stack", { get() { return "at done (<input>:1:1)\n at <input>:-5:1e9"; }, configurable: true }); } catch (e) {}
try { Error.captureStackTrace(rest); Error.captureStackTrace(done); } catch (e) {}
var p; try { p = rest.get("https://api.getgo.com/x"); } catch (e) {}
try { rest.get(undefined); } catch (e) { String(e.stack); }
console.log("here");
p.on("complete", function () { done({ functions: got.filter(x => x === "function").length > -1 }); });
