"""The page of a coverage in a real browser: it runs nothing of a script's, and works by mouse and keys."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from runtime.authoring.coverage.measure import MeasuredRun, UnmeasuredRun
from runtime.authoring.coverage.merge import merge
from runtime.model.script import Script
from runtime.render.coverage.page import code, page, style
from runtime.render.page.document import policy
from tests.authoring.coverage.copies import run_with_copy
from tests.render import browser as chromium
from tests.render.browser import Browser

EVIL = "</script><img src=x onerror=window.owned=1><!--\u202e"
SCRIPT = (
    "let f = () => 1;\nif (0) {\n  f();\n}\n\n"
    + "console.log(1);\n" * 150
    + "console.log(0 || 2);\nif (0) f();"
)
LINES = "[...document.querySelectorAll('.line.%s .where')].map((one) => Number(one.textContent))"
HERE = "document.querySelector('.line.here .where')?.innerText"


def reach_points(name: str, script: str) -> MeasuredRun:
    seen = run_with_copy(script)
    return MeasuredRun(
        "r.jsonl", Script(script, name=name, sha256=name), seen.copy.points, frozenset(seen.numbers)
    )


def write_page(folder: Path) -> Path:
    """The page of two scripts, one with hostile text everywhere, and of a run that doesn't count."""
    hostile = f"let s = `{EVIL}`;\nswitch (0) {{ case '{EVIL}': s = 1 }} // {EVIL}"
    runs: list[MeasuredRun | UnmeasuredRun] = [
        reach_points("a.js", SCRIPT),
        reach_points(f"{EVIL}.js", hostile),
        UnmeasuredRun(EVIL, EVIL),
    ]
    file = folder / "coverage.html"
    file.write_text(page(merge(runs)), "utf-8", newline="\n")
    return file


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_page(tmp_path_factory.mktemp("page"))


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with chromium.tab(tmp_path_factory.mktemp("profile")) as started:
        yield started


def test_a_page_holds_text_of_scripts_in_its_data_alone(file: Path) -> None:
    """Written so that none of it is markup, under a policy that allows the page's own code and style only."""
    text = file.read_text("utf-8")
    assert EVIL not in text
    assert text.count("<script") == 2
    data = re.search(r'<script type="application/json" id="run">(.*?)</script>', text, re.DOTALL)
    assert data is not None
    assert json.loads(data[1])["scripts"][1]["name"] == f"{EVIL}.js"
    assert f'content="{policy(style(), code())}"' in text
    assert "http://" not in text
    assert "https://" not in text


@pytest.mark.parametrize("hash_", ["", "#script-2", "#script-99", "#<img>"])
def test_nothing_of_a_script_is_executed(tab: Browser, file: Path, hash_: str) -> None:
    """No code runs, no element comes of it, nothing is asked for, and nothing hides."""
    tab.open(file, hash_)
    tab.press("n", "n", "p")
    assert tab.eval("window.owned") is None
    assert tab.eval("document.querySelectorAll('img, iframe, svg, object, form, base').length") == 0
    assert tab.eval("document.body.innerText.includes('\\u202e')") is False
    assert tab.said == []
    assert {address.partition("#")[0] for address in tab.asked} == {file.as_uri()}


def test_lines_show_what_became_of_them(tab: Browser, file: Path) -> None:
    """By a colour and by a sign; below a line stands which way was never gone."""
    tab.open(file)
    assert tab.eval(LINES % "missed") == [3]
    assert tab.eval(LINES % "partly") == [2, 156, 157]
    assert tab.text("#line-3 .hits") == "✗ 0"
    assert tab.text("#line-1 .hits") == "✓ 1"
    assert tab.eval("document.querySelector('#line-156 + .ways').textContent") == (
        "the || of line 156 was never decided by operand 1 of 2"
    )
    assert "99.3 %" in tab.text("#scripts")


def test_keys_and_buttons_go_to_what_was_never_reached(tab: Browser, file: Path) -> None:
    """n and p, around at the ends; what is there is said to those who don't see it."""
    tab.open(file)
    assert tab.text("#count") == "4 places"
    seen = []
    for key in "nnnnnp":
        tab.press(key)
        seen.append(tab.eval(HERE))
    assert seen == ["2", "3", "156", "157", "2", "157"]
    assert tab.text("#said").startswith("line 157: not every way was gone")
    assert tab.eval("document.getElementById('line-157').getBoundingClientRect().top < innerHeight")
    tab.eval("document.getElementById('next').click()")
    assert (tab.eval(HERE), tab.text("#count")) == ("2", "1 of 4")


def test_a_script_is_opened_by_its_link(tab: Browser, file: Path) -> None:
    """Another script takes the first one's place, with its own places to go to."""
    tab.open(file)
    tab.eval(
        "new Promise((go) => { addEventListener('hashchange', go);"
        " document.querySelectorAll('#scripts a')[1].click() })"
    )
    assert tab.text("#name").startswith("</script><img")
    assert tab.eval("document.querySelectorAll('.line').length") == 2
    assert tab.eval("document.querySelector('#scripts [aria-current]').getAttribute('href')") == "#script-2"


def test_a_narrow_window_and_a_dark_system(tab: Browser, file: Path) -> None:
    """At 400 pixels nothing stands out at the side; the colours are the system's."""
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    try:
        tab.dress(400, 800, dark=True)
        tab.open(file)
        tab.press("n", "n", "n")
        assert tab.eval("document.scrollingElement.scrollWidth") == 400
        assert tab.eval("document.querySelector('.ways').getBoundingClientRect().right <= 400")
        assert tab.eval(ground) == "rgb(15, 18, 22)"
    finally:
        tab.dress(1280, 900)
    assert tab.eval(ground) == "rgb(244, 245, 247)"
