"""Generated kitchens: valid for every seed, of every family, in the promised ranges, and fast."""

import time
from collections import Counter

import numpy as np
import pytest

from kitchen_dream.kitchens.checks.proof import check, cookable
from kitchen_dream.kitchens.layout.boxes import sample_layout
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.kitchens.roles import Role, roles
from kitchen_dream.kitchens.spec import LAYOUT_FAMILIES, MAX_UNITS


@pytest.fixture(scope="module")
def kitchens(generated):
    return generated


@pytest.mark.slow
def test_one_can_cook_in_every_kitchen(kitchens):
    assert [(k.seed, str(p)) for k in kitchens for p in check(k)] == []
    assert min(len(cookable(k.units)) for k in kitchens) >= 4


@pytest.mark.slow
def test_sizes_and_appliances(kitchens):
    counts = np.array([len(k.units) for k in kitchens])
    assert counts.min() == 6 and counts.max() == MAX_UNITS == 14
    assert 9.5 <= counts.mean() <= 11.5
    for k in kitchens:
        kinds = Counter(unit.kind for unit in k.units)
        assert kinds["fridge"] == 1 and kinds["pantry"] <= 1
        assert k.sink is not None and roles(k.units, k.stove, k.sink).count(Role.UNDER_SINK) == 1
        assert all(unit.width >= 0.5 for unit in k.units)


@pytest.mark.slow
def test_every_family_and_kind_occurs(kitchens):
    assert {k.layout for k in kitchens} == set(LAYOUT_FAMILIES)
    assert len({unit.kind for k in kitchens for unit in k.units}) == 6


@pytest.mark.slow
@pytest.mark.parametrize("family", LAYOUT_FAMILIES)
def test_families_look_as_they_are_called(family):
    facings = {"one_wall": {"south"}, "galley": {"south", "north"}, "u_shape": {"east", "south", "west"}}
    for seed in range(40):
        k = generate(seed, [family])
        seen = {unit.facing for unit in k.units}
        assert k.layout == family
        if family == "l_shape":
            assert seen in ({"east", "south"}, {"south", "west"})
        elif family == "island":
            away = [u for u in k.units if 0.5 < u.footprint[1] and u.footprint[3] < k.room.depth - 1.5]
            assert len(away) >= 2, "nothing stands in the middle of the room"
        else:
            assert seen == facings[family]


@pytest.mark.slow
def test_no_wall_unit_over_stove_and_bowl(kitchens):
    for k in kitchens:
        for unit in k.units:
            if unit.z > 1:
                x0, y0, x1, y1 = unit.footprint
                for x, y in ((k.stove.x, k.stove.y), (k.bowl.x, k.bowl.y)):
                    assert not (x0 - 0.05 < x < x1 + 0.05 and y0 - 0.05 < y < y1 + 0.05), (k.seed, unit.name)


@pytest.mark.slow
def test_handles_beside_a_fridge_are_far_from_it(kitchens):
    seen = 0
    for k in kitchens:
        fridge = next(unit for unit in k.units if unit.kind == "fridge")
        for unit in k.units:
            if unit.kind != "wall_cabinet" or unit.facing != fridge.facing:
                continue
            # Along the front, as a person sees it: positive is to the right.
            angle = unit.yaw + np.pi / 2
            right = (fridge.x - unit.x) * np.cos(angle) + (fridge.y - unit.y) * np.sin(angle)
            if abs(abs(right) - (unit.width + fridge.width) / 2) < 0.01:
                seen += 1
                assert unit.hinge == ("right" if right > 0 else "left"), (k.seed, unit.name)
    assert seen > 20


@pytest.mark.slow
def test_same_seed_same_kitchen_other_seed_other_kitchen(kitchens):
    assert generate(17) == kitchens[17]
    assert len({k.model_dump_json(exclude={"seed", "name"}) for k in kitchens}) == len(kitchens)


def test_stages_are_independent(monkeypatch):
    """Another draw of contents leaves layout and decoration as they were."""
    before = generate(5)
    from kitchen_dream.kitchens.contents import habits

    monkeypatch.setattr(habits, "standard", lambda variant: habits.Habits(present=0.95))
    after = generate(5)
    assert [u.contents for u in before.units] != [u.contents for u in after.units]
    assert before.decoration == after.decoration and before.room == after.room
    assert [u.footprint for u in before.units] == [u.footprint for u in after.units]


def test_fast_enough():
    start = time.process_time()
    for seed in range(1000, 1100):
        generate(seed)
    # 1,024 kitchens in 10 s are 9.8 ms each; they take about 5.
    assert (time.process_time() - start) / 100 < 0.0098


@pytest.mark.parametrize(
    ("seed", "families", "said"), [(-1, LAYOUT_FAMILIES, "negative"), (0, ["cellar"], "'cellar'"), (0, [], "family")]
)
def test_wrong_arguments(seed, families, said):
    with pytest.raises(ValueError, match=said):
        generate(seed, families)


def test_layout_of_an_unknown_family():
    with pytest.raises(ValueError, match="families are one_wall"):
        sample_layout(np.random.default_rng(0), "attic")
