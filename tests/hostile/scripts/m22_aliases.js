// SIZE: a context that is small in memory and endless as text [expects: memory-limit cpu-limit limit threw]
let a = ["xxxxxxxxxx"]; for (let i = 0; i < 30; i++) a = [a, a]; done({ a });
