"""The published room, and rooms drawn at random: places of objects, colours of walls, a decoy poster."""

from functools import lru_cache

import numpy as np

from kitchen_dream.problems.spec import Field, Fields
from kitchen_dream.sim.sign_room.layout import (
    BARRIER,
    COLOURS,
    DEPTH,
    KINDS,
    PUBLISHED,
    START,
    WALLS,
    WIDTH,
    Plate,
    SignRoom,
)

TRAIN_ROOMS, TEST_ROOMS = 30, 10
"""Random rooms to train in, and held-out ones."""
VALIDATION_ROOMS = 10
"""To choose settings by."""
MORE_TRAIN_ROOMS = 20
"""Where features are seen and not pictures, there are more rooms to train in."""
FROM_WALL = 1.0
"""Least distance of an object from walls and barrier, in metres."""
FROM_START = 1.9
"""From the rectangle of starts: nobody starts in touch, and nobody touches by the first step."""
FROM_OBJECT = 2.6
"""Between objects: there is room to pass between two of them untouched."""
OPENING = ((0.0, 5.4), (6.4, 7.8))
"""Lower and upper corner of the opening, which stays free: nothing shuts the way to the sign."""
FAR_PART = ((4.5, 6.6), 5.0)
"""Objects beyond the barrier stand so near to a point in the opening that 20 steps reach them from every start."""


def published_rooms() -> tuple[tuple[SignRoom, ...], dict[str, tuple[int, ...]]]:
    """The room of the paper, which is all there is: to train, to choose settings, and to test in."""
    return (PUBLISHED,), {"train": (0,), "validation": (0,), "test": (0,)}


@lru_cache(maxsize=1)
def random_rooms() -> tuple[tuple[SignRoom, ...], dict[str, tuple[int, ...]]]:
    """All random rooms, and the numbers of each split's rooms."""
    train, test, validation = np.split(
        np.arange(TRAIN_ROOMS + TEST_ROOMS + VALIDATION_ROOMS), (TRAIN_ROOMS, TRAIN_ROOMS + TEST_ROOMS)
    )
    rooms = tuple(random_room(number) for number in range(validation[-1] + 1))
    splits = {"train": train, "validation": validation, "test": test}
    return rooms, {name: tuple(numbers.tolist()) for name, numbers in splits.items()}


@lru_cache(maxsize=1)
def many_random_rooms() -> tuple[tuple[SignRoom, ...], dict[str, tuple[int, ...]]]:
    """The rooms of `random_rooms` with their splits, and after them MORE_TRAIN_ROOMS to train in."""
    rooms, splits = random_rooms()
    more = range(len(rooms), len(rooms) + MORE_TRAIN_ROOMS)
    return rooms + tuple(map(random_room, more)), splits | {"train": splits["train"] + tuple(more)}


def random_room(number: int) -> SignRoom:
    """Random room `number`: always the same."""
    rng = np.random.default_rng([number, 53])
    places = _places(rng)
    pairs = tuple(zip(places[::2], places[1::2], strict=True))
    # Neither as blue nor as red as the objects, and never as light as the plates.
    colours = [tuple(round(c, 3) for c in rng.uniform(0.35, 0.8, 3).tolist()) for _ in range(len(WALLS) + 1)]
    wall = WALLS[int(rng.integers(1, len(WALLS)))]
    length = DEPTH if wall == "west" else WIDTH
    decoy = Plate(wall, round(float(rng.uniform(2.2, length - 2.2)), 2))
    return SignRoom(f"random-{number}", pairs, tuple(colours[:-1]), colours[-1], decoy=decoy)


def _places(rng: np.random.Generator) -> list[tuple[float, float]]:
    """Six places by rejection; rooms have space enough for many more."""
    found: list[tuple[float, float]] = []
    tries = 0
    while len(found) < len(KINDS) * len(COLOURS):
        tries += 1
        if tries > 1000:  # the first ones stand badly: begin again
            found, tries = [], 0
        x, y = rng.uniform(FROM_WALL, WIDTH - FROM_WALL), rng.uniform(FROM_WALL, DEPTH - FROM_WALL)
        clear = _apart(x, y, *START) > FROM_START
        clear &= min(_apart(x, y, *BARRIER), _apart(x, y, *OPENING)) > FROM_WALL
        (gate_x, gate_y), reach = FAR_PART
        clear &= y < BARRIER[1][1] or np.hypot(x - gate_x, y - gate_y) < reach
        if clear and all(np.hypot(x - a, y - b) > FROM_OBJECT for a, b in found):
            found.append((round(float(x), 3), round(float(y), 3)))
    return found


def _apart(x: float, y: float, low: tuple[float, float], high: tuple[float, float]) -> float:
    """Metres between a point and a rectangle."""
    return float(np.hypot(max(low[0] - x, 0, x - high[0]), max(low[1] - y, 0, y - high[1])))


def id_fields(everything: bool) -> Fields:
    """Names of the attributes of a problem id: the word, and with `everything` what else rooms differ in."""
    word = Field("word", len(COLOURS), "the word on the sign, one-hot")
    if not everything:
        return Fields(word)
    return Fields(
        word,
        Field("places", 2 * len(KINDS) * len(COLOURS), "x and y of the six objects, from -1 to 1"),
        Field("walls", 3 * len(WALLS), "colours of the walls"),
        Field("barrier", 3, "its colour"),
        Field("decoy", len(WALLS) + 1, "wall of the decoy poster, one-hot, and its place along it, from -1 to 1"),
    )


def fact_sizes(fields: Fields) -> tuple[int, ...]:
    """How many attributes tell one fact together: an object's place, a wall's colour, where the decoy hangs."""
    size = {"places": 2, "walls": 3}
    sizes = [(field.size, size.get(field.name, field.size)) for field in fields]
    return tuple(one for whole, one in sizes for _ in range(whole // one))


def attributes(room: SignRoom, colour: int, everything: bool) -> np.ndarray:
    """Attributes of a problem id, float32: see `id_fields`."""
    word = np.eye(len(COLOURS))[colour]
    if not everything:
        return word.astype(np.float32)
    places = np.array([place for _, _, place in room.objects()]) / [WIDTH / 2, DEPTH / 2] - 1
    wall, along = np.zeros(len(WALLS)), 0.0
    if room.decoy:
        number = WALLS.index(room.decoy.wall)
        wall[number] = 1
        along = room.decoy.along / ((DEPTH if number % 2 == 0 else WIDTH) / 2) - 1
    return np.concatenate([word, places.ravel(), np.ravel(room.walls), room.barrier, wall, [along]]).astype(np.float32)
