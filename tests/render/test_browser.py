"""The page in a real browser: it runs nothing of the guest's, and does what it promises by mouse and keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from runtime.runs.store import open_recording
from tests.render import browser as chromium
from tests.render.browser import Browser
from tests.render.runs import RECORDED, hostile, large, long, read_shipped, write_page

SELECTED = "document.querySelector('#tabs [aria-selected=true]').innerText"
CHOSEN = "[...document.querySelectorAll('#rows .selected')].map((row) => row.row)"
LINES = "[...document.querySelectorAll('#lines .selected .number')].map((one) => one.innerText)"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pages")


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with chromium.tab(tmp_path_factory.mktemp("profile")) as started:
        yield started


@pytest.fixture(scope="module")
def page(folder: Path) -> Path:
    return write_page(read_shipped("done"), folder / "done.html")


@pytest.fixture(scope="module")
def parallel(folder: Path) -> Path:
    """The page of five requests at once, all refused."""
    return write_page(read_shipped("parallel"), folder / "parallel.html")


SHOWN = (
    "(document.title + document.querySelector('header').innerText + document.querySelector('main').innerText)"
)
HIDDEN = r"/[\0\u200b\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/u"
EVERYWHERE = [f"#request-{number}" for number in (1, 2, 3)] + ["#line-1", "#event-18"]
EVERYWHERE += ["#run", "#context", "#findings", "#console"]


@pytest.mark.parametrize("hash_", EVERYWHERE)
def test_nothing_that_a_guest_said_is_executed(tab: Browser, folder: Path, hash_: str) -> None:
    """Hostile text in every field: no code runs, no element comes of it, nothing is asked for."""
    file = write_page(hostile(), folder / "hostile.html")
    tab.open(file, hash_)
    tab.eval("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    tab.press("/", *"onerror", "Enter")
    assert tab.eval("window.owned") is None
    assert tab.eval("document.title").startswith("script name</script>")
    assert tab.eval("document.querySelectorAll('img, iframe, svg, object, embed, form, base').length") == 0
    assert tab.eval("[document.scripts.length, document.styleSheets.length]") == [2, 1]
    assert tab.eval("[...document.links].every((one) => one.getAttribute('href').startsWith('#'))")
    assert tab.eval(f"{SHOWN}.match({HIDDEN})") is None
    assert tab.said == []
    assert tab.asked == [file.as_uri()]


def test_code_from_elsewhere_is_refused_by_the_policy(tab: Browser, folder: Path, page: Path) -> None:
    """The test above would notice: markup in the same file is there, and still it runs nothing."""
    text = page.read_text("utf-8").replace("</body>", "<img src=x onerror='window.owned=1'></body>")
    file = folder / "tampered.html"
    file.write_text(text, "utf-8")
    tab.open(file)
    assert tab.eval("window.owned") is None
    assert any("Content Security Policy" in said for said in tab.said)


@pytest.mark.parametrize("recording", RECORDED, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_every_outcome_has_a_page_that_draws_itself(tab: Browser, folder: Path, recording: Path) -> None:
    """No exception, no breach of the policy; the outcome is there as a word."""
    opened = open_recording(recording)
    tab.open(write_page(opened, folder / "any.html"))
    assert tab.said == []
    assert tab.text("#outcome") == str(opened.ending.outcome)
    assert tab.text("#rows .row:last-child .first") == "The run ends"


@pytest.mark.parametrize(
    ("hash_", "selected", "in_the_panel", "line"),
    [
        ("#request-2", "Request 2", "api.getgo.com/admin/rest/v1/accounts/4205157634209012741/users", ["55"]),
        ("#line-83", "Line 83", "Made 1 request", ["83"]),
        ("#event-12", "Entry 12", "What became of the context", ["37"]),
        ("#context", "Context", "The script left it as it was", []),
        ("#findings", "Findings", "None.", []),
        ("#console", "Console", "The script wrote nothing.", []),
        ("#request-99", "Request 99", "There is no request 99", []),
        ("#<img>", "Run", "Answered by", []),
    ],
)
def test_a_link_opens_what_it_names(
    tab: Browser, page: Path, hash_: str, selected: str, in_the_panel: str, line: list[str]
) -> None:
    """Opened from disk with a hash, the page shows it, and the line of the script beside it."""
    tab.open(page, hash_)
    assert tab.eval(SELECTED) == selected
    assert in_the_panel in tab.text("#panel")
    assert tab.eval(LINES) == line


def test_a_request_shows_what_was_sent_what_came_back_and_who_was_told(tab: Browser, page: Path) -> None:
    """Head and body of both, each handler with its place."""
    tab.open(page, "#request-2")
    panel = tab.text("#panel")
    for part in (
        "201 Created",
        "line 55:10",
        "complete",
        "line 75:8",
        "Content-Length",
        '"firstName": "Ada"',
    ):
        assert part in panel
    assert tab.eval("document.querySelectorAll('#lines .related').length") == 1


def test_the_address_follows_and_the_way_back_works(tab: Browser, parallel: Path) -> None:
    """A click opens; the browser's back goes to what was open before."""
    tab.open(parallel)
    tab.eval("document.querySelectorAll('#rows .row')[3].click()")
    assert tab.eval("location.hash") == "#request-3"
    tab.eval("document.querySelector('#panel a[href=\"#line-3\"]').click()")
    tab.eval("new Promise(requestAnimationFrame)")
    assert tab.eval(SELECTED) == "Line 3"
    assert "Made 5 requests" in tab.text("#panel")
    tab.eval(
        "new Promise((done) => { addEventListener('hashchange', done, { once: true }); history.back(); })"
    )
    assert tab.eval(SELECTED) == "Request 3"
    assert tab.eval(CHOSEN) == [3, 8]


def test_keys_walk_the_time_line(tab: Browser, parallel: Path) -> None:
    """j and k move, Enter opens, Escape closes; the focus stays where the keys work."""
    tab.open(parallel)
    tab.press("j", "j", "j", "j", "k", "Enter")
    assert tab.eval("location.hash") == "#request-2"
    assert tab.eval("document.activeElement.getAttribute('aria-activedescendant')") == "rows-2"
    assert tab.text("#said") == "request 2: 401 Unauthorized"
    tab.press("Escape")
    assert tab.eval(SELECTED) == "Run"
    tab.press("ArrowDown", "Enter")
    assert tab.eval("location.hash") == "#request-3"


def test_tabs_are_walked_by_arrows(tab: Browser, parallel: Path) -> None:
    """As in any list of tabs; the one that is open keeps the focus."""
    tab.open(parallel)
    tab.eval("document.querySelector('#tab-run').focus()")
    tab.press("ArrowRight")
    assert tab.eval("[location.hash, document.activeElement.id]") == ["#context", "tab-context"]


def test_tab_reaches_the_skip_link_first(tab: Browser, parallel: Path) -> None:
    """It leads to the time line."""
    tab.open(parallel)
    tab.press("Tab")
    assert tab.eval("document.activeElement.className") == "skip"
    tab.press("Enter")
    assert tab.eval("document.activeElement.id") == "rows"


def test_search_finds_everywhere_and_steps_through_the_places(tab: Browser, page: Path) -> None:
    """Script, requests, bodies and context; Enter opens the next place, and what was found is marked."""
    tab.open(page)
    tab.press("/", *"firstname", "Enter")
    places = ["#line-64", "#request-2", "#context", "#context"]
    count = tab.text("#count")
    assert count.startswith("1 of ")
    seen = [tab.eval("location.hash")]
    for _ in range(int(count.removeprefix("1 of ")) - 1):
        tab.press("Enter")
        seen.append(tab.eval("location.hash"))
    assert seen == places
    assert tab.eval("document.querySelectorAll('#panel mark, #lines mark').length") > 0
    tab.press("Enter")
    assert tab.text("#count") == f"1 of {len(places)}"
    tab.press("Escape", "Escape")
    assert tab.eval("[document.getElementById('query').value, location.hash]") == ["", "#run"]


def test_a_search_without_a_place_says_so(tab: Browser, page: Path) -> None:
    """In the field, and in the list of places."""
    tab.open(page)
    tab.press("/", *"zebra", "Enter")
    assert tab.text("#count") == "nothing"
    assert "Nothing has this text" in tab.text("#panel")


def test_a_long_run_draws_only_what_is_seen(tab: Browser, folder: Path) -> None:
    """Three thousand requests, and few elements; the last one is there once somebody scrolls to it."""
    tab.open(write_page(long(3000), folder / "long.html"))
    assert tab.eval("document.querySelectorAll('*').length") < 1500
    tab.press("j", "End", "ArrowUp", "ArrowUp", "Enter")
    assert tab.eval("location.hash") == "#request-3000"
    assert tab.eval("document.querySelectorAll('*').length") < 1500
    assert "6581286685341855244" in tab.text("#panel")


def test_a_page_of_what_no_run_writes_draws_itself(tab: Browser, folder: Path) -> None:
    """Where it had to be cut down, nothing breaks."""
    tab.open(write_page(large(), folder / "large.html"))
    assert tab.said == []
    assert tab.text("#name") == "n" * 99 + "…"
    assert tab.text("#outcome") == "threw"


@pytest.mark.parametrize("hash_", ["", "#request-2", "#context"])
def test_a_narrow_window_has_one_column(tab: Browser, page: Path, hash_: str) -> None:
    """At 400 pixels nothing stands out at the side."""
    tab.dress(400, 800)
    try:
        tab.open(page, hash_)
        assert tab.eval("document.scrollingElement.scrollWidth") == 400
        assert (
            tab.eval("new Set([...document.querySelectorAll('.pane')].map((one) => one.offsetLeft)).size")
            == 1
        )
    finally:
        tab.dress(1280, 900)


def test_a_dark_system_gets_a_dark_page(tab: Browser, page: Path) -> None:
    """By the system's own preference."""
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    tab.open(page)
    assert tab.eval(ground) == "rgb(244, 245, 247)"
    tab.dress(1280, 900, dark=True)
    assert tab.eval(ground) == "rgb(15, 18, 22)"
    tab.dress(1280, 900)


def test_paper_gets_every_line(tab: Browser, page: Path) -> None:
    """What is only drawn on a screen when it is seen is drawn for the printer."""
    tab.open(page)
    tab.eval("dispatchEvent(new Event('beforeprint'))")
    lines = read_shipped("done").plan.script.text.count("\n")
    assert tab.eval("document.querySelectorAll('#lines .row').length") >= lines
    tab.eval("dispatchEvent(new Event('afterprint'))")
    assert tab.eval("document.querySelectorAll('#lines .row').length") < lines
