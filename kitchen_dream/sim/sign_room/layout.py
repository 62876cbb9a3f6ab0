"""What a sign room is made of: lengths in metres, x to the east, y to the north, the agent starting in the south.

A barrier splits off the far part in the north; it is reached through the opening at the barrier's west end. On the far
part's east wall hangs the sign, out of sight from where the agent starts. Plain data, without PyBullet."""

from dataclasses import dataclass

KINDS = ("ball", "block", "key")
COLOURS = ("blue", "red")

WIDTH, DEPTH, HEIGHT = 10.0, 13.0, 2.74
BARRIER = ((6.0, 6.5), (10.0, 6.75))
"""Lower and upper corner of the barrier, as high as the walls."""
RADIUS = 0.4
"""Of the agent."""
TOUCH = 1.2
"""An object is touched where its middle is nearer than this to the agent's."""
BODY = 0.45
"""Radius of the circle around an object's foot that nobody enters."""
EYE = 1.5
"""Height of the agent's camera."""
START = ((4.0, 4.0), (5.0, 6.0))
"""Lower and upper corner of the rectangle in which episodes start."""
STEP = 0.7
"""Length of a step ahead."""
HEADINGS = 8
"""Heading h looks h * 45 degrees counter-clockwise from the east."""
Point = tuple[float, float]
Rgb = tuple[float, float, float]
WALLS = ("east", "north", "west", "south")


@dataclass(frozen=True)
class Plate:
    """A black and white plate on a wall."""

    wall: str
    """One of WALLS."""
    along: float
    """Middle, along the wall: y on the east and west walls, x on the others."""
    width: float = 4.0
    height: float = 1.0
    middle: float = 1.35
    """Height of the middle above the floor."""


@dataclass(frozen=True)
class SignRoom:
    """One room. What its sign says is not part of it: there are two problems in each room."""

    name: str
    places: tuple[tuple[Point, Point], ...]
    """Where the objects stand: of each kind the blue one, then the red one."""
    walls: tuple[Rgb, ...] = ((0.47, 0.58, 0.49), (0.80, 0.80, 0.56), (0.78, 0.67, 0.49), (0.57, 0.49, 0.61))
    """Colours of the walls, in the order of WALLS."""
    barrier: Rgb = (0.58, 0.64, 0.74)
    floor: Rgb = (0.40, 0.37, 0.33)
    sign: Plate = Plate("east", 10.25)
    decoy: Plate | None = None
    """A poster with a pattern that tells nothing of the problem."""

    def objects(self) -> list[tuple[int, int, Point]]:
        """(kind, colour, place) of the six objects; object number = kind * 2 + colour."""
        return [(kind, colour, place) for kind, pair in enumerate(self.places) for colour, place in enumerate(pair)]


PUBLISHED = SignRoom("published", (((9.0, 5.0), (1.0, 9.0)), ((1.0, 1.0), (9.0, 1.0)), ((5.0, 1.0), (1.0, 5.0))))
"""The room of the article, as laid out in the measurements that this project started from."""
