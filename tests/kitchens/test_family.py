"""Layout files as families of kitchens: what is open is drawn, the rest stays, and problems are made of them."""


import numpy as np
import pytest

from kitchen_dream.cli import main
from kitchen_dream.core.resources import ASSETS
from kitchen_dream.kitchens.checks.proof import check
from kitchen_dream.kitchens.contents.sampling import sample_kitchen
from kitchen_dream.kitchens.contents.splits import belongs, get_split
from kitchen_dream.kitchens.files.kitchen_files import KitchenError, load_family
from kitchen_dream.kitchens.spec import Kitchen
from kitchen_dream.problems.kitchen.family import KitchenFamily

FIXED = ASSETS / "layouts" / "galley.yaml"
OPEN = ASSETS / "layouts" / "l_shape.yaml"


def bare(kitchen: Kitchen) -> Kitchen:
    """Without what a household decides."""
    units = tuple(unit.model_copy(update={"contents": (None,) * 4}) for unit in kitchen.units)
    stove = kitchen.stove.model_copy(update={"broken": (False, False)})
    return kitchen.model_copy(update={"units": units, "stove": stove, "note": None, "seed": None})


def contents(kitchen):
    return [unit.contents for unit in kitchen.units]


def test_a_fixed_layout_has_other_contents_for_every_seed():
    family = load_family(FIXED)
    assert not family.varied
    first, *others = (family.kitchen(seed) for seed in range(8))
    assert family.kitchen(0) == first
    assert all(bare(kitchen) == bare(first) for kitchen in others)
    assert len({str(contents(kitchen)) for kitchen in (first, *others)}) == 8


def test_ranges_and_choices_are_drawn_within_their_bounds():
    family = load_family(OPEN)
    assert family.varied
    kitchens = [family.kitchen(seed) for seed in range(30)]
    assert all(check(kitchen) == [] for kitchen in kitchens)
    assert all(3.6 <= kitchen.room.width <= 4.0 and 3.6 <= kitchen.room.depth <= 4.0 for kitchen in kitchens)
    fridges = {next(unit.width for unit in kitchen.units if unit.kind == "fridge") for kitchen in kitchens}
    assert min(fridges) >= 0.65 and max(fridges) <= 0.75 and len(fridges) > 5
    beside = [[unit.kind for unit in kitchen.units if unit.name.startswith("beside")] for kitchen in kitchens]
    assert ["drawer", "drawer"] in beside and ["base_cabinet"] in beside
    assert family.kitchen(7) == kitchens[7]


@pytest.mark.slow
@pytest.mark.parametrize("file", [FIXED, OPEN], ids=lambda file: file.stem)
@pytest.mark.parametrize("split", ["train", "validation", "test"])
def test_members_of_a_split_have_its_contents(file, split):
    family, owner = load_family(file), get_split(split)
    kitchens = [sample_kitchen(split, number, family) for number in range(12)]
    assert all(belongs(kitchen, owner) for kitchen in kitchens)
    assert [kitchen.seed for kitchen in kitchens] == [owner.seed(number) for number in range(12)]
    assert sample_kitchen(split, 5, family) == kitchens[5]


def test_a_file_with_contents_of_its_own_is_a_family_too():
    family = load_family(ASSETS / "layouts" / "one_wall.yaml")
    assert family.kitchen(0) == family.kitchen(1)
    kitchens = [sample_kitchen("train", number, family) for number in range(4)]
    assert len({str(contents(kitchen)) for kitchen in kitchens}) == 4


def test_a_family_that_never_makes_a_kitchen_says_why(tmp_path):
    file = tmp_path / "k.yaml"
    file.write_text("room: [2.5..2.6, 3]\npieces:\n- {along: north, row: [fridge, stove, drawers, sink, pantry]}\n")
    with pytest.raises(KitchenError, match=r"none of 20 draws .*pieces\[0\].along \(line 3\): the row is 3.10 m long"):
        load_family(file).kitchen()


def test_a_problem_is_made_of_a_layout():
    problem = KitchenFamily(32, layout=OPEN)
    tables = problem.tables("train")
    assert len(tables) == 32 and len(np.unique(tables.position, axis=0)) > 16 and "test_layouts" not in problem.splits


def test_train_refuses_a_wrong_layout_in_one_line(tmp_path, capsys):
    pytest.importorskip("torch", reason="trainings need torch")
    with pytest.raises(SystemExit) as stop:
        main(["train", "--layout", "no/such.yaml", "--out", str(tmp_path / "run")])
    assert stop.value.code == 2 and "no/such.yaml: there is no such file" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()
