// SPOOF: the script throws the engine's words for a memory that ran out; it has thrown [expects: threw]
const e = new Error("out of memory"); e.name = "InternalError"; throw e;
