// ORDER: done in getters, in toJSON of what is given to done, in listeners of listeners, and recursively [expects: done threw]
let n = 0;
const result = { toJSON() { n++; if (n < 50) done(result); return { n }; }, get x() { done({ x: n }); return 1; } };
rest.get("https://api.getgo.com/x").on("newListener", () => done(result)).on("complete", () => done(result));
done(result);
