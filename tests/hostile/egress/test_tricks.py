"""No trick reaches what isn't open; and what is open is reached, so that this means something."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from unittest.mock import patch

import pytest

from runtime.runs.report import Report
from tests.hostile.egress.attempts import (
    EgressTargets,
    Place,
    Resolver,
    attempt,
    connections,
    open_targets,
    run,
)
from tests.hostile.egress.tricks import OPEN, TRICKS, Trick, literal, name_trick
from tests.paths import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "darwin", reason="has only one address at loopback")


@pytest.fixture(scope="module")
def targets() -> Iterator[EgressTargets]:
    """The listener that nothing may touch."""
    with open_targets() as made:
        yield made


@pytest.mark.parametrize("trick", TRICKS, ids=str)
def test_a_trick_is_refused(trick: Trick, targets: EgressTargets) -> None:
    """In a whole run, and by the live world alone."""
    result = attempt(trick, targets)
    assert result.reached == ()
    assert result.refused


def run_and_list_places(trick: Trick, targets: EgressTargets) -> tuple[Report, list[Place]]:
    """A run that is allowed to, and where it connected to."""
    targets.beside.seen.clear()
    with patch("socket.getaddrinfo", Resolver(trick.resolver)), connections() as connected:
        return run(trick, targets), connected


@pytest.mark.parametrize(
    "trick",
    [
        literal("by address", OPEN, private=(OPEN,)),
        literal("by network", OPEN, private=("127.0.0.0/8",)),
        literal("by mapped address", f"[::ffff:{OPEN}]", private=(OPEN,)),
        name_trick("by name", OPEN, private=(OPEN,)),
    ],
    ids=str,
)
def test_what_was_opened_is_reached(trick: Trick, targets: EgressTargets) -> None:
    """The same machinery lets it through, to just that place."""
    report, connected = run_and_list_places(trick, targets)
    assert report.outcome == "done"
    assert [port for _, port in connected] == [targets.port]
    assert targets.beside.seen == ["/"]


def test_an_address_in_a_map_is_reached(targets: EgressTargets) -> None:
    """Without any other permission: it was named for this."""
    targets.mapped.seen.clear()
    targets.mapped.redirect = ""
    mapped = Trick("mapped", "http://open.example.com/", "open.example.com", mapped=True)
    report, connected = run_and_list_places(mapped, targets)
    assert report.outcome == "done"
    assert connected == [targets.mapped.place]


def test_a_proxy_may_be_anywhere(targets: EgressTargets) -> None:
    """And is asked for names that it resolves itself."""
    targets.mapped.seen.clear()
    targets.mapped.redirect = ""
    report, connected = run_and_list_places(
        Trick("proxy", "http://a.example.com/", "a.example.com", proxy=True), targets
    )
    assert report.outcome == "done"
    assert connected == [targets.mapped.place]
    assert targets.mapped.seen == ["http://a.example.com:80/"]


def test_without_the_check_of_addresses_the_listener_is_touched(targets: EgressTargets) -> None:
    """So the listener would tell."""
    loopback = next(trick for trick in TRICKS if trick.name == "name of loopback")
    with patch("runtime.world.http1.address_check.check_address", return_value=None):
        result = attempt(loopback, targets)
    assert result.refused == ""
    assert ("127.0.0.1", targets.port) in result.reached


def test_the_command_says_how_many(targets: EgressTargets) -> None:
    """In its last line; and there are more than twenty-one tricks that are about addresses."""
    assert targets.port
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile.egress"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == f"{len(TRICKS)} of {len(TRICKS)} refused"
    assert len(TRICKS) > 21
