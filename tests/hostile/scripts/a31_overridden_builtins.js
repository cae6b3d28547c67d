// OVERRIDE: JSON, Array, Promise, Function, Reflect and Object lose their methods while rest works [expects: done]
var real = JSON.stringify;
var evil = function () { throw new Error("stolen"); };
for (const [o, names] of [[JSON, ["parse", "stringify"]], [Array.prototype, ["push", "pop", "shift", "join", "slice", "map", "forEach", "concat", "indexOf", "sort", "splice", "keys", "values", "includes", "reverse"]],
  [Promise.prototype, ["then", "catch", "finally"]], [Promise, ["resolve", "reject", "all"]], [Function.prototype, ["call", "apply", "bind", "toString"]],
  [Reflect, ["apply", "construct", "ownKeys", "get", "set", "defineProperty", "getPrototypeOf", "has"]],
  [Object, ["keys", "create", "assign", "defineProperty", "defineProperties", "entries", "freeze", "getPrototypeOf", "setPrototypeOf", "getOwnPropertyDescriptor", "getOwnPropertyNames", "hasOwn", "is"]],
  [Object.prototype, ["hasOwnProperty", "toString", "valueOf", "isPrototypeOf", "propertyIsEnumerable"]], [Number.prototype, ["toString", "valueOf"]], [Math, ["floor", "trunc", "min", "max", "random"]],
  [WeakMap.prototype, ["get", "set", "has"]], [Map.prototype, ["get", "set"]], [Array, ["isArray", "from", "of"]], [String, ["fromCharCode", "fromCodePoint", "raw"]]])
  for (const name of names) o[name] = evil;
Array.prototype[Symbol.iterator] = Map.prototype[Symbol.iterator] = String.prototype[Symbol.iterator] = evil;
parseInt = parseFloat = isNaN = isFinite = encodeURIComponent = decodeURIComponent = escape = unescape = evil;
rest.postJson("https://api.getgo.com/x", { a: [1, "2"] }).on("complete", function () { done(context); });
