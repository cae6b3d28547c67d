// PROTO: __proto__, constructor and prototype as keys of headers, queries, data, events and the context [expects: done]
const evil = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":2}},"a":{"__proto__":{"toString":3}}}');
const r = rest.post("https://api.getgo.com/x?__proto__=1&constructor=2", { headers: JSON.parse('{"__proto__":"x","constructor":"y","toString":"z"}'), query: evil, data: evil });
for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty", "_events", ""]) { r.on(name, () => {}); r.emit(name, 1); r.listeners(name); r.removeAllListeners(name); }
r.on("complete", function () { context.__proto__ = { x: 1 }; done({ polluted: String(({}).polluted), evil }); });
