// GETTER: the context's getters call rest, console and done while done reads it [expects: done threw]
let n = 0;
Object.defineProperty(context, "evil", { enumerable: true, get() { n++; if (n < 20) { rest.get("https://api.getgo.com/" + n); console.log(n); } return { get deeper() { if (n < 20) done(context); return n; } }; } });
done(context);
