// bellard#129: an object spread of a large typed array under a memory limit [expects: memory-limit engine-fault cpu-limit threw]
const a = new Int8Array(30000000); const b = { ...a }; done({ n: Object.keys(b).length });
