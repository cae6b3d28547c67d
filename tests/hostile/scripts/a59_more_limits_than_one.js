// TRUTH: console lines that name limits, then an endless loop: only the counter decides [expects: cpu-limit]
console.log("memory-limit"); console.error("InternalError: out of memory"); try { null.x; } catch (e) { e.name = "InternalError"; e.message = "out of memory"; globalThis.e = e; }
Promise.reject(e).catch(() => {}); for (;;) { try { throw e; } catch (x) {} }
