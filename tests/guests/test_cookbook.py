"""A cookbook of the user's own: docs/extend/cookbook.md runs, kitchens follow it, mistakes are told."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
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
from kitchen_dream.rules.limits import deadlines, shortest_seconds
from kitchen_dream.rules.planner import plan
from kitchen_dream.rules.state import NOTHING
from kitchen_dream.rules.tables import tabulate
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.scene.ingredients import SHAPES, build_item, shape
from kitchen_dream.training.run_config import PolicyError, family_of, load_config, new_run, save_config

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
        ("held_out:", "kept_out:", r"kept_out \(line 12\): unknown key; do you mean held_out\? known here: groups"),
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


OWN = """groups: {chilled: [milk], dry: [oat, nut, rice]}
recipes:
  porridge: {dish: soup, ingredients: [milk, oat], deadline: 60 s}
  muesli: {dish: salad, ingredients: [oat, nut], deadline: oracle + 10 s}
  milk rice: {dish: soup, ingredients: [rice, milk]}
  nut bowl: {dish: salad, ingredients: [nut, milk]}
ingredients:
  oat: {shape: cylinder, size: [5 cm, 9 cm], colour: [0.9, 0.8, 0.6]}
  nut: {shape: walnut}
households: {present: 1.0, noted: 1, keeps: {dry: wall_cabinet}}
"""


@pytest.fixture
def own(tmp_path):
    """A cookbook that says all that one can say."""
    (tmp_path / "own.yaml").write_text(OWN)
    yield use_cookbook(tmp_path / "own.yaml")
    use_cookbook(None)


def test_deadlines_are_as_given_or_follow_the_oracle(own):
    tables = tabulate([sample_kitchen("train", number) for number in range(6)])
    due, fastest = deadlines(tables), shortest_seconds(tables)
    usual = due[:, own.recipe_id("milk rice")]
    assert (due[:, 0] == 60).all() and len(np.unique(usual)) > 1
    np.testing.assert_allclose(due[:, 1], fastest[:, 1] + 10, rtol=1e-6)
    assert not np.isclose(due[:, 1], due[:, own.recipe_id("nut bowl")]).any()


def test_households_keep_food_as_the_file_says(own):
    kitchens = [sample_kitchen("train", number) for number in range(30)]
    units = [unit for kitchen in kitchens for unit in kitchen.units]
    places = Counter(unit.kind for unit in units for item in unit.contents if item in ("oat", "nut"))
    able = [k for k in kitchens if any(unit.kind == "wall_cabinet" for unit in k.units)]
    assert places["wall_cabinet"] > 0.9 * 2 * len(able) > 0, "but for strays"
    assert all(k.note is not None and {"milk", "oat", "nut", "rice"} <= contents(k) for k in kitchens)


def contents(kitchen) -> set:
    return {item for unit in kitchen.units for item in unit.contents if item}


@pytest.mark.physics
def test_ingredients_look_as_the_file_says(own):
    form = shape(own.ingredient_id("oat"))
    assert (form.kind, form.half_width, form.height) == ("cylinder", 0.025, 0.09)
    assert shape(own.ingredient_id("nut")) == SHAPES["walnut"]
    with Client() as client:
        item = build_item(client, own.ingredient_id("oat"), (0, 0, 0))
        assert client.getVisualShapeData(item.body)[0][7][:3] == pytest.approx((0.9, 0.8, 0.6))


def test_a_run_remembers_its_cookbook(own, tmp_path):
    config = new_run("kitchen", options={"kitchens": 8}).config
    assert config.cookbook.endswith(OWN)
    save_config(tmp_path, config)
    use_cookbook(None)
    (tmp_path / "own.yaml").unlink()
    assert family_of(load_config(tmp_path)).spec.symbols == 4 and cookbook() == own
    family_of(config.model_copy(update={"cookbook": ""}))
    assert len(cookbook().ingredients) == 24, "another run was trained with the one that ships"


def test_a_policy_cooks_new_recipes_and_says_what_it_was_not_trained_with(own, tmp_path):
    config = new_run("kitchen", options={"kitchens": 8}).config
    (tmp_path / "more.yaml").write_text(OWN.replace("households", "  rice: {shape: box}\nhouseholds").replace(
        "  nut bowl:", "  rice bowl: {dish: salad, ingredients: [rice, nut]}\n  nut bowl:"))  # fmt: skip
    use_cookbook(tmp_path / "more.yaml")
    assert family_of(config).spec.symbols == 4 and len(cookbook().recipes) == 5
    (tmp_path / "leek.yaml").write_text(OWN.replace("nut, rice]}", "nut, rice, leek]}"))
    use_cookbook(tmp_path / "leek.yaml")
    with pytest.raises(PolicyError, match="the policy was not trained with leek: train one with this cookbook"):
        family_of(config)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("deadline: 60 s", "deadline: soon", r"porridge\.deadline \(line 3\): 'soon' is no deadline; write 45 s"),
        ("deadline: 60 s", "deadline: 2 s", r"deadline \(line 3\): '2 s' is no deadline"),
        ("deadline: 60 s", "deadline: yes", r"deadline \(line 3\): 'True' is no deadline"),
        ("oracle + 10 s", "oracle + 1 s", r"deadline \(line 4\): 'oracle \+ 1 s' is no deadline"),
        ("deadline: 60 s", "dedline: 60 s", r"porridge \(line 3\): it must have the keys dish and ingredients"),
        ("shape: cylinder", "shape: ball", r"oat\.shape \(line 8\): 'ball' is no shape; use one of box, cylinder"),
        ("shape: walnut", "shape: wallnut", r"nut\.shape \(line 9\): 'wallnut' is no shape; do you mean walnut"),
        ("shape: walnut", "shape: walnut, colour: [1, 1, 1]", r"nut\.colour .*colour does nothing for what looks like"),
        ("[5 cm, 9 cm]", "[5 cm]", r"oat\.size \(line 8\): \['5 cm'\] is no size of a cylinder; write diameter and"),
        ("[5 cm, 9 cm]", "[9 cm, 9 cm]", r"oat\.size .*its width of 0\.09 m does not fit hand and shelf; use 0\.03 to"),
        ("[0.9, 0.8, 0.6]", "beige", r"oat\.colour .*beige is no colour; write three numbers from 0 to 1"),
        ("shape: walnut", "mesh: nut.obj", r"nut\.mesh .*'nut\.obj' is no mesh file here; name a file ending in \.obj"),
        ("  nut: {", "  nuts: {", r"ingredients\.nuts \(line 9\): 'nuts' is in no group; put it into one"),
        ("{shape: walnut}", "walnut", r"ingredients\.nut .*it has the keys shape, size, colour and mesh"),
        ("present: 1.0", "present: yes", r"households\.present .*True is no probability; write a number from 0 to 1"),
        ("present: 1.0", "presents: 1.0", r"households\.presents .*unknown key; do you mean present\?"),
        ("dry: wall_cabinet", "chilled: fridge", r"keeps\.chilled .*is no group that is kept outside of the fridge"),
        ("dry: wall_cabinet", "dry: attic", r"keeps\.dry .*\['attic'\] are no kinds of units; use one of drawer"),
        ("{dry: wall_cabinet}", "dry", r"households\.keeps .*'dry' is no mapping; write groups and kinds"),
    ],
)
def test_mistakes_in_what_may_be_left_out(tmp_path, old, new, said):
    assert old in OWN
    (tmp_path / "bad.yaml").write_text(OWN.replace(old, new, 1))
    with pytest.raises(KitchenError, match=said) as caught:
        read_cookbook(tmp_path / "bad.yaml")
    assert len(caught.value.lines) == 1


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(
        KitchenError, match=r"nothing\.yaml: there is no such file; begin with a copy of assets/cookbook\.yaml"
    ):
        use_cookbook(tmp_path / "nothing.yaml")
