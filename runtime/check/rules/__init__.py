"""The rules of `mws check`, one file each; what they have in common is beside this package."""

from __future__ import annotations

from runtime.check.rule import Rule

RULES: tuple[Rule, ...] = ()
