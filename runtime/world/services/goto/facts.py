"""The facts that are known or assumed about the real service: `mws fake goto --explain` prints them."""

from __future__ import annotations

from runtime.world.services import Fact

SEEN, ASSUMED, CONTRADICTORY = "seen", "assumed", "contradictory"

FACTS = (
    Fact(
        "listing", "results, fromIndex, toIndex (exclusive), total; one hit is 0, 1, 1, none is 0, 0, 0", SEEN
    ),
    Fact("listing", "an empty listing also has results", CONTRADICTORY, "results_when_empty"),
    Fact("listing", "25 records a page if pageSize says nothing", ASSUMED, "page_size"),
    Fact("listing", "an offset beyond the end is an empty page; a bad number is a 400", ASSUMED),
    Fact("listing", "ascending and descending take one field", ASSUMED),
    Fact("keys", "strings of digits, longer than JavaScript's numbers are exact", SEEN),
    Fact("keys", "written as bare numbers on one vendor page", CONTRADICTORY, "numeric_keys"),
    Fact("users", "creating them answers an array of key and email", SEEN),
    Fact("users", "email, firstName and lastName are required", SEEN),
    Fact("users", "licenseKeys or adminRoles are required, too", CONTRADICTORY, "licences_required"),
    Fact("users", "the answer to a plain success is 201", ASSUMED),
    Fact("users", "an address that is taken gives 409 and creates nobody, unless allOrNothing=false", SEEN),
    Fact(
        "users",
        "with allOrNothing=false the entry of a taken address has no key",
        CONTRADICTORY,
        "conflict_entry",
    ),
    Fact("users", "addresses are compared without regard to case", ASSUMED),
    Fact("users", "names have at most 32 characters, addresses 128; longer ones give 400", SEEN),
    Fact("users", "PUT must not carry a key", SEEN),
    Fact("users", "PUT and DELETE answer with an empty body", SEEN),
    Fact("users", "the status of that is 204", ASSUMED),
    Fact("users", "attributeNames shows these attributes as a list of name and value", ASSUMED),
    Fact("users", "a groupKey that is no group's gives 404 group.not.found", ASSUMED),
    Fact("users", "several keys in a GET give an array, one gives an object", ASSUMED),
    Fact(
        "users",
        "a deleted user loses all products, and gets the old key back when created again",
        SEEN,
    ),
    Fact("users", "a new user is INVITED; what changes that is outside this API", ASSUMED),
    Fact("licences", "a listing has key, seats, userCount, enabled, userKeys, products and more", SEEN),
    Fact("licences", "in it type is NAMED, channel ONLINE, and entitlements are none", ASSUMED),
    Fact("licences", "POST licenses/KEYS/users/KEYS gives each licence to each user", SEEN),
    Fact("licences", "it answers 204 with an empty body; users who have one already keep it", ASSUMED),
    Fact("licences", "DELETE of the same path takes them away", ASSUMED),
    Fact(
        "licences",
        "a path without a key is not found; a licence that a user doesn't have can be taken away",
        ASSUMED,
    ),
    Fact("licences", "without a free seat: 409 license.seats.exceeded; an unknown licence: 404", ASSUMED),
    Fact("licences", "a user is not created with a licence that has no free seat", ASSUMED),
    Fact("groups", "creating one answers its bare key; a user is in one at most", SEEN),
    Fact("groups", "DELETE users/KEYS/groups takes users out of theirs", SEEN),
    Fact(
        "groups",
        "POST groups/KEY/users/KEYS puts them in; deleting a group leaves its users without",
        ASSUMED,
    ),
    Fact("groups", "one shows key, name, userCount and, below another, parentKey", ASSUMED),
    Fact("records", "attributes, templates and rolesets exist; creating one answers a bare string", SEEN),
    Fact("records", "they have a key and a name", ASSUMED),
    Fact("filter", '(email="x"), (key="x"), (name="x"), joined by | and &; also email eq "x"', SEEN),
    Fact(
        "filter",
        "values are patterns: (?i), .* and . are understood, everything else stands for itself",
        ASSUMED,
    ),
    Fact("filter", "groups are filtered by key and name, users also by firstName and lastName", ASSUMED),
    Fact("filter", "a user's name is first name, blank, last name", ASSUMED),
    Fact("filter", "a byte beyond ASCII that isn't percent-encoded is read as Latin-1", ASSUMED),
    Fact("filter", "a plus stays a plus, and only %20 is a blank", SEEN),
    Fact("filter", "an invalid filter gives 400", ASSUMED),
    Fact("errors", "an incidentId and a list of code and value", SEEN),
    Fact(
        "errors",
        "the codes user.not.found, user.name.conflict, group.not.found, group.name.required and "
        "group.name.conflict",
        SEEN,
    ),
    Fact("errors", "all other codes; 400 for an invalid body or value, 404 and 405 for a path", ASSUMED),
    Fact("errors", "gateways sometimes answer with HTML: a state's failures can have it", SEEN),
    Fact("tokens", "a bad token gives 401 (or 403)", CONTRADICTORY, "bad_token_status"),
    Fact("tokens", "its body is int_err_code and msg, not the usual error body", ASSUMED),
    Fact("tokens", "a token for another account gives 403", ASSUMED),
    Fact("rates", "10 requests a second, then 429", SEEN, "rate"),
    Fact("rates", "the second can begin at any time, and a request that got 429 doesn't count", ASSUMED),
    Fact("rates", "no Retry-After", ASSUMED, "retry_after"),
    Fact(
        "oauth",
        "POST /oauth/v2/token is turned off; its answer had the account key",
        SEEN,
        "old_oauth",
    ),
    Fact("oauth", "the address that is turned off answers 410", ASSUMED),
    Fact(
        "oauth", "any code, refresh token or password is accepted; tokens don't expire by themselves", ASSUMED
    ),
    Fact(
        "oauth",
        "the answer to POST authentication.logmeininc.com/oauth/token has no account key: ask /me",
        SEEN,
    ),
)
