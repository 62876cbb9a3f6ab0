"""Each fault planted into a good kitchen is found, at its place."""

import time
from pathlib import Path

import pytest

from kitchen_dream.kitchens.checks.proof import InfeasibleKitchenError, check, require_valid
from kitchen_dream.kitchens.files.kitchen_files import load_kitchen
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.kitchens.spec import Clutter, Counter, Note, Pose2D

GOOD = load_kitchen(Path(__file__).parent / "data" / "absolute.yaml")
"""Nine units along the north wall of a room of 5 x 3 m; see the file."""

NOTHING = (None,) * 4


def unit(name, **changes):
    """GOOD with one unit changed."""
    return GOOD.model_copy(
        update={"units": tuple(u.model_copy(update=changes) if u.name == name else u for u in GOOD.units)}
    )


def other(**changes):
    return GOOD.model_copy(update=changes)


def block(x, y, width=0.4, depth=0.4, z=0.0, height=0.8):
    return other(
        counters=(*GOOD.counters, Counter(x=x, y=y, z=z, width=width, depth=depth, height=height, facing="south"))
    )


def raised(box, **changes):
    return box.model_copy(update=changes)


def thing(kind, x, y, z):
    clutter = (Clutter(kind=kind, x=x, y=y, z=z, facing="south"),)
    return other(decoration=GOOD.decoration.model_copy(update={"clutter": clutter}))


FAULTS = {
    "a vase in the bowl": (thing("vase", 2.45, 2.7, 0.9), "decoration.clutter[0] 'vase'", "stands in bowl"),
    "a kettle in a cupboard": (thing("kettle", 3.1, 2.8, 1.5), "decoration.clutter[0] 'kettle'", "stands in units[5]"),
    "a picture behind the wall": (
        thing("picture", 1.9, 3.1, 1.4),
        "decoration.clutter[0] 'picture'",
        "sticks out of the room",
    ),
    "two units overlap": (unit("drawer 2", z=0.3), "units[1] 'drawer 1'", "overlaps units[2] 'drawer 2'"),
    "a unit enters the stove": (unit("drawer 2", x=1.45), "units[2] 'drawer 2'", "overlaps stove"),
    "a unit sticks out of the room": (unit("pantry", y=2.9), "units[0] 'pantry'", "sticks out of the room"),
    "a unit is higher than the room": (unit("pantry", height=2.6), "units[0] 'pantry'", "sticks out of the room"),
    "something stands before a front": (
        block(3.65, 1.8),
        "units[6] 'base cabinet 2'",
        "counters[2] stands in the free floor",
    ),
    "something low hangs before a wall cabinet": (
        block(3.1, 2.3, 0.2, 0.2, z=1.5, height=0.3),
        "units[5] 'wall cabinet 1'",
        "counters[2] stands",
    ),
    "a front looks into a wall": (unit("fridge", facing="north"), "units[8] 'fridge'", "sticks out of the room"),
    "a handle too high": (unit("wall cabinet 1", z=1.83, height=0.6), "units[5] 'wall cabinet 1'", "handle at 1.97 m"),
    "a shelf too high": (unit("shelf 1", z=1.65), "units[7] 'shelf 1'", "shelf board at 2.01 m"),
    "a drawer too low": (unit("drawer 1", z=0.0), "units[1] 'drawer 1'", "its floor at 0.03 m"),
    "a drawer too narrow": (unit("drawer 1", width=0.3), "units[1] 'drawer 1'.width", "0.3 m leaves no room"),
    "a drawer too shallow": (unit("drawer 1", depth=0.3), "units[1] 'drawer 1'.depth", "0.3 m leaves no room"),
    "a fridge off the floor": (unit("fridge", z=0.5), "units[8] 'fridge'.z", "stands on the floor"),
    "a low stove": (other(stove=raised(GOOD.stove, height=0.6)), "stove", "the hob at 0.60 m"),
    "a narrow stove": (other(stove=raised(GOOD.stove, width=0.4)), "stove.width", "too small"),
    "a bowl in the air": (other(bowl=raised(GOOD.bowl, z=1.0)), "bowl", "hangs in the air"),
    "a bowl in the sink": (other(bowl=raised(GOOD.bowl, x=3.1)), "bowl", "stands in the sink"),
    "a cupboard low over the bowl": (block(2.5, 2.825, 0.6, 0.35, z=1.2, height=0.7), "bowl", "less than 0.45 m above"),
    "a cupboard low over the pot": (block(1.9, 2.825, 0.6, 0.35, z=1.2, height=0.7), "stove", "less than 0.45 m above"),
    "a start in the furniture": (other(start=Pose2D(x=1.0, y=2.6)), "start", "would stand in furniture"),
    "a start too near to a wall": (other(start=Pose2D(x=0.2, y=1.0)), "start", "in a wall"),
    "no way to a front": (
        raised(block(2.5, 0.85, 5.0, 0.1), start=Pose2D(x=2.5, y=0.4)),
        "units[0] 'pantry'",
        "no way for the base",
    ),
    "an unknown ingredient": (
        unit("shelf 1", contents=("unobtainium", None, None, None)),
        "units[7] 'shelf 1'.contents[0]",
        "not an ingredient",
    ),
    "an unknown food group": (other(note=Note(places={"sweets": "fridge"})), "note.places.sweets", "not a food group"),
    "too little food": (
        other(
            units=tuple(
                raised(u, contents=(None,) * 4) if u.kind == "fridge" or u.name == "pantry" else u for u in GOOD.units
            )
        ),
        "units",
        "suffice for",
    ),
}


def test_the_good_kitchen_is_good():
    assert check(GOOD) == []
    assert require_valid(GOOD) is GOOD


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_found(fault):
    kitchen, where, what = FAULTS[fault]
    defects = check(kitchen)
    assert any(p.where == where and what in p.what for p in defects), [str(p) for p in defects]
    assert all(p.fix and "\n" not in str(p) for p in defects)


def test_require_valid_names_the_first_problem():
    kitchen = unit("drawer 2", z=0.3)
    with pytest.raises(
        InfeasibleKitchenError, match=r"^units\[1\] 'drawer 1': overlaps units\[2\] 'drawer 2' by .*; move them apart"
    ) as caught:
        require_valid(kitchen)
    assert caught.value.defects == check(kitchen)


def test_touching_is_no_overlap():
    assert not any("overlaps" in p.what for p in check(unit("drawer 2", z=0.46)))


def test_fast_enough():
    kitchens = [generate(seed) for seed in range(60)]
    start = time.process_time()
    for kitchen in kitchens:
        check(kitchen)
    assert (time.process_time() - start) / len(kitchens) < 0.004  # about 2 ms on a core of one's own
