"""Kitchen files whose contents are those of Kitchen-v1: more ingredients, and tools."""

import numpy as np
import pytest

from kitchen_dream.core.resources import ASSETS
from kitchen_dream.kitchens.checks.proof import cookable
from kitchen_dream.kitchens.contents.sampling import sample_kitchen
from kitchen_dream.kitchens.files.kitchen_files import KitchenError, load_family, load_kitchen, save_kitchen
from kitchen_dream.kitchens.recipes import TOOLS
from kitchen_dream.problems.kitchen.family import KitchenFamily
from kitchen_dream.problems.kitchen.v1.family import KitchenV1Family
from kitchen_dream.rules.v1.ruleset import V1
from kitchen_dream.simcheck.kitchen_proof import prove_file

GALLEY = ASSETS / "layouts" / "galley.yaml"


def lying(kitchen) -> list[str]:
    return [item for unit in kitchen.units for item in unit.contents if item]


@pytest.mark.parametrize("seed", range(6))
def test_contents_that_a_file_leaves_open_are_drawn_as_in_random_kitchens_of_v1(seed):
    kitchen = load_kitchen(GALLEY, seed=seed, variant="v1")
    there = lying(kitchen)
    assert set(there) <= set(V1.book.symbols) and len(cookable(kitchen.units, V1.book)) >= 6
    assert len(there) == len(set(there))
    assert not set(TOOLS) & set(lying(load_kitchen(GALLEY, seed=seed)))


def test_tools_lie_in_units_as_often_as_households_put_them_away():
    kitchens = [lying(load_kitchen(GALLEY, seed=seed, variant="v1")) for seed in range(25)]
    assert 0.6 < np.mean([tool in there for there in kitchens for tool in TOOLS]) < 0.9


def test_kitchens_of_a_layout_follow_the_habits_of_their_variant():
    """They had those of Kitchen-v0: no tool was ever put away."""
    family = KitchenV1Family(12, layout=GALLEY)
    tools = len(TOOLS)
    assert ((family.tables("train").contents >= 0) & (family.tables("train").contents < tools)).sum() > 20
    assert load_family(GALLEY, "v1").member(3)[1].tools_out == 0.25
    assert KitchenFamily(2, layout=GALLEY).layout.variant == "v0"


def test_a_written_kitchen_of_v1_is_read_as_such_and_named_where_it_is_not(tmp_path):
    kitchen = sample_kitchen("train", 0, variant="v1")
    save_kitchen(kitchen, tmp_path / "k.yaml")
    assert load_kitchen(tmp_path / "k.yaml", variant="v1") == kitchen
    assert "one can cook in it" in prove_file(tmp_path / "k.yaml", rehearsal=False, rules=V1)
    with pytest.raises(KitchenError) as error:
        load_kitchen(tmp_path / "k.yaml")
    assert all("add --problem kitchen-v1" in line and "(line " in line for line in error.value.lines)


def test_there_is_one_of_each_tool(tmp_path):
    kitchen = sample_kitchen("train", 0, variant="v1")
    first, second = [unit for unit in kitchen.units if unit.traits.food][:2]
    units = []
    for unit in kitchen.units:
        others = tuple(item if item != "pan" else None for item in unit.contents[:3])
        units.append(unit.model_copy(update={"contents": (*others, "pan" if unit in (first, second) else None)}))
    save_kitchen(kitchen.model_copy(update={"units": tuple(units)}), tmp_path / "k.yaml")
    with pytest.raises(KitchenError, match="there is another pan in the kitchen; leave one of them out") as error:
        load_kitchen(tmp_path / "k.yaml", variant="v1")
    assert second.name in str(error.value) and len(error.value.lines) == 1
