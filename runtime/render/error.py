"""How bad input is refused: where, what is wrong, the line itself, the way out."""

from __future__ import annotations

import json

from runtime.model.errors import BadInput
from runtime.render.text import safe


def refusal(error: BadInput) -> str:
    """For people; `FILE:LINE:COL` stands at the beginning of the line, where editors look for it."""
    lines = [f"{safe(error.where)}: {safe(error.problem)}"]
    lines += [f"    {safe(line)}" for line in error.excerpt.split("\n") if error.excerpt]
    if error.way_out:
        lines.append(f"  {safe(error.way_out)}")
    return "\n".join(lines)


def refusal_json(error: BadInput) -> str:
    """For machines, in place of the report."""
    facts = {"where": error.where, "problem": error.problem, "way_out": error.way_out}
    return json.dumps({"error": facts}, ensure_ascii=False)
