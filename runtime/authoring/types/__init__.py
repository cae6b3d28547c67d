"""Types for an editor: what a script finds in its global scope, as TypeScript declares it."""

from __future__ import annotations

from runtime.authoring.types.files import Planned, State, planned, texts
from runtime.authoring.types.samples import Learned, learned_from, learned_from_values

__all__ = ["Learned", "Planned", "State", "learned_from", "learned_from_values", "planned", "texts"]
