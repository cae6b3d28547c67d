"""The fake GoTo Admin service: what is known of the real one, and what a state file changes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.inputs.files import read_json
from runtime.model.errors import BadInput
from runtime.model.http import Request, Response
from runtime.world import services
from runtime.world.services import NoAnswer
from runtime.world.services.goto import service
from runtime.world.services.goto.state import State, Switches
from tests.paths import ROOT
from tests.world.services.goto import BASE, Goto, read_service

STATES = sorted(ROOT.glob("fixtures/goto/*.json"))
LOGIN = "authentication.logmeininc.com"
PERSON = {"email": "ada@example.com", "firstName": "Ada", "lastName": "Example"}


# Listings.


def test_nobody_found_is_zero_zero_zero() -> None:
    """The published scripts look for exactly that."""
    assert Goto().json("GET", "users?filter=(email=%22ada@example.com%22)") == {
        "results": [],
        "fromIndex": 0,
        "toIndex": 0,
        "total": 0,
    }


def test_one_found_is_zero_one_one() -> None:
    """`toIndex` is exclusive."""
    goto = Goto()
    key = goto.create()
    found = goto.json("GET", "users?filter=(email=%22ada@example.com%22)")
    assert (found["fromIndex"], found["toIndex"], found["total"]) == (0, 1, 1)
    assert found["results"][0]["key"] == key


def test_a_listing_comes_in_pages() -> None:
    """`offset` from zero, `pageSize`; 25 if nothing is said."""
    goto = Goto()
    for number in range(30):
        goto.create(f"user{number:02}@example.com")
    first = goto.json("GET", "users")
    assert (first["fromIndex"], first["toIndex"], first["total"]) == (0, 25, 30)
    last = goto.json("GET", "users?offset=28&pageSize=10")
    assert [user["email"] for user in last["results"]] == ["user28@example.com", "user29@example.com"]
    assert (last["fromIndex"], last["toIndex"], last["total"]) == (28, 30, 30)
    assert goto.json("GET", "users?offset=99")["results"] == []


@pytest.mark.parametrize("query", ["pageSize=-1", "pageSize=x", "offset=1e9", "offset=99999999999999"])
def test_a_page_that_is_no_number_is_refused(query: str) -> None:
    """400, assumed."""
    assert Goto().status("GET", f"users?{query}") == 400


def test_a_listing_can_be_ordered() -> None:
    """By one field, both ways."""
    goto = Goto()
    for name in ("b", "c", "a"):
        goto.create(f"{name}@example.com")
    emails = [user["email"][0] for user in goto.json("GET", "users?ascending=email")["results"]]
    assert emails == ["a", "b", "c"]
    emails = [user["email"][0] for user in goto.json("GET", "users?descending=email=true")["results"]]
    assert emails == ["c", "b", "a"]


def test_an_empty_listing_may_have_no_results_at_all() -> None:
    """Switch: one client was seen to cope with it."""
    goto = read_service(switches={"results_when_empty": False})
    assert goto.json("GET", "users") == {"fromIndex": 0, "toIndex": 0, "total": 0}


# Users.


def test_creating_a_user_answers_an_array_of_keys() -> None:
    """Digits, more than JavaScript's numbers hold exactly."""
    answer = Goto().ask("POST", "users", {"users": [PERSON], "licenseKeys": ["1"]})
    assert isinstance(answer, Response)
    assert answer.status == 201
    (made,) = json.loads(answer.body)
    assert made["email"] == "ada@example.com"
    assert made["key"].isdigit()
    assert int(made["key"]) > 2**53


def test_keys_may_be_bare_numbers() -> None:
    """Switch: as one vendor page prints them; the digits in the JSON are exact all the same."""
    goto = read_service(switches={"numeric_keys": True})
    answer = goto.ask("POST", "users", {"users": [PERSON], "licenseKeys": []})
    assert isinstance(answer, Response)
    assert b'"key":6581286685341855244' in answer.body


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"email": ""}, "user.email.required"),
        ({"firstName": None}, "user.firstname.required"),
        ({"lastName": "x" * 33}, "user.lastname.too.long"),
        ({"firstName": "x" * 33}, "user.firstname.too.long"),
        ({"email": "x" * 129}, "user.email.too.long"),
        ({"email": 7}, "user.email.invalid"),
    ],
)
def test_a_user_that_can_not_be_is_refused(change: dict[str, object], code: str) -> None:
    """400 with a code, and nobody is created."""
    goto = Goto()
    assert goto.codes("POST", "users", {"users": [{**PERSON, **change}]}) == [code]
    assert goto.state.users == ()


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"[" * 100_000, b'{"users": []}', b'{"users": [1]}'])
def test_a_body_that_is_no_list_of_users_is_refused(body: bytes) -> None:
    """Whatever it is instead."""
    assert Goto().status("POST", "users", body) == 400


def test_an_address_that_is_taken_conflicts_and_spoils_the_rest() -> None:
    """409: all or nothing."""
    goto = Goto()
    goto.create()
    both = {"users": [{**PERSON, "email": "ben@example.com"}, {**PERSON, "email": "ADA@example.com"}]}
    assert goto.codes("POST", "users", both) == ["user.name.conflict"]
    assert len(goto.state.users) == 1


def test_some_may_be_created_where_not_all_can() -> None:
    """allOrNothing=false; the entry of the taken address has no key."""
    goto = Goto()
    goto.create()
    both = {"users": [{**PERSON, "email": "ben@example.com"}, PERSON]}
    answer = goto.ask("POST", "users?allOrNothing=false", both)
    assert isinstance(answer, Response)
    assert answer.status == 200
    assert [sorted(entry) for entry in json.loads(answer.body)] == [["email", "key"], ["email"]]


def test_a_taken_address_may_come_back_with_its_key() -> None:
    """Switch: as another page has it."""
    goto = read_service(switches={"conflict_entry": "existing-user"})
    key = goto.create()
    assert goto.json("POST", "users?allOrNothing=false", {"users": [PERSON]})[0]["key"] == key


def test_licences_may_be_required() -> None:
    """Switch: one page says so."""
    goto = read_service(switches={"licences_required": True})
    assert goto.codes("POST", "users", {"users": [PERSON]}) == ["user.licensekeys.required"]
    assert goto.status("POST", "users", {"users": [PERSON], "adminRoles": ["SUPER_USER"]}) == 201


def test_a_user_shows_what_is_always_there_and_what_is_set() -> None:
    """A licence's products appear with it."""
    goto = Goto()
    key = goto.create()
    user = goto.json("GET", f"users/{key}")
    always = {
        "key",
        "email",
        "firstName",
        "lastName",
        "locale",
        "timeZone",
        "settings",
        "passwordCreated",
        "nameLocked",
        "emailLocked",
        "identityReadOnly",
        "canAuthenticate",
        "status",
        "inviteCount",
    }
    assert set(user) == always | {"invitedDate"}
    assert user["status"] == "INVITED"
    goto.status("POST", f"licenses/77/users/{key}")
    assert goto.json("GET", f"users/{key}")["products"] == ["G2M"]


def test_a_user_can_be_changed_but_not_her_key() -> None:
    """PUT answers with an empty body."""
    goto = Goto()
    key = goto.create()
    answer = goto.ask("PUT", f"users/{key}", {"lastName": "Lovelace", "timeZone": "Europe/London"})
    assert answer == Response(204, "No Content")
    assert goto.json("GET", f"users/{key}")["lastName"] == "Lovelace"
    assert goto.codes("PUT", f"users/{key}", {"key": "1"}) == ["user.key.not.allowed"]
    assert goto.codes("PUT", f"users/{key}", {"status": "ASLEEP"}) == ["user.status.invalid"]


def test_a_deleted_user_gets_her_old_key_back_and_nothing_else() -> None:
    """She has lost all products."""
    goto = Goto()
    key = goto.create(licenseKeys=["77"])
    assert goto.status("DELETE", f"users/{key}") == 204
    assert goto.codes("DELETE", f"users/{key}") == ["user.not.found"]
    assert goto.create() == key
    assert goto.state.users[0].licences == ()


def test_an_old_key_that_is_someone_elses_by_now_is_not_given_out_again() -> None:
    """She was created again and got another address: the next one with the old address is a third user."""
    goto = Goto()
    first = goto.create("a@example.com")
    goto.status("DELETE", f"users/{first}")
    assert goto.create("a@example.com") == first
    goto.status("PUT", f"users/{first}", {"email": "b@example.com"})
    assert goto.create("a@example.com") != first
    assert [user.email for user in goto.state.users] == ["b@example.com", "a@example.com"]


@pytest.mark.parametrize("name", ["email", "firstName", "lastName"])
def test_what_a_user_must_have_can_not_be_taken_away(name: str) -> None:
    goto = Goto()
    key = goto.create()
    assert goto.codes("PUT", f"users/{key}", {name: ""}) == [f"user.{name.lower()}.required"]


@pytest.mark.parametrize("keys", [{"a": 1}, [None], [["1"]], [True], [1.5]])
def test_licence_keys_that_are_none_are_refused(keys: object) -> None:
    """400, assumed; and nobody is created."""
    goto = Goto()
    assert goto.codes("POST", "users", {"users": [PERSON], "licenseKeys": keys}) == ["licensekeys.invalid"]
    assert goto.state.users == ()


@pytest.mark.parametrize("keys", [["77", "88"], "77", 77, [8173650241830019326]])
def test_licence_keys_may_come_as_text_or_number_alone_or_in_a_list(keys: Any) -> None:
    goto = Goto()
    goto.create(licenseKeys=keys)
    expected = tuple(map(str, keys if isinstance(keys, list) else [keys]))
    assert goto.state.users[0].licences == expected


def test_half_a_surrogate_pair_is_refused() -> None:
    """JSON can write it, but no answer and no state file can hold it."""
    body = b'{"users": [{"email": "\\ud800@example.com", "firstName": "A", "lastName": "B"}]}'
    assert Goto().codes("POST", "users", body) == ["request.body.invalid"]


def test_several_users_are_named_at_once() -> None:
    goto = Goto()
    first, second = goto.create("a@example.com"), goto.create("b@example.com")
    assert [user["key"] for user in goto.json("GET", f"users/{first},{second}")] == [first, second]
    assert goto.status("DELETE", f"users/{first},nobody") == 404
    assert len(goto.state.users) == 2
    assert goto.status("DELETE", f"users/{first},{second}") == 204
    assert not goto.state.users


# Licences.


def test_seats_run_out() -> None:
    """409, assumed; and who has one keeps it."""
    goto = read_service(licences=[{"key": "77", "seats": 1}])
    first, second = goto.create("a@example.com"), goto.create("b@example.com")
    assert goto.status("POST", f"licenses/77/users/{first}") == 204
    assert goto.status("POST", f"licenses/77/users/{first}") == 204
    assert goto.codes("POST", f"licenses/77/users/{second}") == ["license.seats.exceeded"]
    assert goto.status("DELETE", f"licenses/77/users/{first}") == 204
    assert goto.status("POST", f"licenses/77/users/{second}") == 204


def test_a_user_for_whom_there_is_no_seat_is_not_created() -> None:
    """All or nothing here, too."""
    goto = read_service(licences=[{"key": "77", "seats": 0}])
    assert goto.status("POST", "users", {"users": [PERSON], "licenseKeys": ["77"]}) == 409
    assert goto.state.users == ()


def test_a_licence_that_is_not_there_is_not_found() -> None:
    """Once the state says which there are; a disabled one is none."""
    goto = read_service(licences=[{"key": "77"}, {"key": "88", "enabled": False}])
    key = goto.create()
    assert goto.codes("POST", f"licenses/99/users/{key}") == ["license.not.found"]
    assert goto.codes("POST", f"licenses/88/users/{key}") == ["license.not.found"]
    assert goto.codes("POST", "licenses/77/users/nobody") == ["user.not.found"]


@pytest.mark.parametrize("method", ["POST", "DELETE"])
@pytest.mark.parametrize("path", ["licenses//users/{key}", "licenses/77/users/", "licenses/,/users/{key}"])
def test_a_path_that_names_nobody_or_nothing_is_not_found(method: str, path: str) -> None:
    """As an empty list of licences in a context makes it: it is no success."""
    goto = Goto()
    key = goto.create()
    assert goto.status(method, path.format(key=key)) == 404


def test_only_a_licence_that_is_there_can_be_taken_away() -> None:
    """Once the state says which there are; from whoever has none, it is taken all the same."""
    goto = read_service(licences=[{"key": "77"}])
    key = goto.create()
    assert goto.codes("DELETE", f"licenses/99/users/{key}") == ["license.not.found"]
    assert goto.status("DELETE", f"licenses/77/users/{key}") == 204


def test_licences_are_listed_with_who_has_them() -> None:
    """Seats, users, those who were only invited."""
    goto = read_service(licences=[{"key": "77", "seats": 5, "description": "Pro", "products": ["G2W"]}])
    key = goto.create(licenseKeys=["77"])
    (licence,) = goto.json("GET", "licenses")["results"]
    assert (licence["key"], licence["seats"], licence["userCount"]) == ("77", 5, 1)
    assert licence["userKeys"] == licence["invitedUserKeys"] == [key]
    assert licence["products"] == ["G2W"]


# Groups, attributes, templates, role sets.


def test_a_user_is_in_one_group_at_most() -> None:
    """Joining another leaves the first; a group's key comes bare."""
    goto = Goto()
    key = goto.create()
    sales, support = (
        goto.json("POST", "groups", {"name": "Sales"}),
        goto.json("POST", "groups", {"name": "Support"}),
    )
    assert isinstance(sales, str)
    goto.status("POST", f"groups/{sales}/users/{key}")
    goto.status("POST", f"groups/{support}/users/{key}")
    assert goto.json("GET", f"users/{key}")["groupName"] == "Support"
    assert [group["userCount"] for group in goto.json("GET", "groups")["results"]] == [0, 1]
    assert goto.status("DELETE", f"users/{key}/groups") == 204
    assert "groupName" not in goto.json("GET", f"users/{key}")


def test_a_groups_path_leads_to_its_top() -> None:
    """Keys and names, outermost first."""
    goto = Goto()
    top = goto.json("POST", "groups", {"name": "All"})
    inner = goto.json("POST", "groups", {"name": "Some", "parentKey": top})
    key = goto.create(groupKey=inner)
    user = goto.json("GET", f"users/{key}")
    assert user["groupNamePath"] == ["All", "Some"]
    assert user["groupKeyPath"] == [top, inner]


def test_groups_are_found_by_name() -> None:
    goto = Goto()
    keys = [goto.json("POST", "groups", {"name": name}) for name in ("Sales", "Support")]
    for query in ("name=%22Su.*%22", f"key=%22{keys[1]}%22"):
        assert [one["key"] for one in goto.json("GET", f"groups?filter=({query})")["results"]] == keys[1:]


def test_nobody_is_created_in_a_group_that_is_not_there() -> None:
    """404, assumed."""
    goto = Goto()
    assert goto.codes("POST", "users", {"users": [PERSON], "groupKey": "1"}) == ["group.not.found"]
    assert goto.state.users == ()


def test_group_errors_have_the_codes_that_were_seen() -> None:
    """Not found, no name, a name that is taken."""
    goto = Goto()
    goto.json("POST", "groups", {"name": "Sales"})
    assert goto.codes("GET", "groups/1") == ["group.not.found"]
    assert goto.codes("POST", "groups", {}) == ["group.name.required"]
    assert goto.codes("POST", "groups", {"name": "Sales"}) == ["group.name.conflict"]


@pytest.mark.parametrize("kind", ["attributes", "templates", "rolesets"])
def test_other_records_can_be_made_and_looked_at(kind: str) -> None:
    """Making one answers a bare string."""
    goto = Goto()
    made = goto.json("POST", kind, {"name": "one"})
    assert isinstance(made, str)
    assert goto.json("GET", f"{kind}/{made}") == {"key": made, "name": "one"}
    assert goto.json("GET", kind)["total"] == 1
    assert goto.status("DELETE", f"{kind}/{made}") == 204
    assert goto.status("GET", f"{kind}/{made}") == 404


# Filters.


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('(email="ada@example.com")', "a"),
        ('(email="ADA@EXAMPLE.COM")', "a"),
        ('email eq "ada@example.com"', "a"),
        ('(email="(?i).*EXAMPLE.*")', "abp"),
        ('(email=".*@example.com")', "abp"),
        ('(email="a.a@example.com")', "a"),
        ('(email="ada")', ""),
        ('(email="ada@example.com")|(email="ben@example.com")', "ab"),
        ('((email="ada@example.com")|(email="ben@example.com"))&(name="Ben Example")', "b"),
        ('(email="pat+tag@example.com")', "p"),
        ('(key="2")', "b"),
        ('(name="Ada Example")', "a"),
        ('(name="ada example")', ""),
    ],
)
def test_a_filter_finds_whom_it_means(text: str, found: str) -> None:
    """Sent percent-encoded, where a plus is a plus."""
    people = [("1", "ada", "Ada"), ("2", "ben", "Ben"), ("3", "pat+tag", "Pat")]
    goto = read_service(
        users=[
            {"key": key, "email": f"{mail}@example.com", "first_name": name, "last_name": "Example"}
            for key, mail, name in people
        ]
    )
    query = text.replace("%", "%25").replace(" ", "%20").replace('"', "%22").replace("&", "%26")
    emails = [user["email"] for user in goto.json("GET", f"users?filter={query}")["results"]]
    assert "".join(email[0] for email in emails) == found


@pytest.mark.parametrize(
    "text", ["(", "email", "(email=ada)", '(shoe="7")', '(email="x")(', '(email ne "x")', "(" * 3000, "%FF"]
)
def test_what_is_no_filter_is_refused(text: str) -> None:
    """400, assumed; and quickly, however deep it is."""
    assert Goto().codes("GET", f"users?filter={text}") == ["filter.invalid"]


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_filter_is_answered_or_refused(text: str) -> None:
    """A script may concatenate one from anything."""
    from urllib.parse import quote

    assert Goto().status("GET", f"users?filter={quote(text, safe='')}") in {200, 400}


# Tokens, rates, failures.


def test_any_token_will_do_but_none_will_not() -> None:
    goto = Goto()
    goto.token = ""
    assert goto.status("GET", "users") == 401


def test_an_expired_token_is_refused_in_words_of_its_own() -> None:
    """Neither one found nor none: the published scripts take it for a success."""
    goto = read_service(tokens={"expired": ["old"]})
    goto.token = "old"
    assert goto.json("GET", "users") == {"int_err_code": "InvalidToken", "msg": "Invalid token passed"}
    assert (
        read_service(tokens={"expired": ["any-token"]}, switches={"bad_token_status": 403}).status(
            "GET", "users"
        )
        == 403
    )


def test_only_accepted_tokens_will_do_once_some_are_named() -> None:
    goto = read_service(tokens={"accepted": ["good"]})
    assert goto.status("GET", "users") == 401
    goto.token = "good"
    assert goto.status("GET", "users") == 200


def test_a_token_for_another_account_is_refused() -> None:
    """403; and so is another account's key, once the state names its own."""
    assert read_service(tokens={"foreign": {"any-token": "111"}}).codes("GET", "users") == ["access.denied"]
    assert read_service(account="111").codes("GET", "users") == ["access.denied"]


def test_ten_requests_a_second_are_enough() -> None:
    """Then 429, until a second has passed; Retry-After only by a switch."""
    goto = Goto(pause=0.0)
    assert [goto.status("GET", "users") for _ in range(11)] == [200] * 10 + [429]
    goto.now += 1
    assert goto.status("GET", "users") == 200
    refused = read_service(switches={"rate": 0, "retry_after": 30}).ask("GET", "users")
    assert isinstance(refused, Response)
    assert refused.header("retry-after") == "30"


def test_failures_come_in_their_turn() -> None:
    """After so many that go well, so many that don't."""
    goto = read_service(failures=[{"on": "list-users", "skip": 1, "times": 2, "status": 503}])
    assert [goto.status("GET", "users") for _ in range(4)] == [200, 503, 503, 200]
    assert goto.status("GET", "licenses") == 200


@pytest.mark.parametrize(
    ("failure", "status", "kind"),
    [
        ({"status": 502, "html": True}, 502, "text/html"),
        ({"status": 200, "body": ""}, 200, "application/json"),
        ({"status": 401}, 401, "application/json"),
        ({"status": 409}, 409, "application/json"),
        ({"status": 204, "body": "none"}, 204, None),
    ],
)
def test_a_failure_has_the_form_that_it_asks_for(
    failure: dict[str, object], status: int, kind: str | None
) -> None:
    """A page of a gateway's, a body of one's own, the service's own words."""
    answer = read_service(failures=[failure]).ask("GET", "users")
    assert isinstance(answer, Response)
    assert answer.status == status
    assert answer.header("content-type") == kind
    assert kind is not None or answer == Response(status, "No Content")


@pytest.mark.parametrize("fault", list(NoAnswer))
def test_a_fault_is_no_answer_at_all(fault: NoAnswer) -> None:
    """The world makes of it what the network would."""
    assert read_service(failures=[{"fault": fault.value}]).ask("GET", "users") is fault


def test_what_is_not_there_is_not_found() -> None:
    """And a method that a path doesn't have is not allowed."""
    assert Goto().status("GET", "/admin/rest/v1/nothing") == 404
    assert Goto().status("GET", "//[admin") == 404
    assert Goto().status("PATCH", "users") == 405


# Signing in.


def test_the_old_sign_in_is_gone_unless_it_is_turned_on() -> None:
    """It told the account key."""
    form = b"grant_type=refresh_token&refresh_token=x"
    assert Goto().status("POST", "/oauth/v2/token", form) == 410
    goto = read_service(account="111", switches={"old_oauth": True})
    assert goto.json("POST", "/oauth/v2/token", form)["account_key"] == "111"


def test_the_new_sign_in_tells_no_account_key_but_me_does() -> None:
    """A token that it gives out is good from then on."""
    goto = read_service(account="111", tokens={"accepted": []})
    goto.host = LOGIN
    made = goto.json("POST", "/oauth/token", b"grant_type=authorization_code&code=x")
    assert "account_key" not in made
    goto.host, goto.token = "api.getgo.com", made["access_token"]
    assert goto.json("GET", "/admin/rest/v1/me")["accountKey"] == "111"


@pytest.mark.parametrize(
    ("form", "error"),
    [
        (b"", "invalid_request"),
        (b"grant_type=magic", "unsupported_grant_type"),
        (b"grant_type=refresh_token", "invalid_grant"),
    ],
)
def test_a_sign_in_that_is_no_good_is_refused(form: bytes, error: str) -> None:
    assert Goto(host=LOGIN).json("POST", "/oauth/token", form) == {"error": error}


@pytest.mark.parametrize(
    ("host", "status"), [("api.getgo.com", 404), (f"{LOGIN}.", 200), (LOGIN.upper(), 200), ("127.0.0.1", 200)]
)
def test_the_new_sign_in_has_a_host_of_its_own(host: str, status: int) -> None:
    """Served at another address, the fake knows it by its path."""
    assert Goto(host=host).status("POST", "/oauth/token", b"grant_type=password&password=x") == status


def test_me_names_the_account_that_the_token_is_for() -> None:
    """A token for another account says so."""
    goto = read_service(account="111", tokens={"foreign": {"theirs": "222"}})
    assert goto.json("GET", "/admin/rest/v1/me")["accountKey"] == "111"
    goto.token = "theirs"
    assert goto.json("GET", "/admin/rest/v1/me")["accounts"][0]["key"] == "222"


# State.


@pytest.mark.parametrize("path", STATES, ids=lambda path: path.stem)
def test_every_shipped_state_can_be_read_and_written_again(path: Path) -> None:
    state = service.read(str(path), read_json(path))
    assert service.read("again", json.loads(json.dumps(service.write(state)))) == state


def test_a_state_says_only_what_is_not_as_usual() -> None:
    """So that a person can read it."""
    assert service.write(State()) == {}
    assert service.write(State(switches=Switches(rate=5))) == {"switches": {"rate": 5}}


def test_answering_changes_no_state_but_gives_a_new_one() -> None:
    state = State()
    request = Request(
        1,
        "POST",
        "https",
        "api.getgo.com",
        443,
        f"{BASE}/users",
        (("Authorization", "Bearer x"),),
        json.dumps({"users": [PERSON]}).encode(),
    )
    _, after = service.respond(request, state, 0.0)
    assert state == State()
    assert len(after.users) == 1
    assert service.respond(request, state, 0.0)[1] == after


def test_what_happened_is_told_a_line_each() -> None:
    goto = Goto()
    key = goto.create(licenseKeys=["77"])
    created = goto.state
    goto.ask("PUT", f"users/{key}", {"lastName": "Lovelace"})
    goto.ask("DELETE", f"licenses/77/users/{key}")
    goto.ask("POST", "groups", {"name": "Sales"})
    assert service.changes(State(), created) == [
        f"created user ada@example.com (key {key})",
        "gave licence 77 to ada@example.com",
    ]
    lines = service.changes(created, goto.state)
    assert lines[:2] == [
        "took licence 77 from ada@example.com",
        "changed last name of ada@example.com: Example -> Lovelace",
    ]
    assert lines[2].startswith("created group Sales")
    changed = goto.state
    made = goto.json("POST", "rolesets", {"name": "Helpers"})
    assert service.changes(changed, goto.state) == [f"created role set Helpers (key {made})"]
    changed = goto.state
    goto.ask("DELETE", f"users/{key}")
    assert service.changes(changed, goto.state) == [f"deleted user ada@example.com (key {key})"]


def test_every_fact_says_how_sure_it_is_and_every_switch_exists() -> None:
    """`mws fake goto --explain` prints them."""
    assert {fact.known for fact in service.facts()} == {"seen", "assumed", "contradictory"}
    named = {fact.switch for fact in service.facts() if fact.switch}
    assert named == {field for field in Switches.__dataclass_fields__ if not field.startswith("_")}


def test_a_fake_that_there_is_not_is_refused() -> None:
    """With the one that was meant."""
    with pytest.raises(BadInput, match="there is no fake service 'gotoo'") as refused:
        services.find("gotoo")
    assert refused.value.way_out == "Did you mean goto?"
