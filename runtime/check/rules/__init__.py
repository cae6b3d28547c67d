"""The rules of `mws check`, one file each; what they have in common is beside this package."""

from __future__ import annotations

from runtime.check.rule import Rule
from runtime.check.rules import (
    after_done,
    answer_unused,
    data_unchecked,
    done_never,
    done_twice,
    no_timeout,
    response_unchecked,
    success_unproven,
    unheard,
)

RULES: tuple[Rule, ...] = (
    done_never.RULE,
    done_twice.RULE,
    unheard.RULE,
    data_unchecked.RULE,
    response_unchecked.RULE,
    success_unproven.RULE,
    after_done.RULE,
    answer_unused.RULE,
    no_timeout.RULE,
)
