"""`mws.d.ts`: everything that a script finds in its global scope, beside ECMAScript's own."""

from __future__ import annotations

from pathlib import Path

from runtime.authoring.types.documented import DocumentedPart, TransformationContext, WorkflowContext
from runtime.authoring.types.from_model import shape_of_model
from runtime.authoring.types.infer import extend_shape
from runtime.authoring.types.shapes import Shape
from runtime.authoring.types.typescript import comment, interfaces
from runtime.model.kind import Kind

_HERE = Path(__file__).parent
_CONTEXTS: dict[Kind, type[DocumentedPart]] = {
    Kind.WORKFLOW: WorkflowContext,
    Kind.TRANSFORMATION: TransformationContext,
}
_ABOUT = {
    Kind.WORKFLOW: "What the workflow was started with. It goes to `done`, with what the script has changed.",
    Kind.TRANSFORMATION: "What the script changes in place. There is no `rest` and no `done`.",
}
_DONE = "Ends the workflow: the context as it is now is its result. Once, and nothing after it."


def declarations(kind: Kind, samples: Shape, *, timers: bool = False) -> str:
    """The globals of a script of this kind; `samples` is the shape of the project's own contexts."""
    model = _CONTEXTS[kind]
    context = extend_shape(shape_of_model(model), samples)
    parts = [f"{comment(_ABOUT[kind])}declare const context: {model.__name__};\n"]
    if kind is Kind.WORKFLOW:
        parts.append(f"{comment(_DONE)}declare function done(context: {model.__name__}): void;\n")
    parts += [interfaces(context), _read_declarations("json")]
    parts += [_read_declarations("rest")] if kind is Kind.WORKFLOW else []
    parts += [_read_declarations("console")]
    parts += [_read_declarations("timers")] if timers else []
    return "\n".join(parts)


def _read_declarations(name: str) -> str:
    return (_HERE / f"{name}.d.ts").read_text("utf-8")
