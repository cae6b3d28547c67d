"""A recording is read whoever wrote it: cut anywhere, edited by hand, of an earlier version, or hostile."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.model.errors import BadInput
from runtime.recording import VERSION, Recording, read
from runtime.recording.read import LONGEST_LINE, MOST_ENTRIES
from runtime.runs.store import open_recording
from tests import running
from tests.examples import examples
from tests.paths import RECORDINGS

FIRST = sorted((RECORDINGS / "v1").glob("*.jsonl"))
SECOND = sorted((RECORDINGS / "v2").glob("*.jsonl"))
COMPUTES = "computes-on-a-secret"


def read_bytes(data: bytes) -> Recording:
    """What is read from these bytes."""
    return read("r", data.splitlines(keepends=True))


@pytest.mark.parametrize("path", FIRST, ids=lambda path: path.stem)
def test_recordings_of_the_first_version_are_read_and_replayed(path: Path) -> None:
    """These files stay as they are for ever."""
    recording = open_recording(path)
    assert json.loads(path.read_text("utf-8").partition("\n")[0])["version"] == 1
    assert recording.end is not None
    assert not recording.edited
    assert running.run_replay(recording).identical == (path.stem != COMPUTES)


@pytest.mark.parametrize("path", SECOND, ids=lambda path: path.stem)
def test_recordings_of_the_second_version_are_read_and_replayed(path: Path) -> None:
    recording = open_recording(path)
    assert json.loads(path.read_text("utf-8").partition("\n")[0])["version"] == VERSION
    assert not recording.edited
    assert not recording.cut
    assert running.run_replay(recording).identical == (path.stem != COMPUTES)


DATA = (RECORDINGS / "v2" / "done.jsonl").read_bytes()
LINES = DATA.splitlines(keepends=True)


def test_one_that_was_cut_at_any_byte_is_read_up_to_its_last_whole_line() -> None:
    head = len(LINES[0])
    whole = read_bytes(DATA)
    for at in range(head, len(DATA) - 1):
        recording = read_bytes(DATA[:at])
        complete = DATA[:at].count(b"\n")
        closed = DATA[at : at + 1] == b"\n"  # all of a line but its end
        assert recording.entries == whole.entries[: complete - 1 + closed]
        assert recording.end is None
        assert recording.cut in {"breaks off", "breaks off in the middle of a line"}
        assert not recording.edited


def test_one_whose_first_line_is_cut_is_none() -> None:
    """Nothing can be told from that."""
    with pytest.raises(BadInput, match="r:1: not a line of JSON"):
        read_bytes(LINES[0][:200])


def test_a_cut_one_is_replayed_as_far_as_it_goes() -> None:
    """Its end isn't known, and nothing is made up."""
    replayed = running.run_replay(read_bytes(b"".join(LINES[:-4])))
    assert replayed.identical
    assert replayed.outcome == "interrupted"
    assert replayed.notes == ["the recording breaks off: it is replayed up to there"]


@pytest.mark.parametrize("kept", range(2, len(LINES)))
def test_wherever_one_was_cut_what_is_left_happens_again(kept: int) -> None:
    """Also in the middle of a turn: what the script says beyond it is no difference."""
    replayed = running.run_replay(read_bytes(b"".join(LINES[:kept])))
    assert replayed.divergence is None
    assert replayed.identical


def test_an_edited_line_is_noticed_and_the_recording_still_opens() -> None:
    text = DATA.replace(b'"status": 201', b'"status": 202')
    assert text != DATA
    edited = read_bytes(text)
    assert len(edited.edited) == 1
    assert edited.entries != read_bytes(DATA).entries
    assert json.loads(LINES[edited.edited[0] - 1])["status"] == 201


def test_a_line_that_was_taken_out_is_noticed_at_the_next_one() -> None:
    """So is one that was put in, or has changed places."""
    assert read_bytes(b"".join([*LINES[:3], *LINES[4:]])).edited == (4,)


def test_a_recording_that_was_written_anew_by_another_program_is_noticed() -> None:
    """Every line of it: the values may be the same, the bytes aren't."""
    again = b"".join(json.dumps(json.loads(line), separators=(",", ":")).encode() + b"\n" for line in LINES)
    recording = read_bytes(again)
    assert recording.edited == tuple(range(1, len(LINES) + 1))
    assert recording.entries == read_bytes(DATA).entries


def line(**fields: object) -> bytes:
    return json.dumps(fields).encode() + b"\n"


def test_line_ends_of_another_system_change_nothing() -> None:
    """What stands behind a line's closing brace is not sealed: git on Windows may write it otherwise."""
    for end in (b"\r\n", b" \n", b"\n\n"):
        recording = read_bytes(DATA.replace(b"\n", end))
        assert recording.entries == read_bytes(DATA).entries
        assert not recording.edited
        assert not recording.cut


def test_one_that_an_editor_has_put_a_mark_before_still_opens() -> None:
    """No run writes a byte order mark, so it is noticed, and nothing else is."""
    recording = read_bytes(b"\xef\xbb\xbf" + DATA)
    assert recording.entries == read_bytes(DATA).entries
    assert recording.edited == (1,)


def test_half_a_surrogate_pair_stays_what_it_is() -> None:
    """A script's text may hold one, and is sealed with it."""
    text = DATA.replace(b'"name": "', b'"name": "\xed\xa0\x80', 1)
    assert read_bytes(text).plan.script.name.startswith("\ud800")


CHANGES = st.tuples(
    st.sampled_from(["flip", "delete", "insert", "swap"]),
    st.integers(0, len(DATA) - 2),
    st.binary(min_size=1, max_size=3),
)


def change_bytes(data: bytes, how: str, at: int, new: bytes) -> bytes:
    """These bytes with something done to them at a place."""
    if how == "delete":
        return data[:at] + data[at + len(new) :]
    if how == "insert":
        return data[:at] + new + data[at:]
    if how == "swap":
        return data[:at] + data[at : at + 2][::-1] + data[at + 2 :]
    return data[:at] + bytes([data[at] ^ (new[0] or 1)]) + data[at + 1 :]


@settings(max_examples=examples(600), deadline=None)
@given(st.lists(CHANGES, min_size=1, max_size=4))
def test_whatever_is_done_to_its_bytes_it_is_read_or_refused(changes: list[tuple[str, int, bytes]]) -> None:
    """Never anything else, and what is another recording than before is known to be changed."""
    data = DATA
    for how, at, new in changes:
        data = change_bytes(data, how, min(at, len(data) - 1), new)
    try:
        recording = read_bytes(data)
    except BadInput:
        recording = None
    if recording is not None and not (recording.edited or recording.cut):
        assert [line.rstrip() for line in data.splitlines() if line.strip()] == DATA.splitlines()


def test_every_byte_of_a_line_is_sealed() -> None:
    """One bit of each, one after the other."""
    for at in range(len(DATA)):
        data = change_bytes(DATA, "flip", at, b"\x01")
        try:
            recording = read_bytes(data)
        except BadInput:
            continue
        assert recording.edited or recording.cut


HEAD = LINES[0]


def head(**fields: object) -> bytes:
    """The first line with these fields instead of its own."""
    return json.dumps({**json.loads(HEAD), **fields}).encode() + b"\n"


def limits(**fields: object) -> bytes:
    """The first line with these limits instead of its own."""
    return head(limits={**json.loads(HEAD)["limits"], **fields})


def script(text: str) -> bytes:
    """The first line with this script instead of its own."""
    return head(script={"name": "s.js", "text": text, "sha256": ""})


RECEIVED = {"seq": 1, "t": 0, "event": "Received", "request": 1}
HOSTILE = {
    "nothing": (b"", "r: not a recording: it has no first line"),
    "another file": (b"hello\nworld\n", "r:1: not a line of JSON"),
    "a list": (b"[1]\n", "r:1: not a line of a recording: no JSON object"),
    "another format": (line(format="har"), 'r:1: .* does not say "format": "mws-recording"'),
    "a version to come": (line(format="mws-recording", version=99), "r:1: .*version 99 is not known here"),
    "a version that is none": (line(format="mws-recording", version="1"), "r:1: .*version 1 is not known"),
    "a head without a script": (line(format="mws-recording", version=1), "r:1: .*script"),
    "a nesting without end": (HEAD + b"[" * 200_000 + b"\n" + LINES[1], "r:2: not a line of JSON"),
    "objects without end": (HEAD + b'{"a":' * 200_000 + b"\n" + LINES[1], "r:2: not a line of JSON"),
    "values without end": (HEAD + b'{"a":[' + b"0," * 1_100_000 + b"0]}\n", "r:2: has more than 1,000,000"),
    "an unknown event": (HEAD + line(seq=1, t=0, event="Sneezed"), "r:2: .*'Sneezed'"),
    "an event without its fields": (HEAD + line(seq=1, t=0, event="Fired"), "r:2: .*timer"),
    "a command of a wrong type": (HEAD + line(seq=1, t=0, command="Log", level=[], text="x"), "r:2: .*level"),
    "a number that is text": (HEAD + line(seq="x", t=0, event="Begun"), "r:2: .*seq is no number"),
    "a time that is none": (HEAD + b'{"seq": 1, "t": NaN, "event": "Begun"}\n' + LINES[1], "r:2: .*NaN"),
    "a time beyond all": (HEAD + line(seq=1, t=1e300, event="Begun"), "r:2: .*milliseconds"),
    "an order that is none": (HEAD + LINES[2] + LINES[1], "r:3: .*seq 1 is out of order"),
    "base64 that is none": (
        HEAD + line(seq=1, t=0, event="Received", request=1, body={"base64": "&&&"}),
        "r:2: ",
    ),
    "a body that is nothing": (HEAD + line(seq=1, t=0, event="Received", request=1, body={}), "r:2: "),
    "two ends": (DATA + LINES[-1], "the recording goes on after its end"),
    "a seed of five": (HEAD.replace(b'"seed": [', b'"seed": [1, '), "r:1: .*seed"),
    "a seed beyond its range": (re.sub(rb'"seed": .\d+', b'"seed": [99999999999', HEAD), "r:1: .*seed"),
    "limits without limit": (HEAD.replace(b'"cpu": 2.0', b'"cpu": 1e30'), "r:1: .*limits.cpu"),
    "a limit below nothing": (limits(requests=-1), "r:1: .*limits.requests is negative"),
    "a limit that is text": (limits(cpu="nan"), "r:1: .*limits.cpu"),
    "a limit beyond all numbers": (HEAD.replace(b'"cpu": 2.0', b'"cpu": 1e999'), "r:1: .*limits.cpu"),
    "a kind that there isn't": (head(kind="other"), "r:1: .*kind is none of workflow, transformation"),
    "a context that is no JSON": (head(context="{"), "r:1: context:1:2 is not JSON"),
    "a context that is no object": (head(context="[]"), "r:1: .*the context is no JSON object"),
    "a context that is too deep": (head(context='{"a":' * 500 + "1" + "}" * 500), "r:1: .*nested"),
    "a script with a NUL": (script("done(context);\0"), "r:1: .*a NUL in the script"),
    "a script of a million lines": (script("\n" * 1_000_000), "r:1: .*the script is longer than one can be"),
    "a script of two megabytes": (script("x" * (2 << 20)), "r:1: .*the script is longer than one can be"),
    "another file, compressed": (gzip.compress(DATA), "r: is compressed"),
    "another encoding": (DATA.decode().encode("utf-16"), "r: is UTF-16"),
    "a NUL in a line": (
        HEAD + LINES[1].replace(b"Begun", b"Beg\0un") + LINES[2],
        "r:2: not a line of JSON",
    ),
    "a name twice": (
        HEAD + b'{"seq": 1, "seq": 2, "t": 0, "event": "Begun"}\n',
        "r:2: .*a name stands twice",
    ),
    "a number without end": (
        HEAD + b'{"seq": 1%s, "t": 0, "event": "Begun"}\n' % (b"0" * 5000),
        "r:2: .*4300",
    ),
    "a number beyond JSON's": (HEAD + line(seq=10**30, t=0, event="Begun"), "r:2: .*seq is beyond its range"),
    "a time without end": (HEAD + line(seq=1, t=10**4000, event="Begun"), "r:2: .*too large"),
    "a fraction for a whole number": (HEAD + line(seq=1, t=0, event="Fired", timer=1.0), "r:2: .*timer"),
    "text for a number": (HEAD + line(seq=1, t=0, event="Fired", timer="1"), "r:2: .*timer"),
    "a truth for a number": (HEAD + line(seq=1, t=0, event="Fired", timer=True), "r:2: .*timer"),
    "a delay beyond all": (
        HEAD + b'{"seq": 1, "t": 0, "command": "SetTimer", "timer": 1, "delay": 1e999}\n',
        "r:2: .*delay",
    ),
    "an event that is a list": (HEAD + line(seq=1, t=0, event=["Begun"]), "r:2: .*unhashable"),
    "a body that is text": (HEAD + line(**RECEIVED, body="x"), "r:2: .*a body is"),
    "a body of both kinds": (HEAD + line(**RECEIVED, body={"text": "", "base64": ""}), "r:2: .*a body is"),
    "an end before the beginning": (HEAD + line(end={"outcome": "done", "t": -5}), "r:2: .*t or unrecorded"),
    "an end that is none": (HEAD + line(end={"outcome": "sneezed"}), "r:2: .*outcome"),
    "a parent without a name": (head(parent={"at": 1, "chain": ""}), "r:1: .*parent.name"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_one_ends_in_an_error_that_names_the_line(what: str) -> None:
    """And not in a traceback, nor in an endless wait."""
    data, problem = HOSTILE[what]
    with pytest.raises(BadInput, match=problem):
        read_bytes(data)


def test_a_line_of_a_gigabyte_is_not_read(tmp_path: Path) -> None:
    """Its length is known before it is in memory: the file is sparse."""
    path = tmp_path / "long.jsonl"
    with path.open("wb") as file:
        file.write(HEAD)
        file.truncate(1 << 30)
    with pytest.raises(
        BadInput, match=f"long.jsonl:2: is longer than a line may be .{LONGEST_LINE >> 20} MB"
    ):
        open_recording(path)


def test_a_million_events_are_too_many() -> None:
    """What no run writes isn't kept in memory."""

    def lines() -> Iterator[bytes]:
        yield HEAD
        for number in range(1, 1_000_001):
            yield b'{"seq": %d, "t": 0, "event": "Begun"}\n' % number

    with pytest.raises(BadInput, match=f"r:{MOST_ENTRIES + 2}: .*more than {MOST_ENTRIES:,} lines"):
        read("r", lines())


def test_names_with_paths_in_them_lead_nowhere(tmp_path: Path) -> None:
    """A script's name is what people read: no file is looked for under it."""
    path = tmp_path / "r.jsonl"
    path.write_bytes(DATA.replace(b'"name": "', b'"name": "../../../etc/passwd\\u0000\\u001b[2J', 1))
    recording = open_recording(path)
    assert recording.plan.script.name.startswith("../../../etc/passwd")
    assert running.run_replay(recording).identical


def test_a_folder_and_a_file_that_is_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is a folder"):
        open_recording(tmp_path)
    (tmp_path / "run.jsonl").write_bytes(DATA)
    with pytest.raises(BadInput, match="no such file") as refused:
        open_recording(tmp_path / "rum.jsonl")
    assert refused.value.way_out.startswith("Did you mean run.jsonl?")


@pytest.mark.parametrize("name", ["name", "text", "sha256"])
def test_a_script_without_its_name_text_or_checksum_is_no_recording(name: str) -> None:
    """A program may leave out two of them where it hands over a script; a recording has all."""
    head, *others = DATA.splitlines(keepends=True)
    raw = json.loads(head)
    del raw["script"][name]
    with pytest.raises(BadInput, match=f"script.{name}" if name != "text" else "script"):
        read_bytes(b"".join([json.dumps(raw).encode() + b"\n", *others]))
