"""The rules of `mws check`, one file each; what they have in common is beside this package."""

from __future__ import annotations

from runtime.check.rule import Rule
from runtime.check.rules import (
    configuration_unparsed,
    done_other,
    ignore_unused,
    inexact_number,
    maybe_empty,
    newer_syntax,
    secret_in_console,
    secret_in_text,
    shadowed,
    syntax,
    undocumented_global,
    unencoded,
    unknown_field,
    wrong_arguments,
)

RULES: tuple[Rule, ...] = (
    syntax.RULE,
    unencoded.RULE,
    secret_in_text.RULE,
    secret_in_console.RULE,
    undocumented_global.RULE,
    newer_syntax.RULE,
    done_other.RULE,
    maybe_empty.RULE,
    inexact_number.RULE,
    shadowed.RULE,
    wrong_arguments.RULE,
    configuration_unparsed.RULE,
    unknown_field.RULE,
    ignore_unused.RULE,
)
