"""Which keys have values about a person."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from runtime.secrets.keys import is_secret


class PersonalKind(StrEnum):
    """The kind of a value about a person."""

    NAME = "name"
    MAIL = "mail address"
    USER = "user name"
    PHONE = "phone number"
    ADDRESS = "postal address"
    DATE = "date of birth"
    ID = "id"
    MARKED = "marked"  # by the author


# Endings of keys, without `_`, `-` and case: ManagerLastName, contact_email.
_ENDINGS = {
    PersonalKind.NAME: "firstname lastname givenname surname familyname middlename maidenname displayname "
    "fullname "
    "nickname realname",
    PersonalKind.MAIL: "mail email mailaddress emailaddress",
    PersonalKind.USER: "username loginname samaccountname userprincipalname upn userid loginid",
    PersonalKind.PHONE: "phone phonenumber mobile mobilenumber telephone telephonenumber faxnumber",
    PersonalKind.ADDRESS: "street streetaddress postaladdress postalcode postcode zipcode housenumber",
    PersonalKind.DATE: "birthday birthdate dateofbirth",
}
# Complete keys.
_WHOLE = {
    PersonalKind.NAME: "forename",
    PersonalKind.USER: "login user uid",
    PersonalKind.PHONE: "fax cell tel",
    PersonalKind.ADDRESS: "address city town zip plz",
    PersonalKind.DATE: "dob born",
}
_ID_NAMES = re.compile(r"(?:id|key|guid|uuid|uid|sid)$|^(?:employee|personnel|staff|customer)(?:number|no)$")
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_HEX = re.compile(r"(?=.*\d)[0-9a-f]{6,}", re.IGNORECASE)
_SID = re.compile(r"S-1(?:-\d+){2,}")
_LONGEST = 200  # characters: a longer value is a text about people
_TELLING = 4  # digits: a shorter number, such as that of a house, is not personal
_PERSONAL = frozenset({PersonalKind.NAME, PersonalKind.MAIL})


def plain(key: str) -> str:
    """The key without case, `_` and `-`, and in the singular."""
    bare = re.sub(r"[^a-z0-9]", "", key.lower())
    return bare[:-1] if bare.endswith("s") and not bare.endswith(("ss", "address")) else bare


def kind_of(key: str, siblings: Iterable[str] = ()) -> PersonalKind | None:
    """What a value under this key tells; `siblings` are the object's keys. None if it tells of nobody.

    `name` alone is a person's only beside a mail address, a first or a last name.
    """
    bare = plain(key)
    if is_secret(key):
        return None
    for kind, names in _WHOLE.items():
        if bare in names.split():
            return kind
    for kind, names in _ENDINGS.items():
        if bare.endswith(tuple(names.split())):
            return kind
    if bare == "name":
        return PersonalKind.NAME if any(_is_personal(one) for one in siblings) else None
    return PersonalKind.ID if _ID_NAMES.search(bare) else None


def _is_personal(key: str) -> bool:
    return plain(key) != "name" and kind_of(key) in _PERSONAL


def fits(kind: PersonalKind, text: str) -> bool:
    """Whether a text can be that: an id has six digits at least, or is hex or a GUID; a name has letters."""
    if not text.strip() or len(text) > _LONGEST or "://" in text:
        return False
    if kind is PersonalKind.ID:
        whole = (_GUID, _HEX, _SID)
        return any(one.fullmatch(text) for one in whole)
    if kind is PersonalKind.MAIL:
        return "@" in text
    letters, digits = sum(map(str.isalpha, text)), sum(map(str.isdigit, text))
    if kind in {PersonalKind.PHONE, PersonalKind.DATE}:
        return digits >= _TELLING
    return letters > 1 or (kind is PersonalKind.ADDRESS and digits >= _TELLING)
