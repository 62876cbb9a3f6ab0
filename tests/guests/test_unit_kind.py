"""A kind of unit of the user's own: one row, and it is laid out, checked and opened in both backends."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from kitchen_dream.kitchens.catalogue import CATALOGUE, VARIABLE, register_unit_kind, registered_kinds, use_unit_kinds
from kitchen_dream.kitchens.contents.sampling import sample_kitchen
from kitchen_dream.kitchens.files.kitchen_files import KitchenError, load_family, load_kitchen, save_kitchen
from kitchen_dream.kitchens.layout.builder import KitchenBuilder
from kitchen_dream.kitchens.roles import Role
from kitchen_dream.kitchens.spec import UNIT_KINDS
from kitchen_dream.problems.kitchen.physics import PhysicsKitchenProblem
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.rules.planner import plan
from kitchen_dream.rules.state import State
from kitchen_dream.rules.tables import tabulate

PAGE = Path(__file__).parents[2] / "docs" / "extend" / "unit.md"
FILES = {
    text.splitlines()[0].removeprefix("# "): text
    for text in re.findall(r"^```\w+\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
}


@pytest.fixture
def page(tmp_path, monkeypatch):
    """The page's files in the working folder; what they register is forgotten afterwards."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(VARIABLE, "")
    for name, text in FILES.items():
        Path(name).write_text(text)
    yield
    for row in registered_kinds():
        del CATALOGUE[row.name]


@pytest.fixture
def family(page):
    use_unit_kinds("kinds.py")
    return load_family("small.yaml")


def test_the_page_runs_and_both_ways_to_write_a_kitchen_give_the_same(page):
    names: dict = {}
    exec(compile(FILES["use.py"], "use.py", "exec"), names)
    kitchen = names["kitchen"]
    assert kitchen.units[0].kind == "fridge_drawer" and kitchen.units[0].hinge is None
    save_kitchen(kitchen, "metres.yaml")
    assert load_kitchen("metres.yaml") == kitchen
    row = ("fridge_drawer", "drawers", "stove", "sink + wall_cabinet", "base_cabinet + shelf")
    assert KitchenBuilder(width=4.0, depth=3.0).along("north", *row).done() == kitchen


def test_it_keeps_what_is_chilled_and_shows_as_what_it_is_seen_as(family):
    kitchens = [sample_kitchen("train", number, family) for number in range(20)]
    cold = [item for kitchen in kitchens for item in kitchen.units[0].contents if item]
    assert len(cold) > 20 and set(cold) <= {"milk", "cheese", "egg", "butter"}
    assert any(kitchen.note for kitchen in kitchens)
    tables = tabulate(kitchens)
    assert (tables.role[:, 0] == Role.FRIDGE).all()
    assert (tables.kind[:, 0] == UNIT_KINDS.index("drawer")).all()
    problem = KitchenProblem(tables, "train", 20)
    assert problem.spec == KitchenProblem(tabulate([sample_kitchen("train", 0)]), "train", 1).spec


@pytest.mark.slow
def test_it_is_opened_in_the_physics_which_agrees_with_the_rules(family):
    """The fastest way to a dish with something chilled, in both bodies by the rules' clock."""
    kitchen = next(k for k in (sample_kitchen("train", n, family) for n in range(50)) if "egg" in k.units[0].contents)
    tables = tabulate([kitchen])
    physical = PhysicsKitchenProblem(tables, "train", kitchens={0: kitchen}, nominal_clock=True)
    abstract = KitchenProblem(tables, "train", 1)
    recipes = np.flatnonzero(abstract.offered[0])
    plans = {recipe: plan(tables, 0, recipe)[0] for recipe in recipes}
    recipe, actions = next((recipe, actions) for recipe, actions in plans.items() if 0 in actions)
    try:
        for problem in (physical, abstract):
            problem.begin(np.zeros(1, np.int64), np.array([recipe]))
        for action in actions:
            real, ideal = (problem.step(np.array([action])) for problem in (physical, abstract))
            assert physical.outcomes[-1][1].success, physical.outcomes[-1]
            for name in (field.name for field in fields(State)):
                one, other = (getattr(problem.episodes.state, name) for problem in (physical, abstract))
                np.testing.assert_array_equal(one, other, err_msg=name)
            np.testing.assert_array_equal(physical.episodes.mask, abstract.episodes.mask)
            assert (real.reward, real.terminated) == (ideal.reward, ideal.terminated)
        assert physical.succeeded()[0] and abstract.succeeded()[0]
    finally:
        physical.close()


def test_worker_processes_know_it_too(family):
    code = "import kitchen_dream; print(kitchen_dream.load_kitchen('small.yaml').units[0].kind)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert told == "fridge_drawer\n"


def test_without_it_the_file_is_answered_with_the_kinds_that_there_are(page):
    with pytest.raises(KitchenError, match=r"row\[0\]\.kind .*'fridge_drawer' is not a kind of piece; .*use one"):
        load_kitchen("small.yaml")
    with pytest.raises(ValueError, match=r"none\.py: there is no such file; name a Python file"):
        use_unit_kinds("none.py")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "Cold Drawer"}, "'Cold Drawer': name: use lower-case"),
        ({"name": "sink"}, "'sink': name: it is taken"),
        ({"seen_as": "own"}, "seen_as: use one of drawer, base_cabinet"),
        ({"levels": (0.03, 0.2)}, "levels: write 1 height"),
        ({"handle": None}, "handle: write its height"),
        ({"hangs": True}, "a unit is one of them at most"),
        ({"opens": "lid"}, "opens: use one of drawer, door, open"),
        ({"front": "red"}, "front: use one of lower, upper, steel"),
        ({"take_seconds": -1.0}, "write at least 0"),
    ],
)
def test_wrong_rows_are_refused(page, changes, said):
    with pytest.raises(ValueError, match=said):
        register_unit_kind(replace(CATALOGUE["drawer"], **{"name": "toy", **changes}))
    assert not registered_kinds()
