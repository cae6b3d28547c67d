// THENABLE: done, listeners and options with a `then` that calls everything back twice [expects: done threw]
var calls = 0;
const thenable = { then(a, b) { calls++; a(this); b && b(new Error("x")); a(thenable); throw 2; } };
Object.prototype.then = undefined;
async function f() { return thenable; }
rest.get("https://api.getgo.com/x", thenable).on("complete", () => thenable);
rest.get("https://api.getgo.com/y").on("complete", async function () { try { await { then(r) { r(1); } }; } finally { done({ calls: calls }); } });
