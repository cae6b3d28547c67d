"""Asks the fake GoTo Admin service, call by call, keeping its state."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from runtime.model.http import Request, Response
from runtime.world.services import Answer
from runtime.world.services.goto import service
from runtime.world.services.goto.state import State

ACCOUNT = "4205157634209012741"
BASE = f"/admin/rest/v1/accounts/{ACCOUNT}"


@dataclass
class Goto:
    """A client of the pure core; each call comes a second after the last, unless `pause` says otherwise."""

    state: State = field(default_factory=State)
    now: float = 1_700_000_000.0
    pause: float = 1.0
    token: str = "any-token"
    host: str = "api.getgo.com"

    def ask(self, method: str, path: str, body: Any = None) -> Answer:
        """One call; a path without its beginning is one of the account's."""
        self.now += self.pause
        target = path if path.startswith("/") else f"{BASE}/{path}"
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        headers = (("Authorization", f"Bearer {self.token}"),) if self.token else ()
        request = Request(1, method, "https", self.host, 443, target, headers, data)
        answer, self.state = service.respond(request, self.state, self.now)
        return answer

    def status(self, method: str, path: str, body: Any = None) -> int:
        answer = self.ask(method, path, body)
        assert isinstance(answer, Response)
        return answer.status

    def json(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.ask(method, path, body)
        assert isinstance(answer, Response)
        return json.loads(answer.body)

    def create(self, email: str = "ada@example.com", **more: Any) -> str:
        people = [{"email": email, "firstName": "Ada", "lastName": "Example"}]
        made = self.json("POST", "users", {"users": people, "licenseKeys": [], **more})
        return str(made[0]["key"])

    def codes(self, method: str, path: str, body: Any = None) -> list[str]:
        return [error["code"] for error in self.json(method, path, body)["errors"]]


def read_service(**raw: Any) -> Goto:
    """A service in this state, as a state file has it."""
    return Goto(service.read("state.json", raw))
