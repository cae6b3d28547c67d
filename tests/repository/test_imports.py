"""The direction of imports: a room knows the rooms above its own, and nothing in it goes in a circle."""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from tests.paths import ROOT


@dataclass(frozen=True, slots=True)
class Room:
    """The packages of others that a room may use, beside the standard library, and whether it has effects."""

    packages: frozenset[str] = frozenset()
    pure: bool = False


def room(packages: str = "", *, pure: bool = False) -> Room:
    """A room in as few words as possible."""
    return Room(frozenset(packages.split()), pure)


# From the top down: a room imports from those above it.
ROOMS = {
    "model": room(),
    "secrets": room(),
    "formats": room("pydantic pydantic_core tree_sitter tree_sitter_javascript tomlkit", pure=True),
    "inputs": room(),
    "guest": room("_quickjs pydantic"),
    "session": room("tree_sitter tree_sitter_javascript", pure=True),
    "recording": room("pydantic pydantic_core tree_sitter tree_sitter_javascript", pure=True),
    "cage": room(),
    "world": room("httpx httptools pydantic starlette uvicorn"),
    "runs": room("pydantic pydantic_core"),
    "authoring": room("pydantic pydantic_core tree_sitter tree_sitter_javascript tomlkit"),
    "render": room("pydantic rich"),
    "cli": room("pytest rich typer uvicorn watchfiles"),
}
ORDER = list(ROOMS)
# The only modules that lie in no room; each may import whatever a room may.
LOOSE = {"runtime": room(), "runtime.__main__": room(), "runtime.pytest_plugin": room("pytest")}
LOOSE_FILES = {"__init__.py", "__main__.py", "py.typed", "pytest_plugin.py"}

ENGINE = {"_quickjs", "quickjs"}
NETWORK = {"socket", "ssl", "httpx", "httptools"}
# These know `socket` for socket pairs alone: the pipes between a pool, its zygote and their children.
SOCKET_PAIRS = {"runtime.cage.forked", "runtime.cage.start", "runtime.cage.inside.zygote"}
OF_SOCKET_PAIRS = {
    *("socketpair", "socket", "send_fds", "recv_fds"),
    *("AF_UNIX", "SOCK_STREAM", "SOCK_SEQPACKET"),
}
EFFECTS = {
    *("asyncio", "concurrent", "multiprocessing", "os", "pathlib", "random", "secrets", "select"),
    *("shutil", "signal", "socket", "ssl", "subprocess", "tempfile", "threading", "time"),
}


@dataclass(slots=True)
class Module:
    """What a module imports anywhere in it, and what it uses of `socket`."""

    name: str
    ours: set[str] = field(default_factory=set)
    packages: set[str] = field(default_factory=set)
    of_socket: set[str] = field(default_factory=set)

    @property
    def room(self) -> str:
        """The room that it lies in; '' for the loose ones."""
        parts = self.name.split(".")
        return parts[1] if len(parts) > 1 and self.name not in LOOSE else ""


def name_of(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules() -> dict[str, Module]:
    """Every module of the package, read once, by the first test that asks."""
    files = {name_of(file): file for file in sorted((ROOT / "runtime").rglob("*.py"))}
    return {name: read(name, file, files) for name, file in files.items()}


def read(name: str, file: Path, known: dict[str, Path]) -> Module:
    """One module's imports; of our own packages, the module that is meant."""
    module = Module(name)
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        names: set[str] = set()
        if isinstance(node, ast.Import):
            names = {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports relatively"
            full = {f"{node.module}.{alias.name}" for alias in node.names}
            names = {one if one in known else str(node.module) for one in full}
        elif (
            isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "socket"
        ):
            module.of_socket.add(node.attr)
        module.ours |= {one for one in names if one.startswith("runtime.")}
        module.packages |= {one.partition(".")[0] for one in names} - {"runtime", "__future__"}
    return module


def trespasses(module: Module) -> list[str]:
    """What a module imports though its room may not, in sentences."""
    own = ROOMS[module.room] if module.room else LOOSE[module.name]
    height = ORDER.index(module.room) if module.room else len(ORDER)
    found = [
        f"{module.name} imports {name}, which stands below it"
        for name in sorted(module.ours)
        if ORDER.index(modules()[name].room) > height
    ]
    foreign = module.packages - set(sys.stdlib_module_names) - own.packages
    found += [f"{module.name} imports {name}, which its room may not use" for name in sorted(foreign)]
    if own.pure:
        found += [f"{module.name} has effects: {name}" for name in sorted(module.packages & EFFECTS)]
    if module.packages & ENGINE and module.name != "runtime.guest.engine":
        found.append(f"{module.name} speaks to the engine")
    if module.packages & NETWORK and module.room != "world":
        excess = module.of_socket - OF_SOCKET_PAIRS | module.packages & (NETWORK - {"socket"})
        if module.name not in SOCKET_PAIRS or excess:
            found.append(f"{module.name} reaches the network")
    return found


def circles() -> list[str]:
    """Each circle among the modules, and among what lies side by side in a folder."""
    graphs: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for module in modules().values():
        if module.name in LOOSE:
            continue
        graphs["all modules"][module.name] |= module.ours - {module.name}
        for other in module.ours:
            folder, here, there = neighbours(module.name, other)
            if here and there:
                graphs[folder][here].add(there)
    return [f"{place}: {' -> '.join(circle)}" for place, graph in graphs.items() if (circle := first(graph))]


def neighbours(one: str, other: str) -> tuple[str, str, str]:
    """The folder in which two modules part, and their ways down from there; '' for the folder's own file."""
    a, b = one.split("."), other.split(".")
    shared = 0
    while shared < min(len(a), len(b)) and a[shared] == b[shared]:
        shared += 1
    return ".".join(a[:shared]), "".join(a[shared : shared + 1]), "".join(b[shared : shared + 1])


def first(graph: dict[str, set[str]]) -> list[str]:
    """The first circle that there is in a graph, or nothing."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [str(name) for name in error.args[1]]
    return []


def test_a_module_imports_what_its_room_may() -> None:
    """Rooms above its own, its room's packages; one module knows the engine, one room the network."""
    assert [sentence for module in modules().values() for sentence in trespasses(module)] == []


def test_no_modules_and_no_folders_import_in_a_circle() -> None:
    """Each module, room and folder can be understood after those that it imports."""
    assert circles() == []


def test_every_room_has_its_place_and_nothing_else_lies_about() -> None:
    """The table names what there is; a new room is a decision."""
    here = {path.name for path in (ROOT / "runtime").iterdir() if path.name != "__pycache__"}
    assert here == set(ROOMS) | LOOSE_FILES
    assert {module.room for module in modules().values()} == {*ROOMS, ""}
