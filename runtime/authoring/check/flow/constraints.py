"""What the conditions on a path say about an unknown value, and whether such a value exists.

Conditions are held against candidates: the constants they name, their neighbours, and a few that stand for
all others. A value that only `undefined` or a status 3xx could be is possible, but not sure.
"""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from runtime.authoring.check.flow.values import FALSE, NULL, TRUE, UNDEFINED, Constant, number, text, truth_of


class Likelihood(IntEnum):
    """Whether there is such a value."""

    NO = 0
    UNSURE = 1
    SURE = 2


class Constraint(NamedTuple):
    """A condition on a value, and whether it holds: `operator` is truthy, typeof, or a comparison."""

    operator: str
    constant: Constant
    holds: bool


# A value that the script does not name: an object, a text.
_OTHER = text("\0other")
_GENERAL = (_OTHER, FALSE, TRUE, number(0), number(1), text(""), Constant("\0object", "object"))
_STATUS = tuple(number(one) for one in (200, 201, 204, 400, 401, 403, 404, 409, 429, 500, 503))
_REDIRECTS = (number(302), number(304))  # answers, if redirects are not followed
_LENGTHS = tuple(number(one) for one in (0, 1, 2))


@lru_cache(maxsize=4096)
def possible_outcomes(
    constraints: tuple[Constraint, ...], operator: str, constant: Constant, bounds: tuple[str, int, int]
) -> tuple[tuple[bool, tuple[Constraint, ...], Likelihood], ...]:
    """How a condition can turn out: whether it holds, all that is known then, and how likely that is.

    `bounds` are the kind of value, the least and the most that it can be.
    """
    kind, least, most = bounds
    found = []
    for held in (True, False):
        extended = (*constraints, Constraint(operator, constant, held))
        sure = likelihood_of(extended, kind=kind, least=least, most=most)
        if sure is not Likelihood.NO:
            found.append((held, extended, sure))
    return tuple(found)


@lru_cache(maxsize=4096)
def likelihood_of(
    constraints: tuple[Constraint, ...], *, kind: str = "", least: int = 0, most: int = 599
) -> Likelihood:
    """Whether a value can fulfil all these. `kind` is "status", "length" or ""; a status has bounds."""
    if not constraints:
        return Likelihood.SURE
    if any(_holds_all(constraints, one) for one in _candidates(constraints, kind, least, most)):
        return Likelihood.SURE
    others = tuple(one for one in _REDIRECTS if kind == "status" and least <= one.value <= most)
    if kind not in {"status", "length"}:
        others = (UNDEFINED, NULL, *_GENERAL)
    return Likelihood.UNSURE if any(_holds_all(constraints, one) for one in others) else Likelihood.NO


def _candidates(constraints: tuple[Constraint, ...], kind: str, least: int, most: int) -> list[Constant]:
    named = [one.constant for one in constraints if one.operator not in {"truthy", "typeof"}]
    numbers = [one.value for one in named if one.kind == "number"]
    if kind == "status":
        around = [number(one + step) for one in numbers for step in (0, 1) if not _redirects(one + step)]
        return [one for one in (*_STATUS, *around) if least <= one.value <= most]
    if kind == "length":
        return [*_LENGTHS, *(one for one in named if one.kind == "number" and one.value > len(_LENGTHS) - 1)]
    if numbers:
        # A script that compares with numbers expects a number, and none below zero but those it names.
        near = [one + step for one in numbers for step in (-1, 1)]
        return [*named, *(number(one) for one in (0, 1, *near) if one >= 0)]
    return [*named, *_GENERAL]


def _redirects(status: float) -> bool:
    return int(status) // 100 == int(_REDIRECTS[0].value) // 100


def _holds_all(constraints: tuple[Constraint, ...], value: Constant) -> bool:
    return all(holds(one.operator, value, one.constant) is one.holds for one in constraints)


def holds(operator: str, left: Constant, right: Constant) -> bool:
    """Whether a comparison of two known values holds, as the engine would say."""
    if operator == "truthy":
        return truth_of(left)
    if operator == "typeof":
        return _type_of(left) == str(right.value)
    if operator in {"===", "!=="}:
        same = left.kind == right.kind and bool(left.value == right.value)
        return same is (operator == "===")
    if operator in {"==", "!="}:
        return _equals_loosely(left, right) is (operator == "==")
    return _compares(operator, left, right)


def _type_of(value: Constant) -> str:
    return "object" if value.kind == "null" else value.kind


def _equals_loosely(left: Constant, right: Constant) -> bool:
    if left.value is None or right.value is None:
        return left.value is None and right.value is None
    if left.kind == right.kind:
        return bool(left.value == right.value)
    first, second = _number(left), _number(right)
    return first is not None and first == second


def _compares(operator: str, left: Constant, right: Constant) -> bool:
    if left.kind == right.kind == "string":
        return _order_holds(operator, less=left.value < right.value, same=left.value == right.value)
    first, second = _number(left), _number(right)
    if first is None or second is None:
        return False
    return _order_holds(operator, less=first < second, same=first == second)


def _order_holds(operator: str, *, less: bool, same: bool) -> bool:
    return {"<": less, "<=": less or same, ">": not less and not same, ">=": not less}.get(operator, False)


def _number(value: Constant) -> float | None:
    """The number that a value becomes in a comparison; None for NaN."""
    if value.kind in {"number", "boolean"}:
        return float(value.value)
    if value.kind == "null":
        return 0.0
    if value.kind == "string":
        try:
            return float(value.value or 0)
        except ValueError:
            return None
    return None
