"""What a fake does and what of it is only assumed, as text."""

from __future__ import annotations

from runtime.world.services import Service

_MARKS = {"seen": "seen", "assumed": "ASSUMED", "contradictory": "CONTRADICTORY"}


def explain_service(service: Service) -> str:
    """A fake's operations, then its facts by area, each with how sure it is."""
    lines = [f"fake {service.NAME}: answers for {', '.join(sorted(service.HOSTS))}", "", "operations"]
    lines += [f"  {one.name:<18}{one.method:<7}{one.host}{one.path}" for one in service.OPERATIONS]
    lines += ["", "seen: in a vendor's page or a captured answer; assumed: nobody's page says it;"]
    lines += ["contradictory: sources differ. A setting stands in a state file under switches."]
    area = ""
    for fact in service.facts():
        if fact.area != area:
            area = fact.area
            lines += ["", area]
        switch = f"  [switch: {fact.switch}]" if fact.switch else ""
        lines.append(f"  {_MARKS[fact.known]:<15}{fact.text}{switch}")
    return "\n".join(lines)
