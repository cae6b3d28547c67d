"""Records or replays in a process of its own, whose surroundings are somebody else's.

    python -m tests.runs.replay.other_surroundings record FOLDER
    python -m tests.runs.replay.other_surroundings replay RECORDING ...

What is printed is a JSON object: for `record` what each script wrote, for `replay` whether it was identical.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from runtime.inputs.context import Context
from runtime.model.commands import Finish
from runtime.model.kind import infer_kind
from runtime.model.script import Script
from runtime.recording import Recording
from runtime.runs.launch import Order
from runtime.runs.store import open_recording
from tests import running

# What engines and machines are known to disagree on. Each puts it into the context.
SCRIPTS = {
    "time": """
        var d = new Date();
        context.x = [Date.now(), String(d), d.getTimezoneOffset(), d.getHours(), d.toLocaleString(),
            d.toLocaleDateString(), new Date(2024, 6, 1).getTime(), new Date('2024-07-01T00:00').getTime()];
        done(context);""",
    "chance": "context.x = [Math.random(), Math.random(), [1, 2, 3].map(Math.random)]; done(context);",
    "the order of keys": """
        var o = {b: 1, 2: 1, a: 1, 1: 1}; o.c = 1; delete o.b; o.b = 2;
        context.x = [Object.keys(o), JSON.stringify(o)];
        for (var k in o) context.x.push(k);
        done(context);""",
    "letters": """
        context.x = ['i\\u0131\\u0130I\\u00df'.toLocaleUpperCase(), 'I\\u0130'.toLocaleLowerCase(),
            'I'.toLocaleLowerCase('tr'), 'A\\u030a'.normalize('NFC'), (1234567.5).toLocaleString(),
            ['\\u00e4', 'z', 'a'].sort(function (a, b) { return a.localeCompare(b); })];
        done(context);""",
    "what isn't there": "context.x = [typeof Intl, typeof WeakRef, typeof process]; done(context);",
    "sorting": """
        var all = []; for (var i = 0; i < 600; i++) all.push({k: i % 7, n: i});
        context.x = all.sort(function (a, b) { return a.k - b.k; }).map(function (o) { return o.n; }).join();
        done(context);""",
    "an answer": """
        rest.get('https://api.getgo.com/x\\u00e4').on('complete', function (data, response) {
            context.x = [data, response.statusCode, Object.keys(response.headers)]; done(context);
        });""",
}


def record_script(name: str, folder: Path) -> Recording:
    script = Script(SCRIPTS[name].strip(), name=f"{name} \u00e4.js")
    path = folder / f"{name} \u00e4.jsonl"
    context = Context.from_bytes("ctx", '{"given": "\u00e4\u20ac"}'.encode())
    running.run_order(Order(script=script, context=context, kind=infer_kind(script), record=path))
    return open_recording(path)


def result(recording: Recording) -> str:
    """The context that its script gave to `done`."""
    return next(entry.what.context for entry in recording.entries if isinstance(entry.what, Finish))


def main() -> None:
    what, *paths = sys.argv[1:]
    if what == "record":
        folder = Path(paths[0])
        told: dict[str, object] = {name: result(record_script(name, folder)) for name in SCRIPTS}
    else:
        told = {path: running.run_replay(open_recording(Path(path))).identical for path in paths}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
