"""Messages call an option as whoever runs them does."""

from __future__ import annotations

import pytest

from runtime.cli.option_names import NAMES
from runtime.model.option import Option, call_options


@pytest.mark.parametrize("option", Option)
def test_the_command_line_has_a_name_for_each(option: Option) -> None:
    with call_options(NAMES):
        assert option.spell().startswith("--")
        assert "{}" not in option.spell("x") + option.spell()


@pytest.mark.parametrize(
    ("option", "bare", "with_value"),
    [
        (Option.LIVE, "runtime.live", "runtime.live([api.example.com])"),
        (Option.CAGE, "cage", "cage=api.example.com"),
        (Option.PRIVATE, "private", "private=[api.example.com]"),
        (Option.SET, "set", "set api.example.com"),
        (Option.CPU, "limits.cpu", "limits.cpu"),
    ],
)
def test_without_a_face_it_has_its_name_in_python(option: Option, bare: str, with_value: str) -> None:
    with call_options({}):
        assert (option.spell(), option.spell("api.example.com")) == (bare, with_value)


def test_a_face_has_its_names_as_long_as_it_runs() -> None:
    with call_options({}):
        with call_options({Option.CPU: "the processor"}):
            assert Option.CPU.spell() == "the processor"
        assert Option.CPU.spell() == "limits.cpu"
