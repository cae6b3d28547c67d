"""Builds the worlds of a run from its options: the fake by default, canned answers, or live hosts.

A world's code is imported only if the run has that world: a run against the fake loads no HTTP client.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from runtime.inputs.files import PROJECT_FILE
from runtime.model.egress import EVERY_PORT, Egress, Opening
from runtime.model.egress.hosts import read_place
from runtime.model.errors import BadInput
from runtime.model.limits import Limits
from runtime.model.option import Option
from runtime.session.routing import DRY, LIVE, Policy

if TYPE_CHECKING:
    from runtime.model.egress.networks import Network
    from runtime.world import World
    from runtime.world.fake import FakeWorld
    from runtime.world.http1.addresses import Address

DEFAULT_FAKE = "goto"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldChoice:
    """The options as the author wrote them. `answers` is a file of answers, a HAR, or a recording;
    `dry_answer` can also be `fake` or a status.
    """

    fakes: tuple[str, ...] = ()
    state: Path | None = None
    answers: Path | None = None
    live: tuple[str, ...] = ()
    maps: tuple[str, ...] = ()
    proxy: str | None = None
    allow_writes: bool = False
    can_be_asked: bool = False
    egress: Path | None = None
    private: tuple[str, ...] = ()
    dry: bool = False
    dry_answer: str | None = None


@dataclass(frozen=True, slots=True)
class RunWorlds:
    """The worlds of one run by name, the policy for its requests, and both in words."""

    worlds: dict[str, World]
    policy: Policy
    text: str
    live: tuple[str, ...]

    @property
    def private_networks(self) -> tuple[Network, ...]:
        """The private networks that the run has needed until now, as small networks."""
        return getattr(self.worlds.get(LIVE), "networks_reached", ())


def build_worlds(choice: WorldChoice, limits: Limits, clock: Callable[[], float]) -> RunWorlds:
    """Build the worlds. Raises BadInput for an unknown fake, an unreadable file, an invalid host."""
    worlds: dict[str, World] = {}
    texts: list[str] = []
    egress, opened = _live(choice, limits, worlds)
    if choice.answers is not None:
        from runtime.runs import world_file as answering

        worlds["answers"], description = answering.load(choice.answers)
        texts.append(f"answers from {description}")
    fakes = _fakes(choice, worlds, texts, clock)
    if egress.openings:
        texts.append(f"live {', '.join(sorted(egress.hosts))}")
    if choice.dry or choice.dry_answer is not None:
        texts.append(_dry(choice, worlds, egress, fakes, clock))
    policy = Policy(
        {name: frozenset(fake.hosts) for name, fake in fakes.items()},
        egress,
        answers="answers" in worlds,
        allow_writes=choice.allow_writes,
        can_be_asked=choice.can_be_asked,
        dry=choice.dry,
    )
    return RunWorlds(worlds, policy, "; ".join(texts), opened)


def _fakes(
    choice: WorldChoice, worlds: dict[str, World], texts: list[str], clock: Callable[[], float]
) -> dict[str, FakeWorld]:
    names = choice.fakes
    if not names and not worlds:
        names = (DEFAULT_FAKE,)
    if choice.state is not None and not names:
        raise BadInput(
            Option.STATE.spell(),
            "keeps the fake's state, and this run has no fake",
            f"Add {Option.FAKE.spell(DEFAULT_FAKE)}.",
        )
    fakes = {}
    for name in names:
        from runtime.world import fake

        world = fake.load(name, state_file=choice.state, now=clock)
        worlds[f"fake {world.name}"] = fakes[f"fake {world.name}"] = world
        texts.append(f"fake {world.name} ({world.description})")
    return fakes


def _live(choice: WorldChoice, limits: Limits, worlds: dict[str, World]) -> tuple[Egress, tuple[str, ...]]:
    if not choice.live and not choice.maps and choice.egress is None:
        if choice.private:
            problem = "opens private addresses to live hosts, and no host is live"
            raise BadInput(Option.PRIVATE.spell(), problem, _add_host())
        if choice.proxy is not None:
            problem = "leads to live hosts, and no host is live"
            raise BadInput(Option.PROXY.spell(), problem, _add_host())
        return Egress(), ()
    from runtime.world.http1.addresses import parse_map
    from runtime.world.live import LiveWorld

    addresses = dict(parse_map(text) for text in choice.maps)
    egress = _egress(choice, addresses)
    worlds[LIVE] = LiveWorld(
        addresses=addresses, response_limit=limits.response, private=egress.private, proxy=choice.proxy
    )
    descriptions = sorted(
        _describe_opening(opening, addresses.get(opening.host)) for opening in egress.openings
    )
    by_hand = _private(choice)
    private = tuple(
        f"{one} ({Option.PRIVATE.spell() if one in by_hand else choice.egress})" for one in egress.private
    )
    return egress, (*dict.fromkeys(descriptions), *private)


def _describe_opening(opening: Opening, address: Address | None) -> str:
    """An opening for reports, with its file if it comes from the project's file."""
    by = f" ({opening.source})" if Path(opening.source).name == PROJECT_FILE else ""
    return f"{opening}{by}" if address is None else f"{opening} -> {address}{by}"


def _egress(choice: WorldChoice, addresses: Mapping[str, Address]) -> Egress:
    """The egress of the options and the file together.

    A mapped host is open, even if nothing else opens it.
    """
    from runtime.inputs import egress_table as table

    filed = table.load_egress(choice.egress) if choice.egress is not None else Egress()
    places = [read_place(Option.LIVE.spell(), place) for text in choice.live for place in text.split(",")]
    openings = [
        Opening(host, ports=None if port is None else frozenset({port}), source=Option.LIVE.spell())
        for host, port in places
    ]
    named = {opening.host for opening in (*openings, *filed.openings)}
    mapped = [
        Opening(host, ports=EVERY_PORT, source=Option.MAP.spell()) for host in addresses if host not in named
    ]
    return Egress((*openings, *mapped, *filed.openings), (*_private(choice), *filed.private))


def _private(choice: WorldChoice) -> list[Network]:
    """The private networks of the options."""
    from runtime.model.egress.networks import read_network

    return [read_network(Option.PRIVATE.spell(), text) for one in choice.private for text in one.split(",")]


def _dry(
    choice: WorldChoice,
    worlds: dict[str, World],
    egress: Egress,
    fakes: Mapping[str, FakeWorld],
    clock: Callable[[], float],
) -> str:
    """Add the world that answers in place of the live hosts in a dry run. Returns it in words."""
    if not choice.dry:
        raise BadInput(
            Option.DRY_ANSWER.spell(),
            "answers for a dry run, and this is none",
            f"Add {Option.DRY_RUN.spell()}.",
        )
    if not egress.openings:
        raise BadInput(
            Option.DRY_RUN.spell(), "holds back writes to live hosts, and no host is live", _add_host()
        )
    from runtime.world import answers
    from runtime.world.dry import DryWorld

    answer = choice.dry_answer or "fake"
    if answer == "fake":
        used_fakes = {**_every_fake(egress, clock), **fakes}
        worlds[DRY] = DryWorld(tuple(used_fakes.values()), answers.always(200))
        who = [*used_fakes, "status 200"] if egress.hosts - _hosts(used_fakes) else [*used_fakes]
    elif answer.isdecimal():
        worlds[DRY] = answers.always(_status(answer))
        who = [f"status {answer}"]
    else:
        from runtime.runs import world_file as answering

        way_out = f"Add one: this is a dry run, and it is what {Option.DRY_ANSWER.spell()} says"
        worlds[DRY], description = answering.load(Path(answer), way_out)
        who = [description]
    return f"dry run, its writes held back and answered by {' or '.join(who)}"


def _every_fake(egress: Egress, clock: Callable[[], float]) -> dict[str, FakeWorld]:
    """A fake in its first state for each open service that has one."""
    from runtime.world import fake, services

    names = [name for name in services.NAMES if services.find(name).HOSTS & egress.hosts]
    return {f"fake {name}": fake.load(name, state_file=None, now=clock) for name in names}


def _hosts(fakes: Mapping[str, FakeWorld]) -> frozenset[str]:
    return frozenset[str]().union(*(fake.hosts for fake in fakes.values()))


def _status(text: str) -> int:
    if len(text) != 3 or not "200" <= text <= "599":  # noqa: PLR2004 - HTTP's
        raise BadInput(Option.DRY_ANSWER.spell(), f"{text} is not a final status", "200 to 599 are.")
    return int(text)


def _add_host() -> str:
    return f"Add {Option.LIVE.spell('HOST')}."
