"""Makes the ending of a run from its limits and its transcript."""

from __future__ import annotations

from runtime.model.events import HeldBack, Received, WorldEvent
from runtime.model.limits import Limits
from runtime.model.option import Option
from runtime.model.outcome import Ending, Outcome
from runtime.model.script import Place
from runtime.session.effects import Stop
from runtime.session.pending import describe_pending
from runtime.session.transcript import Transcript


def of_done(run: Transcript) -> Ending:
    """The script has called done; the outcome is another one if a request was denied or held back."""
    exchanges = run.exchanges.values()
    if any(exchange.denied for exchange in exchanges):
        return Ending(Outcome.DENIED)
    if any(exchange.held_back for exchange in exchanges):
        return Ending(Outcome.DRY)
    return Ending(Outcome.DONE)


def of_rest(run: Transcript) -> Ending:
    """Nothing is left that could still call done."""
    detail = "the script came to rest without calling done"
    return Ending(Outcome.NEVER_DONE, detail, pending=describe_pending(run))


def of_deadline(run: Transcript, limits: Limits) -> Ending:
    """The deadline has passed."""
    detail = f"the run took longer than {limits.deadline:g} s ({Option.DEADLINE.spell()})"
    return Ending(Outcome.DEADLINE, detail, pending=describe_pending(run))


def of_interrupt(run: Transcript) -> Ending:
    """A person stopped the run."""
    return Ending(Outcome.INTERRUPTED, "stopped by hand", pending=describe_pending(run))


def of_stop(run: Transcript, limits: Limits, stop: Stop, detail: str) -> Ending:
    """The child was stopped; its last exception shows where in the script."""
    throw = run.throws[-1] if run.throws else None
    # In a loop without calls the engine doesn't know the place, and names the script's beginning.
    at = throw.at if throw and throw.at != Place(1, 1) else None
    if stop is Stop.CPU:
        return Ending(Outcome.CPU_LIMIT, f"more than {limits.cpu:g} s of CPU ({Option.CPU.spell()})", at)
    if stop is Stop.MEMORY:
        return Ending(
            Outcome.MEMORY_LIMIT, f"more than {limits.memory >> 20} MB ({Option.MEMORY.spell()})", at
        )
    return Ending(Outcome.ENGINE_FAULT, detail, at)


def of_size(event: WorldEvent | HeldBack, limits: Limits) -> Ending | None:
    """An answer is larger than the run allows; None if it isn't."""
    if not isinstance(event, Received):
        return None
    if max(len(event.body), len(event.decoded or b"")) <= limits.response:
        return None
    size = f"{limits.response / (1 << 20):g} MB"
    return Ending(Outcome.LIMIT, f"an answer was larger than {size} ({Option.MAX_RESPONSE.spell()})")
