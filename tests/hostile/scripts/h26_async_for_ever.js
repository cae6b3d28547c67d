// HANG: an async loop and an async generator that wait for each other [expects: cpu-limit]
async function* g() { for (;;) yield await null; } (async () => { for await (const x of g()) ; })(); (async () => { while (true) await { then(r) { r(); } }; })();
