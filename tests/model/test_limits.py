"""Times and sizes as people write them."""

from __future__ import annotations

import pytest

from runtime.model.errors import BadInput
from runtime.model.limits import parse_duration, parse_size


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30s", 30.0),
        ("500ms", 0.5),
        ("2m", 120.0),
        ("1h", 3600.0),
        ("30", 30.0),
        (" 1.5 s ", 1.5),
        ("10S", 10.0),
    ],
)
def test_a_time_is_a_number_and_a_unit(text: str, seconds: float) -> None:
    """Seconds if none is given."""
    assert parse_duration("--deadline", text) == seconds


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("64M", 64 << 20),
        ("64mb", 64 << 20),
        ("64MiB", 64 << 20),
        ("512K", 512 << 10),
        ("1G", 1 << 30),
        ("7", 7),
        ("7b", 7),
    ],
)
def test_a_size_is_a_number_and_a_unit(text: str, count: int) -> None:
    """Bytes if none is given."""
    assert parse_size("--memory", text) == count


@pytest.mark.parametrize("text", ["", "s", "-1s", "0", "0.0s", "1e3", "1 week", "٣s", "1" * 13, "NaN", "inf"])
def test_what_is_no_time_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_duration("--deadline", text)
    assert refused.value.where == "--deadline"
    assert refused.value.problem == f"{text!r} is not a time such as 30s, 500ms or 2m"
    assert refused.value.way_out == "Write it like this: --deadline 2m"


@pytest.mark.parametrize("text", ["", "M", "-1M", "0M", "64 apples"])
def test_what_is_no_size_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_size("--memory", text)
    assert refused.value.way_out == "Write it like this: --memory 1G"
