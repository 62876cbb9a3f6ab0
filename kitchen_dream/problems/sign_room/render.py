"""Pictures for people: the room from above with the agent and its way, beside what the agent sees."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from kitchen_dream.problems.sign_room.frames import HALF_VIEW
from kitchen_dream.problems.sign_room.rules import MAX_STEPS, SignRoomProblem
from kitchen_dream.sim.sign_room.layout import COLOURS, KINDS, RADIUS, SignRoom

SIZE = (720, 480)
"""Width and height of the whole picture."""
ABOVE = (384, 480)
OWN = (320, 240)
VIEW = 2.2
"""Length in metres of the wedge that shows where the agent looks."""
AGENT, DARK, PAPER = (255, 190, 40), (45, 48, 56), (250, 250, 248)

Pose = tuple[float, float, float]
"""x and y in metres, heading in radians."""


@lru_cache(maxsize=8)
def _empty(room: SignRoom, word: int, width: int, height: int) -> np.ndarray:
    """The room without the agent, from above."""
    from kitchen_dream.sim.sign_room.scene import SignRoomWorld  # loads PyBullet

    with SignRoomWorld(room, word, ceiling=False) as world:
        return world.above(width, height)


def from_above(room: SignRoom, word: int, way: Sequence[Pose], size: tuple[int, int] = ABOVE) -> np.ndarray:
    """(height, width, 3) uint8: the room with the poses of an episode so far; the agent stands at the last of `way`."""
    from kitchen_dream.sim.sign_room.scene import seen_from_above

    fine = 2  # drawn larger, then reduced: smooth edges
    width, height = size[0] * fine, size[1] * fine
    image = Image.fromarray(_empty(room, word, *size)).resize((width, height)).convert("RGB")
    pen = ImageDraw.Draw(image, "RGBA")

    def spots(points: np.ndarray) -> list[tuple[float, float]]:
        flat = np.column_stack([points, np.zeros(len(points))])
        return [tuple(spot) for spot in seen_from_above(flat, width, height)]

    places = np.array([pose[:2] for pose in way], float)
    x, y, yaw = way[-1]
    angles = yaw + np.radians(np.linspace(-HALF_VIEW, HALF_VIEW, 9))
    fan = np.vstack([[x, y], np.column_stack([x + VIEW * np.cos(angles), y + VIEW * np.sin(angles)])])
    pen.polygon(spots(fan), fill=(*AGENT, 90))
    dots = spots(places)
    if len(dots) > 1:
        pen.line(dots, (*AGENT, 230), width=max(2, width // 200), joint="curve")
    for column, row in dots[:-1]:
        r = width / 130
        pen.ellipse((column - r, row - r, column + r, row + r), fill=AGENT)
    ring = np.linspace(0, 2 * np.pi, 25)
    pen.polygon(
        spots(np.column_stack([x + RADIUS * np.cos(ring), y + RADIUS * np.sin(ring)])), fill=AGENT, outline=DARK,
        width=fine,
    )
    nose = np.array([[x, y], [x + RADIUS * np.cos(yaw), y + RADIUS * np.sin(yaw)]])
    pen.line(spots(nose), DARK, width=2 * fine)
    return np.asarray(image.resize(size, Image.Resampling.LANCZOS))


def picture(problem: SignRoomProblem) -> np.ndarray:
    """(480, 720, 3) uint8: the first episode as it stands.

    At the left the room from above, what is hidden included; at the right what the agent sees, and text."""
    room, word = divmod(int(problem.ids[problem.rows[0]]), len(COLOURS))
    executing = bool(problem.executing[0])
    lines = [f"execute: {KINDS[problem.instruction[0]]}" if executing else "explore"]
    lines.append(f"step {problem.steps[0]} of {problem.limit if executing else MAX_STEPS}")
    if problem.object[0] >= 0:
        kind, colour = divmod(int(problem.object[0]), len(COLOURS))
        lines.append(f"touched: {COLOURS[colour]} {KINDS[kind]}")
    lines.append(f"sign: {COLOURS[word].upper()}")
    canvas = Image.new("RGB", SIZE, PAPER)
    canvas.paste(Image.fromarray(from_above(problem.world.rooms[room], word, problem.way)), (0, 0))
    left = ABOVE[0] + (SIZE[0] - ABOVE[0] - OWN[0]) // 2
    own = Image.fromarray(problem.first_view()).resize(OWN, Image.Resampling.NEAREST)
    canvas.paste(own, (left, left - ABOVE[0]))
    pen = ImageDraw.Draw(canvas)
    for number, line in enumerate(lines):
        pen.text((left, OWN[1] + 36 + 30 * number), line, DARK, ImageFont.load_default(20))
    return np.asarray(canvas)
