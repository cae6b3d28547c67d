"""A fake GoTo service that a test in Python holds in its hands: its state before and after."""

from __future__ import annotations

from typing import Any

from runtime.authoring.cases.runner import state_table
from runtime.authoring.cases.setup import NOW
from runtime.world import fake, services
from runtime.world.services.state_files import read_state


class Goto:
    """Runs that it answers go on from each other; time stands at the cases' usual beginning."""

    def __init__(self) -> None:
        """In its default state."""
        self._service = services.find("goto")
        self.start({})

    def start(self, state: dict[str, Any] | str) -> None:
        """Begin anew with a state: a dict as a state file has it, a file, or @NAME. Raises BadInput."""
        if isinstance(state, str):
            start_state = read_state(self._service, state)
        else:
            start_state = self._service.read("state", state)
        self.world = fake.FakeWorld(self._service, start_state, NOW.timestamp, "state of the test")

    @property
    def state(self) -> dict[str, Any]:
        """How things stand, as a state file has it: what is as by default is left out."""
        return state_table(self.world)
