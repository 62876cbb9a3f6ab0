"""Which room may know which: read from the imports, without importing anything.

Each rule tells of all that break it.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1] / "kitchen_dream"
ORDER = (
    *("core", "kitchens", "rules", "sim", "problems", "trial", "agents", "training", "evaluation"),
    *("media", "simcheck", "viewer", "commands"),
)
"""Rooms from the ground up: each may import those before it."""
ALLOWED = {room: set(ORDER[:number]) for number, room in enumerate(ORDER)}
ALLOWED["media"] -= {"simcheck"}
ALLOWED["simcheck"] -= {"media"}
ALLOWED["api"] = set(ORDER) - {"commands"}
ALLOWED["commands"] |= {"api"}
ALLOWED["cli"] = set(ORDER)
ALLOWED["__main__"] = {"cli"}
BULLET = {"pybullet", "pybullet_data", "pybullet_utils"}
LOW = ("core", "kitchens", "rules", "sim")
"""Rooms that import neither torch nor gymnasium."""
LONGEST = 400
"""Lines of a file at most."""
ALGORITHMS = {"dream": 350, "rl2": 250, "varibad": 250, "import_": 250, "first_explore": 250, "whole_trial": 250}
"""Lines of an algorithm's file at most: each is read in one sitting, beside its paper."""

FILES = {
    ".".join(path.relative_to(ROOT.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(ROOT.rglob("*.py"))
}
"""All modules by dotted name."""


@cache
def imported(path: Path) -> set[str]:
    """Dotted names of everything that a file imports, anywhere in it; a relative import keeps its dots."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names}
    return names


def imports() -> dict[str, set[str]]:
    """What each module imports, by dotted name."""
    return {module: imported(path) for module, path in FILES.items()}


def room(module: str) -> str:
    """The room of a module, or its own name at the top of the package, or "" for the package itself."""
    return [*module.split("."), ""][1]


def own(names: set[str]) -> set[str]:
    return {name for name in names if name.startswith("kitchen_dream.")}


def backward(module: str, names: set[str]) -> set[str]:
    """Rooms that a module must not import, but does."""
    here = room(module)
    return {room(name) for name in own(names)} - {here} - ALLOWED[here]


def circles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """Groups of nodes that lead to each other (Tarjan's strongly connected components)."""
    low: dict[str, int] = {}
    number: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        low[node] = number[node] = len(number)
        stack.append(node)
        for other in sorted(graph[node]):
            if other not in number:
                visit(other)
            if other in stack:
                low[node] = min(low[node], low[other])
        if low[node] == number[node]:
            at = stack.index(node)
            found.append(sorted(stack[at:]))
            del stack[at:]

    for node in graph:
        if node not in number:
            visit(node)
    return [group for group in found if len(group) > 1]


def modules(names: set[str]) -> set[str]:
    """The modules that dotted names stand in: `a.b.c` is c in a.b, or the module a.b.c."""
    return {name if name in FILES else name.rpartition(".")[0] for name in own(names)} & set(FILES)


def strings(tree: ast.AST) -> set[str]:
    """String constants of a module, docstrings left out."""
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    constants = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in alone]
    return {node.value for node in constants if isinstance(node.value, str)}


def test_every_room_has_its_place_in_the_order():
    assert {room(module) for module in FILES} == set(ALLOWED) | {""}


def test_no_import_is_relative():
    assert not {module for module, names in imports().items() if any(name.startswith(".") for name in names)}


def test_imports_run_one_way():
    offenders = {m: backward(m, names) for m, names in imports().items() if room(m) and backward(m, names)}
    assert not offenders


def test_imports_do_not_run_in_circles():
    assert not circles({module: modules(names) - {module} for module, names in imports().items()})


def test_only_the_engine_imports_pybullet():
    bullet = {"pybullet", "pybullet_data", "pybullet_utils"}
    importing = {module for module, names in imports().items() if {name.split(".")[0] for name in names} & bullet}
    assert importing and all(module.startswith("kitchen_dream.sim.engine.") for module in importing)


def test_heavy_libraries_stay_where_they_belong():
    tops = {module: {name.split(".")[0] for name in names} for module, names in imports().items()}
    engine = "kitchen_dream.sim.engine."
    assert not {m for m, t in tops.items() if t & BULLET and not m.startswith(engine)}, "PyBullet"
    assert not {m for m, t in tops.items() if t & {"torch", "gymnasium"} and room(m) in LOW}


def test_agents_see_spaces_and_no_environment():
    bad = ("kitchen_dream.problems.kitchen.problem.", ".gym_")
    assert not {m for m, names in imports().items() if room(m) == "agents" and any(b in n for n in names for b in bad)}


def test_agents_name_no_problem():
    """What is special about a problem stands in its spec and in its overlay."""
    registry = ast.parse(FILES["kitchen_dream.problems.registry"].read_text(encoding="utf-8"))
    values = {ast.unparse(n.targets[0]): n.value for n in registry.body if isinstance(n, ast.Assign)}
    names = set(ast.literal_eval(values["_BUILT_IN"])) - {"map"}  # which is a memory, too
    agents = {m: strings(ast.parse(p.read_text(encoding="utf-8"))) for m, p in FILES.items() if room(m) == "agents"}
    assert "kitchen" in names and not {m: found & names for m, found in agents.items() if found & names}


def test_files_stay_readable_in_one_sitting():
    lengths = {module: len(path.read_text(encoding="utf-8").splitlines()) for module, path in FILES.items()}
    most = {f"kitchen_dream.agents.{name}": length for name, length in ALGORITHMS.items()}
    assert most.keys() <= lengths.keys()
    assert not {module: length for module, length in lengths.items() if length > most.get(module, LONGEST)}


def test_inits_only_export():
    """Code in a room's `__init__.py` runs whenever anything of the room is imported."""
    allowed = (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.Expr)
    inits = {
        m: ast.parse(p.read_text(encoding="utf-8")) for m, p in FILES.items() if p.name == "__init__.py" and room(m)
    }
    assert not {m for m, tree in inits.items() if not all(isinstance(node, allowed) for node in tree.body)}


def test_the_rules_find_offenders(tmp_path):
    file = tmp_path / "bad.py"
    file.write_text("def f():\n    from kitchen_dream.problems.spec import ProblemSpec\n    from . import x\n")
    assert backward("kitchen_dream.rules.bad", imported(file)) == {"problems"}
    assert "..x" in imported(file)
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}) == [["b", "c"]]
    assert strings(ast.parse('"""bus"""\nif problem == "map":\n    "cooking"\n')) == {"map"}
