"""Who answers a run, by its options: the fake by default, canned answers, or the hosts that were opened.

A world's code is loaded only if the run has that world: a run against the fake has no HTTP client.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from runtime.egress import Policy
from runtime.errors import BadInput
from runtime.limits import Limits

if TYPE_CHECKING:
    from runtime.world import World

DEFAULT_FAKE = "goto"
_HOST = re.compile(r"[\w.-]+|[0-9a-f:.]+")  # a name, or an IPv6 address without brackets


@dataclass(frozen=True, slots=True)
class Choice:
    """What an author asked for, as he wrote it."""

    fakes: tuple[str, ...] = ()
    state: Path | None = None
    answers: Path | None = None
    live: tuple[str, ...] = ()
    maps: tuple[str, ...] = ()
    proxy: str | None = None
    allow_writes: bool = False
    can_be_asked: bool = False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The worlds of one run by name, the policy that sends requests to them, and both in words."""

    worlds: dict[str, World]
    policy: Policy
    text: str
    live: tuple[str, ...]


def surroundings(choice: Choice, limits: Limits, clock: Callable[[], float]) -> Surroundings:
    """Build the worlds. Raises BadInput for an unknown fake, an unreadable file, a host that is none."""
    worlds: dict[str, World] = {}
    texts: list[str] = []
    live, opened = _live(choice, limits, worlds)
    if choice.answers is not None:
        from runtime.world import answers  # noqa: PLC0415 - see above

        worlds["answers"] = answers.load(choice.answers)
        texts.append(f"answers from {choice.answers}")
    fakes = _fakes(choice, worlds, texts, clock)
    if live:
        texts.append(f"live {', '.join(sorted(live))}")
    policy = Policy(
        fakes, live, answers="answers" in worlds, allow_writes=choice.allow_writes,
        can_be_asked=choice.can_be_asked,
    )  # fmt: skip
    return Surroundings(worlds, policy, "; ".join(texts), opened)


def _fakes(
    choice: Choice, worlds: dict[str, World], texts: list[str], clock: Callable[[], float]
) -> dict[str, frozenset[str]]:
    wanted = choice.fakes
    if not wanted and not worlds:
        wanted = (DEFAULT_FAKE,)
    if choice.state is not None and not wanted:
        raise BadInput("--state", "keeps the fake's state, and this run has no fake", "Add --fake goto.")
    hosts = {}
    for option in wanted:
        from runtime.world import fake  # noqa: PLC0415 - see above

        world = fake.load(option, state_file=choice.state, now=clock)
        worlds[f"fake {world.name}"] = world
        hosts[f"fake {world.name}"] = frozenset(world.hosts)
        texts.append(f"fake {world.name} ({world.described})")
    return hosts


def _live(choice: Choice, limits: Limits, worlds: dict[str, World]) -> tuple[frozenset[str], tuple[str, ...]]:
    if not choice.live and not choice.maps:
        return frozenset(), ()
    from runtime.world.addresses import parse_map  # noqa: PLC0415 - see above
    from runtime.world.live import LiveWorld  # noqa: PLC0415 - see above

    addresses = dict(parse_map(text) for text in choice.maps)
    hosts = frozenset(_host(name) for text in choice.live for name in text.split(",")) | frozenset(addresses)
    worlds["live"] = LiveWorld(addresses=addresses, response_limit=limits.response, proxy=choice.proxy)
    told = tuple(f"{host} -> {addresses[host]}" if host in addresses else host for host in sorted(hosts))
    return hosts, told


def _host(text: str) -> str:
    host = text.strip().rstrip(".").lower()
    if not _HOST.fullmatch(host):
        raise BadInput(
            "--live",
            f"{text!r} is not the name of a host",
            "Write it like this: --live api.example.com",
        )
    return host
