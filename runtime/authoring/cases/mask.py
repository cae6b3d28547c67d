"""What didn't hold, without the secrets in it: it was found in the run as it was."""

from __future__ import annotations

from dataclasses import replace

from runtime.authoring.cases.model import CaseFailure, Mismatch
from runtime.runs.report import mask_change
from runtime.secrets import Secrets
from runtime.secrets.keys import is_secret
from runtime.secrets.redact import redact


def mask_failure(failure: CaseFailure, secrets: Secrets) -> CaseFailure:
    """The same with stand-ins."""
    unmet = tuple(_mask(one, secrets) for one in failure.unmet)
    source = secrets.mask_source(failure.source) if failure.source else ""
    return replace(redact(replace(failure, unmet=(), source=""), secrets), unmet=unmet, source=source)


def _mask(one: Mismatch, secrets: Secrets) -> Mismatch:
    secret = is_secret(one.field.removeprefix("header "))

    def text(of: str | None) -> str | None:
        if of is None:
            return None
        return secrets.mask_value(of) if secret else secrets.mask_text(of)

    changes = tuple(mask_change(change, secrets) for change in one.changes)
    return Mismatch(secrets.mask_text(one.field), text(one.expected), text(one.got), changes)
