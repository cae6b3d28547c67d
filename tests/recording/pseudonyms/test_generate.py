"""A pseudonym has the shape of its original, agrees with the others, and is none of the originals."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from runtime.recording.pseudonyms.generate import Drawing
from runtime.recording.pseudonyms.kinds import Kind, fits, kind_of

KEY = b"one key of a test"
WORD = st.text(st.characters(categories=["Lu", "Ll", "Lo"]), min_size=1, max_size=15)
DOMAIN = st.from_regex(r"[a-z0-9]{1,12}(\.[a-z]{2,8})?\.[a-z]{2,5}", fullmatch=True)


@given(WORD)
@example("Müßig")
@example("İlkay")
@example("山田")
def test_a_word_becomes_one_as_long(word: str) -> None:
    """In characters and in UTF-8."""
    drawn = Drawing(KEY).word(word)
    if sizes(word.lower()) == sizes(word):  # some letters are longer in the other case
        assert sizes(drawn) == sizes(word)


def sizes(word: str) -> list[int]:
    """How many bytes each character has."""
    return [len(one.encode()) for one in word]


@pytest.mark.parametrize("word", ["Ada", "ADA", "ada", "aDA"])
def test_capitals_stand_where_they_stood(word: str) -> None:
    """One word in each case is one pseudonym in each case."""
    drawing = Drawing(KEY)
    drawn = drawing.word(word)
    assert drawn.lower() == drawing.word("ada")
    assert [one.isupper() for one in drawn] == [one.isupper() for one in word]


@given(local=st.from_regex(r"[a-z]{1,9}(\.[a-z]{1,9})?", fullmatch=True), domain=DOMAIN)
def test_a_mail_address_stays_one_at_a_reserved_domain(local: str, domain: str) -> None:
    """As long as before; one domain is one domain for all."""
    drawing = Drawing(KEY)
    drawn = drawing.pseudonym(f"{local}@{domain}", Kind.MAIL)
    assert len(drawn) == len(f"{local}@{domain}")
    assert re.fullmatch(
        r"[a-z.]+@(?:[a-z.]+\.)?(?:example|test|invalid|localhost|example\.(?:com|net|org))", drawn
    )
    other = drawing.pseudonym(f"zora@{domain}", Kind.MAIL)
    assert other.rpartition("@")[2] == drawn.rpartition("@")[2]


@given(st.from_regex(r"[1-9][0-9]{5,24}", fullmatch=True))
def test_a_number_stays_one(digits: str) -> None:
    """Without a zero before it."""
    drawn = Drawing(KEY).pseudonym(digits, Kind.ID)
    assert re.fullmatch(r"[1-9][0-9]*", drawn)
    assert len(drawn) == len(digits)
    assert drawn != digits


def test_no_two_originals_share_a_pseudonym_and_none_becomes_another_one() -> None:
    """However many there are, and however short."""
    words = [f"{a}{b}" for a in "abcdefgh" for b in "aeiou"]
    drawing = Drawing(KEY, frozenset(words))
    drawn = [drawing.word(word) for word in words]
    assert len(set(drawn)) == len(words)
    assert not set(drawn) & set(words)


def test_another_key_draws_others() -> None:
    """Whoever hasn't it can't check a guess."""
    assert Drawing(KEY).word("theodora") != Drawing(b"another").word("theodora")
    assert Drawing(KEY).word("theodora") == Drawing(KEY).word("theodora")


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("FirstName", Kind.NAME),
        ("manager_last_name", Kind.NAME),
        ("displayNames", Kind.NAME),
        ("MailAddress", Kind.MAIL),
        ("contact-email", Kind.MAIL),
        ("UserPrincipalName", Kind.USER),
        ("mobilePhone", Kind.PHONE),
        ("postal_code", Kind.ADDRESS),
        ("address", Kind.ADDRESS),
        ("dateOfBirth", Kind.DATE),
        ("account_key", Kind.ID),
        ("userKeys", Kind.ID),
        ("employeeNumber", Kind.ID),
        ("name", None),
        ("access_token", None),
        ("apiKey", None),
        ("total", None),
        ("status", None),
    ],
)
def test_a_key_tells_what_stands_under_it(key: str, kind: Kind | None) -> None:
    """A secret's key tells of nobody: what stands there is a stand-in already."""
    assert kind_of(key) is kind


def test_a_name_is_a_persons_only_beside_something_of_a_person() -> None:
    """Applications have one, too."""
    assert kind_of("name", ["name", "email"]) is Kind.NAME
    assert kind_of("name", ["name", "version"]) is None


@pytest.mark.parametrize(
    ("kind", "text", "wanted"),
    [
        (Kind.ID, "123456", True),
        (Kind.ID, "12345", False),
        (Kind.ID, "ACTIVE", False),
        (Kind.ID, "deadbeef01", True),
        (Kind.ID, "3f2504e0-4f89-41d3-9a0c-0305e82c3301", True),
        (Kind.NAME, "https://example.com/users", False),
        (Kind.NAME, "17", False),
        (Kind.NAME, "", False),
        (Kind.PHONE, "110", False),
        (Kind.ADDRESS, "12", False),
        (Kind.ADDRESS, "46509", True),
    ],
)
def test_a_value_must_look_like_what_its_key_says(kind: Kind, text: str, wanted: bool) -> None:  # noqa: FBT001
    """Short numbers, links and states are nobody."""
    assert fits(kind, text) is wanted
