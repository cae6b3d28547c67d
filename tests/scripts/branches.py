"""Every way through the published scripts: what the service answers, what must be sent, how it must end.

The requests are what restler 3.4.0 on Node 20.20.2 was seen to send for these scripts and contexts.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

ACCOUNT = "4205157634209012741"
LICENCE = "8173650241830019326"
TOKEN = "SAMPLE-access-token-kP4vX9qLw2Tz7RbN"
USER = "300000000000384444"
PATH = f"/admin/rest/v1/accounts/{ACCOUNT}"

PROVISION = "goto-provision"
DEPROVISION = "goto-deprovision"


@dataclass(frozen=True)
class Sent:
    """A request as it must go over the wire."""

    method: str
    target: str
    body: bytes = b""

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Its headers in restler's order; a body's length stands even where there is no body."""
        return [
            ("Accept", "application/json"),
            ("User-Agent", "Restler for node.js"),
            ("Host", "api.getgo.com"),
            ("Accept-Encoding", "gzip, deflate"),
            ("Content-type", "application/json"),
            ("Authorization", f"Bearer {TOKEN}"),
            ("Content-Length", str(len(self.body))),
            ("Connection", "keep-alive"),
        ]

    @property
    def wire(self) -> bytes:
        head = "".join(f"{name}: {value}\r\n" for name, value in self.headers)
        return f"{self.method} {self.target} HTTP/1.1\r\n{head}\r\n".encode("latin-1") + self.body


def find(mail: str = "ada@example.com") -> Sent:
    return Sent("GET", f"{PATH}/users?filter=(email=%22{mail}%22)")


def create(first: str = "Ada", mail: str = "ada@example.com", licences: tuple[str, ...] = (LICENCE,)) -> Sent:
    """Create the user, with the how-to's own mail."""
    person = {"email": mail, "firstName": first, "lastName": "Example", "locale": "en_US"}
    text = (
        "You have been added as a user to the Citrix GoToMeeting Admin APIs. Log in using your email "
        "as User ID at developer.citrixonline.com."
    )
    mail_content = {"subject": "Welcome to GoToMeeting Admin APIs", "text": text}
    body = {"users": [person], "licenseKeys": list(licences), "emailContent": mail_content}
    return Sent("POST", f"{PATH}/users", json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode())


ASSIGN = Sent("POST", f"{PATH}/licenses/{LICENCE}/users/{USER}")
DELETE = Sent("DELETE", f"{PATH}/users/{USER}")


@dataclass(frozen=True)
class Reply:
    """What the service answers; `how` is "answer", "cut" (the connection breaks), "refused" or "never"."""

    status: int = 200
    body: str = ""
    kind: str = "application/json"
    how: str = "answer"


def page(*keys: str) -> Reply:
    results = [{"key": key} for key in keys]
    found = {"results": results, "fromIndex": 0, "toIndex": len(keys), "total": len(keys)}
    return Reply(body=json.dumps(found))


NONE, ONE, SEVERAL = page(), page(USER), page(USER, "300000000000384555")
CREATED = Reply(201, json.dumps([{"key": USER}]))
NO_CONTENT = Reply(204)
CUT, NEVER, REFUSED = Reply(how="cut"), Reply(how="never"), Reply(how="refused")
HTML = Reply(502, "<html><body>Bad gateway</body></html>", "text/html")


def refusal(status: int, code: str) -> Reply:
    return Reply(status, json.dumps({"errorCode": code, "description": code}))


@dataclass(frozen=True)
class Branch:
    """One way through a script."""

    name: str
    script: str
    context: str
    replies: tuple[Reply, ...]
    sent: tuple[Sent, ...]
    findings: tuple[str, ...] = ()
    outcome: str = "done"

    def __str__(self) -> str:
        return f"{self.script}: {self.name}"


_REFUSALS = {
    401: "InvalidToken",
    403: "AccessDenied",
    409: "Conflict",
    429: "TooManyRequests",
    500: "InternalError",
}

BRANCHES = [
    Branch("switched off", PROVISION, "provisioning-disabled", (), ()),
    Branch("nobody found, created", PROVISION, "assigned-new", (NONE, CREATED), (find(), create())),
    Branch(
        "one found, licence given",
        PROVISION,
        "assigned-existing",
        (ONE, NO_CONTENT),
        (find("ben@example.com"), ASSIGN),
    ),
    Branch("one found, no licence to give", PROVISION, "no-licences", (ONE,), (find(),)),
    Branch(
        "nobody found, created without a licence",
        PROVISION,
        "no-licences",
        (NONE, CREATED),
        (find(), create(licences=())),
    ),
    Branch("several found", PROVISION, "assigned-new", (SEVERAL,), (find(),)),
    Branch("switched off", DEPROVISION, "provisioning-disabled", (), ()),
    Branch("nobody found", DEPROVISION, "unassigned", (NONE,), (find(),)),
    Branch("one found, deleted", DEPROVISION, "unassigned", (ONE, NO_CONTENT), (find(), DELETE)),
    Branch("several found", DEPROVISION, "unassigned", (SEVERAL,), (find(),)),
]

# What can go wrong with each request of each script: the first alone, and the second after a good first.
_STEPS = [
    (PROVISION, "asking", "assigned-new", (), (find(),)),
    (PROVISION, "creating", "assigned-new", (NONE,), (find(), create())),
    (PROVISION, "giving the licence", "assigned-existing", (ONE,), (find("ben@example.com"), ASSIGN)),
    (DEPROVISION, "asking", "unassigned", (), (find(),)),
    (DEPROVISION, "deleting", "unassigned", (ONE,), (find(), DELETE)),
]
for _script, _step, _context, _before, _sent in _STEPS:
    for _status, _code in _REFUSALS.items():
        BRANCHES.append(
            Branch(
                f"{_step} gives {_status}",
                _script,
                _context,
                (*_before, refusal(_status, _code)),
                _sent,
                ("failed-unseen",),
            )
        )
    BRANCHES += [
        Branch(
            f"{_step} gives an HTML error page",
            _script,
            _context,
            (*_before, HTML),
            _sent,
            ("failed-unseen",),
        ),
        Branch(f"{_step} is cut", _script, _context, (*_before, CUT), _sent, ("failed-unseen",)),
        Branch(
            f"{_step} is refused a connection",
            _script,
            _context,
            (*_before, REFUSED),
            _sent,
            ("failed-unseen",),
        ),
        Branch(f"{_step} is never answered", _script, _context, (*_before, NEVER), _sent, (), "deadline"),
    ]
