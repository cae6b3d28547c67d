"""The page of a run: all of its facts, nothing from elsewhere, and no markup but its own."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from runtime.recording import Recording
from runtime.recording.model import Parent
from runtime.render.page import facts
from runtime.render.page.document import FOLDER
from runtime.runs.replay.report_of import report_of
from runtime.runs.report import as_json
from runtime.runs.store import open_recording
from tests.render.runs import RECORDED, hostile, large, long, page_of, payload, read_shipped

STYLE = (FOLDER / "page.css").read_text("utf-8")
CODE = {file.name: file.read_text("utf-8") for file in sorted((FOLDER / "script").glob("*.js"))}


class Skeleton(HTMLParser):
    """What a page is made of: its tags with their attributes, its comments, and what is in its blocks."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self.marks: list[Any] = []
        self.blocks: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.marks.append((tag, tuple(attrs)))
        if tag in {"script", "style"}:
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        self.marks.append(f"/{tag}")

    def handle_comment(self, data: str) -> None:
        """A comment: the page has none."""
        self.marks.append(("comment", data))

    def handle_data(self, data: str) -> None:
        """Text; that of a block comes in one piece or more."""
        if self.cdata_elem:
            self.blocks[-1] += data


def read_data(text: str) -> dict[str, Any]:
    """The data in a page, as its own code reads it."""
    found: dict[str, Any] = json.loads(Skeleton(text).blocks[1])
    return found


@pytest.mark.parametrize("recording", RECORDED, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_page_has_all_facts_of_the_report(recording: Path) -> None:
    """Whatever a run came to; places are [line, column], values of the context are JSON as text."""
    opened = open_recording(recording)
    data, report = read_data(page_of(opened)), json.loads(as_json(report_of(opened)), object_hook=_place)
    for name in ("requests", "console", "findings"):
        assert data[name] == report.pop(name)
    context = report.pop("context")
    assert json.loads(data["context"]["before"]) == context["before"]
    assert json.loads(data["context"]["after"] or "null") == context["after"]
    assert [one["path"] for one in data["context"]["changes"]] == [one["path"] for one in context["changes"]]
    assert report.pop("learned") is None
    assert {**data["rest"], **report} == data["rest"]
    assert data["text"] == opened.plan.script.text
    assert data["notes"] == []


def _place(found: dict[str, Any]) -> Any:
    return [found["line"], found["column"]] if set(found) == {"file", "line", "column"} else found


def test_the_time_line_tells_what_happened_in_its_order() -> None:
    """Requests, answers, timers, console lines and done; no listeners and verdicts."""
    kinds = [row[2] for row in read_data(page_of(read_shipped("timers")))["rows"]]
    assert kinds == ["begun", "timer", "fired", "request", "answer", "done", "console"]


def test_a_browser_may_use_the_pages_own_style_and_code_and_nothing_else() -> None:
    """The policy names both by their sums, allows no other source, and stands before them."""
    skeleton = Skeleton(page_of(hostile()))
    style, _data, code = skeleton.blocks
    (policy,) = [
        dict(attrs)["content"]
        for tag, attrs in (mark for mark in skeleton.marks if isinstance(mark, tuple))
        if ("http-equiv", "Content-Security-Policy") in attrs and tag == "meta"
    ]
    assert policy is not None
    allowed = dict(one.split(" ", 1) for one in policy.split("; "))
    assert allowed == {
        "default-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "script-src": _sum(code),
        "style-src": _sum(style),
        "trusted-types": "'none'",
        "require-trusted-types-for": "'script'",
    }


def _sum(block: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(block.encode()).digest()).decode()}'"


def test_nothing_in_a_page_is_fetched_from_elsewhere() -> None:
    """No attribute holds an address but the skip link's, and neither style nor code knows one."""
    skeleton = Skeleton(page_of(read_shipped("done")))
    attributes = [one for mark in skeleton.marks if isinstance(mark, tuple) for one in mark[1]]
    assert [one for one in attributes if one[0] in {"href", "src", "srcset", "action", "style", "data"}] == [
        ("href", "#timeline")
    ]
    assert [value for name, value in attributes if name.startswith("on") or "//" in (value or "")] == []
    assert not re.search(r"url\(|@import|//", re.sub(r"/\*.*?\*/", "", STYLE, flags=re.DOTALL))
    assert [name for name, text in CODE.items() if re.search(r"https?:", text)] == []


def test_no_text_of_a_run_becomes_markup() -> None:
    """With hostile text in every field a page is made of the very same elements as any other."""
    skeleton = Skeleton(page_of(hostile()))
    assert skeleton.marks == Skeleton(page_of(read_shipped("done"))).marks
    # Browsers know more ends of a block than Python does; none can be without these.
    assert not set("<>&") & set(skeleton.blocks[1])


def test_hostile_text_is_told_as_it_is() -> None:
    """Escaped for the file, and not changed: what the guest said can be read and searched."""
    data = read_data(page_of(hostile()))
    assert data["rest"]["script"]["name"] == payload("script name")
    assert data["console"][0]["text"] == payload("console")
    assert payload("header value") in data["requests"][0]["response"]["headers"][0]
    assert json.loads(data["context"]["after"])["n"] == 12345678901234567890
    assert "12345678901234567890" in data["context"]["after"]


def test_a_page_can_be_written_as_utf_8() -> None:
    """A lone half of a character is no trouble: the data is plain ASCII."""
    text = page_of(hostile())
    assert text.encode()
    assert Skeleton(text).blocks[1].isascii()
    assert "\0" not in text


def test_numbers_that_json_does_not_have_harm_nothing() -> None:
    """A context may hold 1e999, which Python reads as infinity and a browser couldn't read again."""
    done = read_shipped("done")
    odd = done.with_plan(dataclasses.replace(done.plan, context='{"n": 1e999}'))
    assert read_data(page_of(odd))["context"]["before"] == '{"n": Infinity}'


def test_a_page_says_what_is_wrong_with_its_recording() -> None:
    """Cut off, edited, gone on from another: a reader has to know first."""
    done = read_shipped("done")
    head = dataclasses.replace(done.head, parent=Parent("first.jsonl", 4, "0" * 16))
    broken = dataclasses.replace(done, head=head, end=None, cut="breaks off", edited=tuple(range(2, 9)))
    cut, edited, parent = read_data(page_of(broken))["notes"]
    assert "breaks off" in cut
    assert "lines 2, 3, 4, 5, 6 and 2 more" in edited
    assert "first.jsonl" in parent
    assert "line 1 to 4" in parent


def test_bodies_are_left_out_first_and_then_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    """What doesn't fit is counted in a note, and the page stays within its bound."""
    monkeypatch.setattr(facts, "REQUESTS", 40_000)
    data = read_data(page_of(long(100, b"x" * 1000)))
    bare = [one for one in data["requests"] if one["response"]["body"]["text"] is None]
    assert 0 < len(bare) < len(data["requests"]) < 100
    assert bare[0]["response"]["body"]["bytes"] == 1000
    without, out = data["notes"]
    assert f"bodies of requests ({len(bare)})" in without
    assert f"requests ({100 - len(data['requests'])})" in out


def test_no_recording_makes_a_page_beyond_its_bound() -> None:
    """Console lines, a script, a world of megabytes: each has its room and no more."""
    text = page_of(large())
    assert len(text) < facts.LARGEST
    data = read_data(text)
    assert data["text"] == "(too long to show)"
    assert data["rest"]["world"]["answers"] == "w" * 999 + "…"
    assert data["rest"]["at"] == [1, 1]
    assert any("console lines (" in note for note in data["notes"])
    assert any("rows of the time line (1)" in note for note in data["notes"])


COLOURS = {
    "ink": ("ground", "pane", "sunken", "chosen", "related", "found", "warn-tint", "bad-tint"),
    "quiet": ("ground", "pane", "sunken", "chosen", "related"),
    "link": ("pane", "sunken", "bad-tint", "warn-tint"),
    "good": ("pane", "chosen", "good-tint"),
    "warn": ("pane", "chosen", "warn-tint"),
    "bad": ("pane", "chosen", "bad-tint"),
    **dict.fromkeys(
        ("keyword", "string", "number", "given"), ("pane", "sunken", "chosen", "related", "bad-tint")
    ),
}


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_every_colour_can_be_read_on_its_grounds(theme: int) -> None:
    """WCAG 2.2, level AA: 4.5 to 1 for text of this size."""
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", STYLE.split(":root {")[1 + theme]))
    pairs = [(ink, ground) for ink, grounds in COLOURS.items() for ground in grounds]
    poor = {pair: round(_contrast(*(colours[name] for name in pair)), 2) for pair in pairs}
    assert {pair: contrast for pair, contrast in poor.items() if contrast < 4.5} == {}


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted(map(_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("name", CODE)
def test_the_code_makes_no_markup_and_no_address_of_data(name: str) -> None:
    """Text becomes text nodes; one file sets attributes, and it knows which."""
    text = CODE[name]
    markup = r"innerHTML|outerHTML|insertAdjacent|document\.write|DOMParser|srcdoc"
    assert re.findall(rf"{markup}|\beval\b|new Function|\.href\s*=|\.src\s*=", text) == []
    attributes = re.findall(r"setAttribute\((?!'(?:aria-|href', hash))[^)]*", text)
    assert attributes == (["setAttribute(name, safe(value"] if name == "dom.js" else [])


def test_a_recording_without_entries_has_a_page() -> None:
    """A run that was cut off at once."""
    done = read_shipped("done")
    empty: Recording = dataclasses.replace(done, entries=(), end=None, cut="breaks off")
    assert read_data(page_of(empty))["rows"] == []
