"""A cookbook of the user's own: docs/extend/cookbook.md runs, kitchens follow it, mistakes are told."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from kitchen_dream.kitchens.checks.proof import check, cookable
from kitchen_dream.kitchens.contents.sampling import sample_kitchen
from kitchen_dream.kitchens.cookbook import RECIPES, VARIABLE, cookbook, read_cookbook, use_cookbook
from kitchen_dream.kitchens.files.yaml_text import KitchenError
from kitchen_dream.problems.kitchen.physics import PhysicsKitchenProblem
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.rules.episode import Episodes
from kitchen_dream.rules.planner import plan
from kitchen_dream.rules.state import NOTHING
from kitchen_dream.rules.tables import tabulate

PAGE = Path(__file__).parents[2] / "docs" / "extend" / "cookbook.md"
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
(TOY,) = (text for language, text in BLOCKS if language == "yaml")


@pytest.fixture
def toy(tmp_path, monkeypatch):
    """The page's cookbook in use, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    Path("my.yaml").write_text(TOY)
    yield use_cookbook("my.yaml")
    use_cookbook(None)


def test_the_page_runs(toy, capsys):
    names: dict = {}
    for language, text in BLOCKS:
        if language == "python":
            exec(compile(text, str(PAGE), "exec"), names)
    assert capsys.readouterr().out == "4 0\n"
    assert names["book"] == toy == cookbook()


def test_kitchens_of_every_split_can_cook_and_hold_no_other_food(toy):
    for split in ("train", "validation", "test", "test_recipes"):
        kitchen = sample_kitchen(split, 1)
        assert not check(kitchen) and len(cookable(kitchen.units)) >= RECIPES
        assert {item for unit in kitchen.units for item in unit.contents if item} <= set(toy.ingredients)


def cook(problem, row):
    """Steps of the fastest plan for some offered recipe; returns the last step."""
    recipe = int(problem.offered[row].argmax())
    actions, _ = plan(problem.tables, row, recipe)
    problem.begin(np.array([row]), np.array([recipe]))
    for action in actions:
        step = problem.step(np.array([action]))
    return step


def test_an_episode_ends_with_the_dish(toy):
    problem = KitchenProblem(tabulate([sample_kitchen("train", n) for n in range(3)]), "train", 1)
    for row in range(3):
        seen = problem.begin(np.array([row]), np.array([NOTHING]))
        spec = problem.spec
        assert seen["entities"].shape == (1, spec.entities, spec.entity.size)
        assert seen["slots"].shape == (1, spec.slots, spec.slot.size) and seen["vector"].shape == (1, spec.vector.size)
        assert seen["instruction"].shape[1] == len(toy.ingredients) + 2
        step = cook(problem, row)
        assert step.terminated[0] and problem.succeeded()[0] and step.reward[0] > 0.9


@pytest.mark.slow
def test_the_robot_grasps_what_has_no_mesh(toy):
    problem = PhysicsKitchenProblem(tabulate([sample_kitchen("train", 0)]), "train")
    try:
        assert cook(problem, 0).terminated[0] and problem.succeeded()[0]
        assert len(problem.outcomes) >= 5 and all(outcome.success for _, outcome in problem.outcomes)
    finally:
        problem.close()


def test_kitchens_of_another_cookbook_are_refused(toy):
    tables = tabulate([sample_kitchen("train", 0)])
    use_cookbook(None)
    with pytest.raises(ValueError, match="another cookbook; call use_cookbook"):
        Episodes(tables, np.zeros(1, np.int64))


def test_worker_processes_use_it_too(toy):
    code = "from kitchen_dream.kitchens.cookbook import cookbook; print(cookbook().recipes[0].name)"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "miso soup\n"
    )


def test_a_wrong_file_changes_nothing(toy, tmp_path):
    (tmp_path / "bad.yaml").write_text("groups: {}")
    with pytest.raises(KitchenError):
        use_cookbook(tmp_path / "bad.yaml")
    assert cookbook() == toy and os.environ[VARIABLE].endswith("my.yaml")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "[tofu, milk, miso]",
            "[tofu, milk, leek]",
            r"groups\.greens\[2\] \(line 4\): 'leek' stands in two places; keep one",
        ),
        ("[tofu, milk, miso]", "[tofu, tofu]", r"groups\.chilled\[1\] \(line 3\): 'tofu' stands there twice; keep one"),
        (
            "[tofu, milk, miso]",
            "[tofu, no, miso]",
            r"groups\.chilled\[1\] \(line 3\): False is no name; write it in quotes",
        ),
        (
            "[tofu, milk, miso]",
            "[tofu, ../x, miso]",
            r"groups\.chilled\[1\] .*'\.\./x' is no name; use up to 40 letters",
        ),
        (
            "[tofu, milk, miso]",
            "tofu",
            r"groups\.chilled \(line 3\): 'tofu' is no list of names; write \[first, second\]",
        ),
        ("[tofu, milk, miso]", "[[tofu]]", r"groups\.chilled\[0\] \(line 3\): \['tofu'\] is no name"),
        (
            "[rice, milk]",
            "[rice, mlik]",
            r"recipes\.rice porridge\.ingredients\[1\] \(line 9\): 'mlik' is not an ingredient of this",
        ),
        ("[rice, milk]", "[rice]", r"recipes\.rice porridge\.ingredients \(line 9\): there are 1; write 2 or 3"),
        ("[rice, milk]", "[rice, rice]", r"ingredients\[1\] \(line 9\): 'rice' stands there twice"),
        (
            "dish: soup, ingredients: [rice",
            "dish: stew, ingredients: [rice",
            r"porridge\.dish .*'stew' is no dish; use one of",
        ),
        (
            "{dish: soup, ingredients: [rice, milk]}",
            "[rice, milk]",
            r"recipes\.rice porridge \(line 9\): it must have the keys dish",
        ),
        ("  rice porridge:", "  miso soup:", r"recipes\.miso soup \(line 9\): the key stands there twice"),
        ("  dry: ", "drinks: [tea]\n  dry: ", r"is not YAML|unknown key"),
        (
            "held_out: [rice bowl]",
            "held_out: [rice bwol]",
            r"held_out\[0\] \(line 12\): 'rice bwol' is not a recipe of this file; use one",
        ),
        ("held_out:", "kept_out:", r"kept_out \(line 12\): unknown key; known here: groups, recipes, held_out"),
        (
            "held_out: [rice bowl]",
            "held_out: [miso soup, noodle soup, rice porridge, spinach salad, rice bowl]",
            r"none is left for train",
        ),
        (
            TOY[TOY.index("  noodle soup") : TOY.index("held_out")],
            "",
            r"recipes \(line 6\): there are 1; write at least 4",
        ),
        (TOY[TOY.index("recipes") :], "", r"recipes: it is missing; write recipes: \{tomato soup"),
        (TOY, "", "holds no cookbook; it must start with keys such as groups and recipes"),
        (TOY, "a: &a [1]\nb: *a", r"\(line 2\): uses a YAML alias"),
    ],
)
def test_mistakes_are_told_with_file_place_and_way_out(tmp_path, old, new, said):
    assert old in TOY
    path = tmp_path / "bad.yaml"
    path.write_text(TOY.replace(old, new))
    with pytest.raises(KitchenError, match=said) as caught:
        read_cookbook(path)
    assert all(line.startswith(f"{path}: ") and "\n" not in line for line in caught.value.lines)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(
        KitchenError, match=r"nothing\.yaml: there is no such file; begin with a copy of assets/cookbook\.yaml"
    ):
        use_cookbook(tmp_path / "nothing.yaml")
