"""Proof that one can cook in a kitchen: nothing overlaps, base and hands get everywhere, food suffices."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from pydantic import ValidationError

from kitchen_dream.core.spoken import a
from kitchen_dream.kitchens import geometry
from kitchen_dream.kitchens.catalogue import CLUTTER_SIZES
from kitchen_dream.kitchens.checks.paths import PathMap
from kitchen_dream.kitchens.checks.solids import TOLERANCE, Solids, solids
from kitchen_dream.kitchens.checks.stations import CLEAR_WIDTH, ELBOW, before, blocking, fronts_of
from kitchen_dream.kitchens.cookbook import RECIPES, Cookbook, cookbook
from kitchen_dream.kitchens.robot_facts import (
    AISLE,
    BASE_RADIUS,
    DRAWER_AISLE,
    DRAWER_REACH,
    FRONT_REACH,
    HEADROOM,
    HOB_REACH,
)
from kitchen_dream.kitchens.spec import Box, Clutter, Kitchen, Unit
from kitchen_dream.kitchens.words import near

DOOR_FLOOR = 0.8
"""Depth in metres of the floor that is free before a door of the room."""


@dataclass(frozen=True)
class Defect:
    """Why one cannot cook in a kitchen: the place in the data, what is wrong there, and how to fix it."""

    where: str
    what: str
    fix: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}; {self.fix}"


class InfeasibleKitchenError(ValueError):
    """A kitchen that `check` objects to; `defects` lists everything, the message its first defect."""

    def __init__(self, defects: list[Defect]) -> None:
        more = f" (and {len(defects) - 1} more)" if len(defects) > 1 else ""
        super().__init__(f"{defects[0]}{more}")
        self.defects = defects


def check(kitchen: Kitchen, book: Cookbook | None = None) -> list[Defect]:
    """Everything that keeps a robot from cooking here, by a cookbook or the one in use; empty if it can."""
    book = book or cookbook()
    body = solids(kitchen)
    defects = [
        *_names(kitchen, book), *_inside(kitchen, body), *_overlaps(body), *_things(kitchen, body), *_sizes(kitchen),
        *_reach(kitchen), *_doors(kitchen, body),
    ]
    defects += [*_clearance(kitchen, body), *_vessels(kitchen, body), *_stations(kitchen, body)]
    return defects or _food(kitchen, book)


def require_valid(kitchen: Kitchen, book: Cookbook | None = None) -> Kitchen:
    """The kitchen itself; raises InfeasibleKitchenError if `check` finds a defect."""
    defects = check(kitchen, book)
    if defects:
        raise InfeasibleKitchenError(defects)
    return kitchen


def _unit(i: int, unit: Unit) -> str:
    return f"units[{i}] {unit.name!r}"


def _names(kitchen: Kitchen, book: Cookbook) -> list[Defect]:
    """What lies in the units is of the cookbook, and no tool lies in two places."""
    defects, more, tools = [], {*cookbook("v1").symbols}, set()
    for i, unit in enumerate(kitchen.units):
        for slot, item in enumerate(unit.contents):
            if item is not None and item not in book.symbols:
                what, meant = f"{item!r} is not an ingredient", near(item, book.symbols)
                fix = f"{f'do you mean {meant}? ' if meant else ''}use one of: {', '.join(book.symbols)}"
                if item in more:
                    what, fix = f"{item!r} is of Kitchen-v1", "add --problem kitchen-v1 to the command, or leave it out"
                defects.append(Defect(f"{_unit(i, unit)}.contents[{slot}]", what, fix))
            if item in tools:
                what = f"there is another {item} in the kitchen"
                defects.append(Defect(f"{_unit(i, unit)}.contents[{slot}]", what, "leave one of them out"))
            tools |= {item} & {*book.tools}
    for group in kitchen.note.places if kitchen.note else ():
        if group not in book.groups:
            defects.append(
                Defect(f"note.places.{group}", "is not a food group", f"use one of: {', '.join(book.groups)}")
            )
    return defects


def _inside(kitchen: Kitchen, body: Solids) -> list[Defect]:
    room = kitchen.room
    top = np.array([room.width, room.depth, room.height])
    out = ((body.low < -TOLERANCE) | (body.high > top + TOLERANCE)).any(-1)
    size = f"{room.width:g} x {room.depth:g} x {room.height:g} m"
    return [
        Defect(body.where[i], f"sticks out of the room of {size}", "move it inwards or enlarge the room")
        for i in np.flatnonzero(out)
    ]


def _overlaps(body: Solids) -> list[Defect]:
    hit = np.triu(body.overlap(body.low, body.high), 1)
    defects = []
    for i, j in np.argwhere(hit):
        size = np.minimum(body.high[i], body.high[j]) - np.maximum(body.low[i], body.low[j])
        what = f"overlaps {body.where[j]} by {size[0]:.2f} x {size[1]:.2f} x {size[2]:.2f} m"
        defects.append(Defect(body.where[i], what, "move them apart"))
    return defects


def _things(kitchen: Kitchen, body: Solids) -> list[Defect]:
    """Decoration is solid too: it stays inside the room and out of the furniture."""
    things = kitchen.decoration.clutter
    if not things:
        return []
    boxes = [_thing(thing) for thing in things]
    low = np.array([(*box.footprint[:2], box.z) for box in boxes])
    high = np.array([(*box.footprint[2:], box.z + box.height) for box in boxes])
    room = kitchen.room
    out = np.any((low < -TOLERANCE) | (high > np.array([room.width, room.depth, room.height]) + TOLERANCE), axis=-1)
    hit = body.overlap(low, high)
    defects = []
    for i, thing in enumerate(things):
        where = f"decoration.clutter[{i}] {thing.kind!r}"
        if out[i]:
            defects.append(Defect(where, "sticks out of the room", "move it inwards"))
        elif hit[i].any():
            defects.append(
                Defect(where, f"stands in {body.where[int(hit[i].argmax())]}", "move it along the worktop or the wall")
            )
    return defects


def _thing(thing: Clutter) -> Box:
    width, depth, height = CLUTTER_SIZES[thing.kind]
    return Box.model_construct(
        x=thing.x, y=thing.y, z=thing.z, width=width, depth=depth, height=height, facing=thing.facing
    )


def _sizes(kitchen: Kitchen) -> list[Defect]:
    defects = []
    for i, unit in enumerate(kitchen.units):
        for name, least in zip(("width", "depth", "height"), unit.traits.least, strict=True):
            if getattr(unit, name) < least - 1e-6:
                what = f"{getattr(unit, name):g} m leaves no room for a hand in {a(unit.kind)}"
                defects.append(Defect(f"{_unit(i, unit)}.{name}", what, f"make it at least {least:g}"))
        if unit.traits.tall and unit.z > 0.3:
            defects.append(Defect(f"{_unit(i, unit)}.z", f"{a(unit.kind)} stands on the floor", "set z to 0"))
    stove = kitchen.stove
    for name, least in (("width", 0.5), ("depth", 0.5)):
        if getattr(stove, name) < least - 1e-6:
            what = f"{getattr(stove, name):g} m is too small for pot and buttons"
            defects.append(Defect(f"stove.{name}", what, f"make it at least {least:g}"))
    return defects


def _reach(kitchen: Kitchen) -> list[Defect]:
    defects = []

    def within(where: str, what: str, height: float, reach: tuple[float, float]) -> None:
        if not reach[0] - 1e-6 <= height <= reach[1] + 1e-6:
            fix = f"it must lie between {reach[0]:g} and {reach[1]:g} m; change z"
            defects.append(Defect(where, f"{what} at {height:.2f} m is out of the arm's reach", fix))

    for i, unit in enumerate(kitchen.units):
        grip = geometry.handle(unit)
        if grip is not None:
            within(_unit(i, unit), "its handle", grip.position[2], FRONT_REACH)
        for level in geometry.shelf_levels(unit):
            if unit.traits.opens == "drawer":
                within(_unit(i, unit), "its floor", level, DRAWER_REACH)
            else:
                within(_unit(i, unit), "a shelf board", level, FRONT_REACH)
    within("stove", "the hob", kitchen.stove.z + kitchen.stove.height, HOB_REACH)
    within("bowl", "its foot", kitchen.bowl.z, HOB_REACH)
    return defects


def _doors(kitchen: Kitchen, body: Solids) -> list[Defect]:
    """People come in by the doors of the room: the floor before each is free."""
    doors = [(f, fixture) for f, fixture in enumerate(kitchen.fixtures) if fixture.kind == "room_door"]
    defects = []
    for f, door in doors:
        low, high = before(door, 0.01, DOOR_FLOOR, door.width, 0.05, 1.9)
        hit = body.overlap(np.array([low]), np.array([high]))[0]
        if hit.any():
            what = f"{body.where[int(hit.argmax())]} stands in the free floor before it"
            defects.append(Defect(f"fixtures[{f}] {door.kind!r}", what, f"keep {DOOR_FLOOR:g} m free before a door"))
    return defects


def _clearance(kitchen: Kitchen, body: Solids) -> list[Defect]:
    """Doors swing and drawers come out, and the base drives and parks before every front: nothing may stand there."""
    fronts, volumes, depths = fronts_of(kitchen), [], []
    for box in fronts:
        swing, deep, what = ELBOW, AISLE, "every front"
        if isinstance(box, Unit) and box.traits.opens != "open":
            swing = geometry.reach_out(box) + (0.10 if box.traits.opens == "drawer" else 0.05)
            if box.traits.opens == "drawer":
                deep, what = DRAWER_AISLE, "a drawer"
            elif box.traits.opens == "flap":
                deep, what = geometry.clear_depth(box), "a door that drops"
        volumes += [
            before(box, 0.0, swing, box.width, box.z, box.z + box.height),
            before(box, ELBOW, deep, max(box.width, CLEAR_WIDTH), 0.0, 1.9),
        ]
        depths.append((deep, what))
    hit = blocking(kitchen, body, volumes)
    names = [*(_unit(i, unit) for i, unit in enumerate(kitchen.units)), "stove", "bowl"]
    defects = []
    for f, (where, (deep, front)) in enumerate(zip(names, depths, strict=True)):
        found = np.flatnonzero(hit[2 * f : 2 * f + 2, :-1].any(0))
        if len(found):
            what = f"{body.where[found[0]]} stands in the free floor before it"
            defects.append(Defect(where, what, f"keep {deep:g} m free before {front}"))
        if hit[2 * f : 2 * f + 2, -1].any():
            size = f"{CLEAR_WIDTH:g} m wide or more and {deep:g} m deep"
            what = f"the free floor before it, {size}, sticks out of the room"
            defects.append(Defect(where, what, "turn it round, move it, or enlarge the room"))
    return defects


def _vessels(kitchen: Kitchen, body: Solids) -> list[Defect]:
    """The bowl stands on something solid, and nothing hangs low over bowl and pot."""
    bowl, stove = kitchen.bowl, kitchen.stove
    defects = []
    on = (
        (np.abs(body.high[:-1, 2] - bowl.z) < 0.01)
        & (body.low[:-1, 0] < bowl.x + 0.001)
        & (body.high[:-1, 0] > bowl.x - 0.001)
        & (body.low[:-1, 1] < bowl.y + 0.001)
        & (body.high[:-1, 1] > bowl.y - 0.001)
    )
    if not on.any():
        defects.append(Defect("bowl", "it hangs in the air or sinks into something", "set z to the top of a worktop"))
    pot_x, pot_y, pot_z = geometry.pot_position(stove)
    low = np.array([(bowl.x - 0.12, bowl.y - 0.12, bowl.z + 0.13), (pot_x - 0.14, pot_y - 0.14, pot_z + 0.01)])
    high = np.array([(bowl.x + 0.12, bowl.y + 0.12, bowl.z + HEADROOM), (pot_x + 0.14, pot_y + 0.14, pot_z + HEADROOM)])
    hit = body.overlap(low, high)
    for name, row in zip(("bowl", "stove"), hit, strict=True):
        if row.any():
            what = f"{body.where[int(row.argmax())]} is less than {HEADROOM:g} m above it"
            defects.append(Defect(name, what, "leave the arm room from above"))
    if kitchen.sink is not None:
        sink = kitchen.sink
        x0, y0, x1, y1 = sink.footprint
        if x0 - 0.01 < bowl.x < x1 + 0.01 and y0 - 0.01 < bowl.y < y1 + 0.01:
            defects.append(Defect("bowl", "it stands in the sink", "move it along the worktop"))
    return defects


def _stations(kitchen: Kitchen, body: Solids) -> list[Defect]:
    try:
        paths = PathMap(kitchen, body)
    except ValidationError:
        return []  # a station far outside the room: the clearance check has named its front
    names = [*(_unit(i, unit) for i, unit in enumerate(kitchen.units)), "stove", "bowl"]
    reached, free = np.isfinite(paths.distances[-1]), paths.free(paths.stations)
    if not reached[-1]:
        return [
            Defect("start", "the robot would stand in furniture or in a wall", f"keep {BASE_RADIUS:g} m around it free")
        ]
    return [
        Defect(names[i], "no way for the base leads there from the start", f"leave passages {2 * BASE_RADIUS:g} m wide")
        if free[i]
        else Defect(names[i], "the robot finds no place to park near it", f"keep {AISLE:g} m free before it and beside")
        for i in np.flatnonzero(~reached[:-1])
    ]


def cookable(units: Sequence[Unit], book: Cookbook | None = None) -> list[int]:
    """Ids of the recipes of a cookbook, or of the one in use, all of whose ingredients lie in the units."""
    there = {item for unit in units for item in unit.contents if item}
    return [r for r, recipe in enumerate((book or cookbook()).recipes) if there.issuperset(recipe.ingredients)]


def _food(kitchen: Kitchen, book: Cookbook) -> list[Defect]:
    """Burners need no check here: a stove with none that works is no valid Stove."""
    count = len(cookable(kitchen.units, book))
    if count >= RECIPES:
        return []
    what = f"the ingredients suffice for {count} of the cookbook's recipes"
    return [Defect("units", what, f"put in ingredients for at least {RECIPES}")]
