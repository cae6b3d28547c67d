// SPOOF: the script throws the engine's words for a time that is up; it has thrown [expects: threw]
class InternalError extends Error { get name() { return "InternalError"; } } throw new InternalError("interrupted");
