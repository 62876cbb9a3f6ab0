"""A small hand-made kitchen, with one unit of every kind, for the tests of the physics."""

from __future__ import annotations

import pytest

from kitchen_dream.kitchens.spec import Bowl, Kitchen, Note, Pose2D, Room, Sink, Stove, Unit, Worktop


def one_wall_kitchen() -> Kitchen:
    """Fridge, sink cabinet, two stacked drawers, stove, base cabinet and pantry along one wall; a wall cabinet and a
    shelf above.
    """
    low = {"y": 0.3, "depth": 0.6, "facing": "north"}
    units = (
        Unit(
            name="fridge",
            kind="fridge",
            x=0.35,
            width=0.7,
            height=1.8,
            hinge="right",
            contents=("milk", "egg", "cheese", "butter"),
            **low,
        ),
        Unit(name="under sink", kind="base_cabinet", x=1.0, z=0.1, width=0.6, height=0.76, hinge="left", **low),
        Unit(
            name="low drawer",
            kind="drawer",
            x=1.6,
            z=0.1,
            width=0.6,
            height=0.36,
            contents=("carrot", "onion", "potato", "garlic"),
            **low,
        ),
        Unit(
            name="high drawer",
            kind="drawer",
            x=1.6,
            z=0.5,
            width=0.6,
            height=0.36,
            contents=("tomato", None, "apple", "pepper"),
            **low,
        ),
        Unit(
            name="base",
            kind="base_cabinet",
            x=2.8,
            z=0.1,
            width=0.6,
            height=0.76,
            hinge="right",
            contents=("rice", "beans", "corn", None),
            **low,
        ),
        Unit(
            name="pantry",
            kind="pantry",
            x=3.4,
            width=0.6,
            height=2.0,
            hinge="left",
            contents=("pasta", "lentils", "eggplant", "radish"),
            **low,
        ),
        Unit(
            name="wall",
            kind="wall_cabinet",
            x=1.0,
            y=0.175,
            z=1.4,
            width=0.6,
            depth=0.35,
            height=0.7,
            facing="north",
            hinge="left",
            contents=("mushroom", "broccoli", None, "lemon"),
        ),
        Unit(
            name="shelf",
            kind="shelf",
            x=2.8,
            y=0.15,
            z=1.35,
            width=0.6,
            depth=0.3,
            height=0.7,
            facing="north",
            contents=("banana", "orange", "avocado", None),
        ),
    )
    return Kitchen(
        name="test kitchen",
        layout="custom",
        room=Room(width=4.0, depth=3.2),
        units=units,
        stove=Stove(x=2.2, y=0.3, width=0.6, depth=0.6, height=0.9, facing="north"),
        bowl=Bowl(x=2.8, y=0.3, z=0.9, facing="north"),
        sink=Sink(x=1.0, y=0.3, z=0.74, width=0.5, depth=0.4, height=0.16, facing="north"),
        worktops=(
            Worktop(x=1.3, y=0.3, z=0.86, width=1.2, depth=0.6, height=0.04, facing="north"),
            Worktop(x=2.8, y=0.3, z=0.86, width=0.6, depth=0.6, height=0.04, facing="north"),
        ),
        note=Note(places={"roots": "low drawer", "dry": "pantry"}),
        start=Pose2D(x=2.0, y=2.2, yaw=-1.57),
    )


@pytest.fixture
def small_kitchen() -> Kitchen:
    """The hand-made kitchen."""
    return one_wall_kitchen()
