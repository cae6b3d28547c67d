// SIZE: an exception with a message, a name and a stack of megabytes [expects: threw memory-limit]
const e = new Error("\ud800\n".repeat(2000000)); e.stack = "at <input>:1:1\n".repeat(500000); throw e;
