"""What the command line calls the options of a run, for messages that name one."""

from __future__ import annotations

from runtime.model.option import Option

NAMES = {
    Option.AFTER_DONE: "--after-done",
    Option.ALSO: "--also {}",
    Option.ANSWER: "--answer {}",
    Option.AT: "--at {}",
    Option.CAGE: "--cage {}",
    Option.CONTEXT: "--context",
    Option.CPU: "--cpu",
    Option.DEADLINE: "--deadline",
    Option.DRY_ANSWER: "--dry-answer {}",
    Option.DRY_RUN: "--dry-run",
    Option.EGRESS: "--egress {}",
    Option.FAIL: "--fail {}",
    Option.FAKE: "--fake {}",
    Option.KEEP: "--keep {}",
    Option.KIND: "--kind {}",
    Option.LIVE: "--live {}",
    Option.MAP: "--map {}",
    Option.MAX_RECORDING: "--max-recording",
    Option.MAX_REQUESTS: "--max-requests",
    Option.MAX_RESPONSE: "--max-response",
    Option.MEMORY: "--memory",
    Option.NO_RECORD: "--no-record",
    Option.PRIVATE: "--allow-private {}",
    Option.PROXY: "--proxy {}",
    Option.RECORD: "--record {}",
    Option.SECRET: "--secret",
    Option.SECRETS_FROM: "--secrets-from",
    Option.SEND: "--send",
    Option.SET: "--set {}",
    Option.STATE: "--state {}",
    Option.STATUS: "--status {}",
    Option.TIMERS: "--globals timers",
    Option.WORLD: "--world {}",
    Option.WRITES: "--yes",
}
