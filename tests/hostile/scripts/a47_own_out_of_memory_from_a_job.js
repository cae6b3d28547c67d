// SPOOF: as before, in a promise that nobody catches, and as bare null [expects: threw]
Promise.reject(Object.assign(new Error("out of memory"), { name: "InternalError" })); Promise.reject(null);
