"""The JSON Schema of mws.toml, made from the models that read it: for editors, and for whoever writes one."""

from __future__ import annotations

from typing import Any

from runtime.authoring.project.settings import Settings

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def project_schema() -> dict[str, Any]:
    """What may stand in mws.toml."""
    schema = _plain(Settings.model_json_schema(by_alias=True))
    return {"$schema": _DIALECT, "$id": "urn:mws:project", **schema, "title": "mws.toml"}


def _plain(part: Any) -> Any:
    """The same without null, which TOML hasn't, and so without the defaults that are null."""
    if isinstance(part, list):
        return [_plain(inner) for inner in part]
    if not isinstance(part, dict):
        return part
    plain = {key: _plain(value) for key, value in part.items() if not _is_noise(key, value)}
    either = [one for one in plain.get("anyOf", ()) if one != {"type": "null"}]
    return {**either[0], **_without(plain, "anyOf")} if len(either) == 1 else plain


def _is_noise(key: str, value: Any) -> bool:
    return key == "default" or (key == "title" and isinstance(value, str))


def _without(part: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in part.items() if key != name}
