"""A pseudonym has the shape of its original, agrees with the others, and is none of the originals."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from runtime.recording.pseudonyms.generate import PseudonymGenerator
from runtime.recording.pseudonyms.kinds import PersonalKind, fits, kind_of

KEY = b"one key of a test"
WORD = st.text(st.characters(categories=["Lu", "Ll", "Lo"]), min_size=1, max_size=15)
DOMAIN = st.from_regex(r"[a-z0-9]{1,12}(\.[a-z]{2,8})?\.[a-z]{2,5}", fullmatch=True)


@given(WORD)
@example("Müßig")
@example("İlkay")
@example("山田")
def test_a_word_becomes_one_as_long(word: str) -> None:
    """In characters and in UTF-8."""
    drawn = PseudonymGenerator(KEY).word(word)
    if sizes(word.lower()) == sizes(word):  # some letters are longer in the other case
        assert sizes(drawn) == sizes(word)


def sizes(word: str) -> list[int]:
    """How many bytes each character has."""
    return [len(one.encode()) for one in word]


@pytest.mark.parametrize("word", ["Ada", "ADA", "ada", "aDA"])
def test_capitals_stand_where_they_stood(word: str) -> None:
    """One word in each case is one pseudonym in each case."""
    drawing = PseudonymGenerator(KEY)
    drawn = drawing.word(word)
    assert drawn.lower() == drawing.word("ada")
    assert [one.isupper() for one in drawn] == [one.isupper() for one in word]


@given(local=st.from_regex(r"[a-z]{1,9}(\.[a-z]{1,9})?", fullmatch=True), domain=DOMAIN)
def test_a_mail_address_stays_one_at_a_reserved_domain(local: str, domain: str) -> None:
    """As long as before; one domain is one domain for all."""
    drawing = PseudonymGenerator(KEY)
    drawn = drawing.pseudonym(f"{local}@{domain}", PersonalKind.MAIL)
    assert len(drawn) == len(f"{local}@{domain}")
    assert re.fullmatch(
        r"[a-z.]+@(?:[a-z.]+\.)?(?:example|test|invalid|localhost|example\.(?:com|net|org))", drawn
    )
    other = drawing.pseudonym(f"zora@{domain}", PersonalKind.MAIL)
    assert other.rpartition("@")[2] == drawn.rpartition("@")[2]


@given(st.from_regex(r"[1-9][0-9]{5,24}", fullmatch=True))
def test_a_number_stays_one(digits: str) -> None:
    """Without a zero before it."""
    drawn = PseudonymGenerator(KEY).pseudonym(digits, PersonalKind.ID)
    assert re.fullmatch(r"[1-9][0-9]*", drawn)
    assert len(drawn) == len(digits)
    assert drawn != digits


def test_no_two_originals_share_a_pseudonym_and_none_becomes_another_one() -> None:
    """However many there are, and however short."""
    words = [f"{a}{b}" for a in "abcdefgh" for b in "aeiou"]
    drawing = PseudonymGenerator(KEY, frozenset(words))
    drawn = [drawing.word(word) for word in words]
    assert len(set(drawn)) == len(words)
    assert not set(drawn) & set(words)


def test_another_key_draws_others() -> None:
    """Whoever hasn't it can't check a guess."""
    assert PseudonymGenerator(KEY).word("theodora") != PseudonymGenerator(b"another").word("theodora")
    assert PseudonymGenerator(KEY).word("theodora") == PseudonymGenerator(KEY).word("theodora")


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("FirstName", PersonalKind.NAME),
        ("manager_last_name", PersonalKind.NAME),
        ("displayNames", PersonalKind.NAME),
        ("MailAddress", PersonalKind.MAIL),
        ("contact-email", PersonalKind.MAIL),
        ("UserPrincipalName", PersonalKind.USER),
        ("mobilePhone", PersonalKind.PHONE),
        ("postal_code", PersonalKind.ADDRESS),
        ("address", PersonalKind.ADDRESS),
        ("dateOfBirth", PersonalKind.DATE),
        ("account_key", PersonalKind.ID),
        ("userKeys", PersonalKind.ID),
        ("employeeNumber", PersonalKind.ID),
        ("name", None),
        ("access_token", None),
        ("apiKey", None),
        ("total", None),
        ("status", None),
    ],
)
def test_a_key_tells_what_stands_under_it(key: str, kind: PersonalKind | None) -> None:
    """A secret's key tells of nobody: what stands there is a stand-in already."""
    assert kind_of(key) is kind


def test_a_name_is_a_persons_only_beside_something_of_a_person() -> None:
    """Applications have one, too."""
    assert kind_of("name", ["name", "email"]) is PersonalKind.NAME
    assert kind_of("name", ["name", "version"]) is None


@pytest.mark.parametrize(
    ("kind", "text", "wanted"),
    [
        (PersonalKind.ID, "123456", True),
        (PersonalKind.ID, "12345", False),
        (PersonalKind.ID, "ACTIVE", False),
        (PersonalKind.ID, "deadbeef01", True),
        (PersonalKind.ID, "3f2504e0-4f89-41d3-9a0c-0305e82c3301", True),
        (PersonalKind.NAME, "https://example.com/users", False),
        (PersonalKind.NAME, "17", False),
        (PersonalKind.NAME, "", False),
        (PersonalKind.PHONE, "110", False),
        (PersonalKind.ADDRESS, "12", False),
        (PersonalKind.ADDRESS, "46509", True),
    ],
)
def test_a_value_must_look_like_what_its_key_says(kind: PersonalKind, text: str, wanted: bool) -> None:  # noqa: FBT001
    """Short numbers, links and states are nobody."""
    assert fits(kind, text) is wanted
