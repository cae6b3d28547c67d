"""The direction of imports: a module imports from the rows above its own, never from below."""

from __future__ import annotations

import ast
import sys
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.paths import ROOT


@dataclass(frozen=True, slots=True)
class Row:
    """Rooms of one height, and the packages of others that they may use."""

    rooms: frozenset[str]
    packages: frozenset[str] = frozenset()


def row(rooms: str, packages: str = "") -> Row:
    """A row in as few words as possible."""
    return Row(frozenset(rooms.split()), frozenset(packages.split()))


# From the top down. A room is a module or a package with all that is in it; a new one gets its row.
ROWS = {
    "words": row(
        "errors script kind context reading http commands events limits outcome secrets redaction "
        "difference sameness samples egress sources overrides faults no_answer toml"
    ),
    "guest": row("guest engine_version", "_quickjs pydantic"),
    "decisions": row(
        "session paced pending transcript recording places findings routing learned divergence history "
        "hints syntax handlers har curl pseudonyms timeline comparison",
        "pydantic pydantic_core tree_sitter tree_sitter_javascript",
    ),
    "cage": row("cage"),
    "world": row("services world", "httpx httptools pydantic starlette uvicorn"),
    "use cases": row(
        "plan run driver aside launch worlds doctor interrupts recorder ledger report schemas replay runs "
        "demo answering project check cases coverage types exploration",
        "pydantic pydantic_core tree_sitter tree_sitter_javascript tomlkit",
    ),
    "render": row("render", "rich"),
    "faces": row("cli pytest_plugin __main__", "pytest rich typer uvicorn watchfiles"),
}
ORDER = list(ROWS)

# What only some may touch, whatever their row allows.
ENGINE = {"_quickjs", "quickjs"}
NETWORK = {"socket", "ssl", "httpx", "httptools"}
# These know `socket` for socket pairs alone: the pipes between a keeper, its zygote and their children.
PAIRS = {"runtime.cage.forked", "runtime.cage.process", "runtime.cage.inside.zygote"}
EFFECTS = {
    *("asyncio", "concurrent", "multiprocessing", "os", "pathlib", "random", "secrets", "select"),
    *("shutil", "signal", "socket", "ssl", "subprocess", "tempfile", "threading", "time", "urllib"),
}


def name_of(file: Path) -> str:
    """The module that a file is."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(file): file for file in sorted((ROOT / "runtime").rglob("*.py"))}


def imports(module: str) -> set[str]:
    """What a module imports anywhere in it; of our own packages, the module meant."""
    found = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            full = {alias.name: f"{node.module}.{alias.name}" for alias in node.names}
            found |= {one if one in MODULES else str(node.module) for one in full.values()}
    return found - {"__future__"}


def own(module: str) -> set[str]:
    """The modules of ours that it imports; the version, in `runtime` itself, is everybody's."""
    return {name for name in imports(module) if name.startswith("runtime.")}


def foreign(module: str) -> set[str]:
    """The top-level packages of others that it imports, the standard library's included."""
    return {name.partition(".")[0] for name in imports(module)} - {"runtime"}


def room(module: str) -> str:
    """The part of the name that the table speaks of."""
    return module.split(".")[1]


def row_of(module: str) -> str:
    """The row that a module stands in."""
    names = [name for name, one in ROWS.items() if room(module) in one.rooms]
    assert len(names) == 1, f"{module} has no row: give it one in ROWS"
    return names[0]


PLACED = sorted(set(MODULES) - {"runtime"})
DECISIONS = [name for name in PLACED if room(name) in ROWS["decisions"].rooms]


@pytest.mark.parametrize("module", PLACED)
def test_a_module_imports_from_above_or_beside(module: str) -> None:
    """What lies below a module is not its affair."""
    height = ORDER.index(row_of(module))
    assert {name for name in own(module) if ORDER.index(row_of(name)) > height} == set()


@pytest.mark.parametrize("module", PLACED)
def test_a_module_uses_the_packages_of_its_row(module: str) -> None:
    """Beside the standard library only what its row is for; words need nothing else."""
    others = foreign(module) - set(sys.stdlib_module_names)
    assert others <= ROWS[row_of(module)].packages


def test_modules_of_a_row_form_no_cycle() -> None:
    """Each module can be understood after those that it imports."""
    order = TopologicalSorter({module: own(module) - {module} for module in PLACED})
    order.prepare()


def test_only_the_engine_room_speaks_to_the_engine() -> None:
    """One module knows the binding, and keeps its traps to itself."""
    assert [name for name in MODULES if foreign(name) & ENGINE] == ["runtime.guest.engine"]


def test_only_a_world_reaches_the_network() -> None:
    """Sockets, TLS and HTTP packages are used in worlds, and by whoever serves a fake."""
    users = {name for name in PLACED if foreign(name) & NETWORK}
    assert {name for name in users if row_of(name) != "world"} == PAIRS


@pytest.mark.parametrize("module", DECISIONS)
def test_a_decision_has_no_effects(module: str) -> None:
    """No clock, no chance, no file, no socket: what it decides follows from what it is told."""
    assert foreign(module) & EFFECTS == set()


@pytest.mark.parametrize("module", sorted(PAIRS))
def test_who_makes_socket_pairs_makes_no_other_socket(module: str) -> None:
    """Neither a connection nor a listener: what it has of sockets is between processes of ours."""
    calls = {
        node.attr
        for node in ast.walk(ast.parse(MODULES[module].read_text("utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "socket"
    }
    allowed = {"socketpair", "socket", "send_fds", "recv_fds", "AF_UNIX", "SOCK_STREAM", "SOCK_SEQPACKET"}
    assert calls <= allowed


def test_faces_never_meet() -> None:
    """The command line and the pytest plugin render the same runs without each other."""
    for module in [name for name in PLACED if row_of(name) == "faces"]:
        others = {room(name) for name in own(module) if row_of(name) == "faces"} - {room(module)}
        assert others <= ({"cli"} if room(module) == "__main__" else set()), module


def test_every_room_of_the_first_release_is_on_the_map() -> None:
    """The walk found the code: an empty walk would hold nothing."""
    assert {"session", "guest", "cage", "world", "run", "cli"} <= {room(name) for name in PLACED}
