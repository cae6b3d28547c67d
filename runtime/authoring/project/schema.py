"""The JSON Schema of mws.toml, made from the models that read it: for editors, and for whoever writes one."""

from __future__ import annotations

from typing import Any

from runtime.authoring.project.settings import Settings

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def project_schema() -> dict[str, Any]:
    """What may stand in mws.toml."""
    made = _plain(Settings.model_json_schema(by_alias=True))
    return {"$schema": _DIALECT, "$id": "urn:mws:project", **made, "title": "mws.toml"}


def _plain(part: Any) -> Any:
    """The same without null, which TOML hasn't, and so without the defaults that are null."""
    if isinstance(part, list):
        return [_plain(inner) for inner in part]
    if not isinstance(part, dict):
        return part
    kept = {key: _plain(value) for key, value in part.items() if not _is_noise(key, value)}
    either = [one for one in kept.get("anyOf", ()) if one != {"type": "null"}]
    return {**either[0], **_without(kept, "anyOf")} if len(either) == 1 else kept


def _is_noise(key: str, value: Any) -> bool:
    return key == "default" or (key == "title" and isinstance(value, str))


def _without(part: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in part.items() if key != name}
