"""What ways through a turn have in common is walked once, and comes to the same as if each were walked anew."""

from __future__ import annotations

import gc

import pytest

from runtime.authoring.check.flow.choices import Choices
from runtime.authoring.check.flow.walk import Walk
from tests.authoring.check.checked import findings
from tests.authoring.check.corpus import scripts as corpus
from tests.authoring.check.corpus.mutants import mutants

_TEXTS = [*(corpus.script(name).text for name in corpus._WAYS), *(one.changed.text for one in mutants())]


def test_a_walk_that_keeps_nothing_finds_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """In every correct script and every mutant."""
    kept = [findings(text) for text in _TEXTS]
    monkeypatch.setattr(Choices, "keep", lambda *_: None)
    assert [findings(text) for text in _TEXTS] == kept


def test_what_ways_have_in_common_is_walked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight ways share a beginning of forty statements: it isn't walked eight times."""
    text = (
        "let n = 0;\n"
        + "n = n + 1;\n" * 40
        + "if (a) { f(); }\nif (b) { f(); }\nif (c) { f(); }\ndone(context);\n"
    )
    visited = 0
    count_step = Walk.count_step

    def counted(self: Walk) -> None:
        nonlocal visited
        visited += 1
        count_step(self)

    monkeypatch.setattr(Walk, "count_step", counted)
    findings(text)
    assert visited < 2 * 40 * 6


def test_a_script_that_was_checked_leaves_nothing_for_the_collector() -> None:
    """Its memory is free at once: thousands of scripts need no more than one."""
    findings(_TEXTS[0])
    gc.collect()
    gc.disable()
    try:
        findings(_TEXTS[0])
        assert gc.collect() < 50
    finally:
        gc.enable()
