"""Writes the tables of docs/robot.md from the code and the measured files, and draws the robot.

Run it as `python tools/robot_page.py`; with `--picture` it draws docs/images/robot.png as well.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import tyro

from kitchen_dream.core.files import write_atomically
from kitchen_dream.kitchens import robot_facts
from kitchen_dream.kitchens.spec import Pose2D
from kitchen_dream.media.video import write_png
from kitchen_dream.sim.engine.camera import FAR, NEAR, render
from kitchen_dream.sim.engine.client import FREE_ITERATIONS, GRAVITY, SOLVER_ITERATIONS, TIME_STEP, Client
from kitchen_dream.sim.robot.grasp import FINGER_FRICTION, HANDLE_FORCE, ITEM_FORCE, STRETCH
from kitchen_dream.sim.robot.motion import RATE, SMOOTHING
from kitchen_dream.sim.robot.panda_mobile import PANDA_MOBILE as FACTS
from kitchen_dream.sim.robot.panda_mobile import PandaMobile
from kitchen_dream.sim.robot.panda_mobile.body import FINGER_FORCE, FORCES, JOINTS
from kitchen_dream.sim.robot.robot import Hand
from kitchen_dream.sim.scene.ingredients import FRICTION
from kitchen_dream.sim.sensing import head_camera

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "robot.md"
PICTURE = ROOT / "docs" / "images" / "robot.png"
RESULTS = ROOT / "docs" / "results"
MOVES = ("base, along x", "base, along y", "base, turning", "lift, up", *(f"arm, joint {k}" for k in range(1, 8)))
FOV, GROUND = 35.0, (226, 230, 234)
"""Of the portrait: vertical field of view in degrees, and the colour behind the robot."""
Row = tuple[str, ...]


def robot_page(picture: bool = False) -> None:
    """Write the tables into docs/robot.md.

    Args:
        picture: draw docs/images/robot.png, too.
    """
    write_atomically(PAGE, with_tables(PAGE.read_text()).encode())
    if picture:
        write_png(PICTURE, portrait(), colours=128)


def with_tables(page: str) -> str:
    """The page with all tables between their markers. Raises ValueError where a marker is missing."""
    for name, rows in tables().items():
        begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
        before, found, rest = page.partition(begin)
        _, found_too, after = rest.partition(end)
        if not (found and found_too):
            raise ValueError(f"{PAGE}: the markers {begin} and {end} are missing; put them where the table shall stand")
        page = f"{before}{begin}\n{_markdown(rows)}\n{end}{after}"
    return page


def tables() -> dict[str, list[Row]]:
    """By name, the rows of each table, the head first."""
    return {
        "joints": joints(),
        "sizes": sizes(),
        "rates": rates(),
        "grasps": grasps(),
        "camera": camera(),
        "reach": reach(),
        "seconds": seconds(),
    }


def joints() -> list[Row]:
    """Limits, speeds and motors of all joints."""
    free = ("-", "-")
    limits = [free, free, free, _range(*FACTS.lift_range, "m")]
    limits += [_range(low, high, "rad") for low, high in zip(FACTS.arm_lower, FACTS.arm_upper, strict=True)]
    rows: list[Row] = [("joint", "moves", "from", "to", "largest speed", "motor, at most")]
    for name, moves, limit, speed, force in zip(JOINTS, MOVES, limits, FACTS.joint_speeds, FORCES, strict=True):
        slides = name in ("drive_x", "drive_y", "lift")
        unit, power = ("m/s", "N") if slides else ("rad/s", "N m")
        rows.append((f"`{name}`", moves, *limit, f"{speed:g} {unit}", f"{force:g} {power}"))
    opening = _range(0, FACTS.finger_opening, "m")
    rows.append(("fingers", "two, each from the middle", *opening, "", f"{FINGER_FORCE:g} N"))
    rows.append(("neck", f"head, forward, in {FACTS.neck_stages} stages", *_range(0, FACTS.neck, "m"), "", ""))
    rows.append(("tilt", "head, positive down", *_range(*FACTS.tilt_range, "rad"), "", ""))
    return rows


def sizes() -> list[Row]:
    """Lengths of the robot."""
    return [
        ("what", "metres"),
        ("radius of the base", f"{FACTS.chassis_radius:g}"),
        ("height of the base", f"{FACTS.chassis_top:g}"),
        ("circle that holds the robot with its arm folded", f"{FACTS.folded_radius:g}"),
        ("arm's first link in the base's frame, lift down", _vector(FACTS.mount)),
        ("head's tilt axis in the base's frame, neck in", _vector(FACTS.head)),
        ("lens in the head's frame", _vector(FACTS.camera)),
        ("from the tool's point to the palm; to the fingertips", f"{FACTS.palm:g}; {FACTS.fingertip:g}"),
    ]


def rates() -> list[Row]:
    """How often what happens, and how the base drives."""
    return [
        ("what", "value"),
        ("physics steps a second", f"{1 / TIME_STEP:g}"),
        ("targets of the motors, looks at grasps, joint limits and forces, a second", f"{RATE:g}"),
        ("solver's iterations a step: while it touches something, while it touches nothing",
         f"{SOLVER_ITERATIONS}, {FREE_ITERATIONS}"),
        ("time in which a joint reaches its speed", f"{2 * SMOOTHING:g} s"),
        ("speed of the base on its way to a station", f"{FACTS.drive_speed:g} m/s, {FACTS.turn_speed:g} rad/s"),
        ("gravity", f"{-GRAVITY:g} m/s²"),
    ]  # fmt: skip


def grasps() -> list[Row]:
    """Forces and friction of the hand in both grasp modes."""
    return [
        ("what", "assisted", "physical"),
        ("holds an ingredient by", f"a constraint of at most {ITEM_FORCE:g} N", "friction"),
        ("holds a handle by", f"a ball joint of at most {HANDLE_FORCE:g} N", "friction"),
        ("lets go once drawn out by", f"{1000 * STRETCH:g} mm", "a finger that loses touch"),
        ("each finger presses with at most", f"{FINGER_FORCE:g} N", f"{FINGER_FORCE:g} N"),
        ("friction of fingertips; of ingredients", *[f"{FINGER_FRICTION:g}; {FRICTION:g}"] * 2),
    ]


def camera() -> list[Row]:
    """The head camera."""
    aspect = head_camera.WIDTH / head_camera.HEIGHT
    wide = 2 * math.degrees(math.atan(aspect * math.tan(math.radians(head_camera.FOV) / 2)))
    return [
        ("what", "value"),
        ("pixels of an observation", f"{head_camera.WIDTH} x {head_camera.HEIGHT}"),
        ("field of view, vertical; horizontal", f"{head_camera.FOV:g}°; {wide:.1f}°"),
        ("depth from, to", f"{NEAR:g} m, {FAR:g} m"),
        ("tilt while it looks at nothing", f"{FACTS.gaze:g} rad"),
    ]


def reach() -> list[Row]:
    """What kitchens assume of every robot."""
    return [
        ("what", "metres"),
        ("circle that holds the robot", f"{robot_facts.BASE_RADIUS:g}"),
        ("from a front to the middle of the base that parks there", f"{robot_facts.STATION_DISTANCE:g}"),
        ("free floor before every front, at least", f"{robot_facts.AISLE:g}"),
        ("the same before a drawer", f"{robot_facts.DRAWER_AISLE:g}"),
        ("height up to which furniture stops the base", f"{robot_facts.BODY_HEIGHT:g}"),
        ("heights of handles and boards, reached from the front", "{:g} to {:g}".format(*robot_facts.FRONT_REACH)),
        ("heights of drawer floors, reached from above", "{:g} to {:g}".format(*robot_facts.DRAWER_REACH)),
        ("heights of hob and bowl", "{:g} to {:g}".format(*robot_facts.HOB_REACH)),
        ("free height above pot and bowl", f"{robot_facts.HEADROOM:g}"),
    ]


def seconds() -> list[Row]:
    """Measured seconds of the skills, and how many times faster than real time they run."""
    modes = [json.loads((RESULTS / name).read_text()) for name in ("skills.json", "skills-physical.json")]
    rows: list[Row] = [("skill", "seconds", "x real time", "seconds, physical grasp", "x real time, physical grasp")]
    for skill in modes[0]["skills"]:
        pairs = [(mode["skills"][skill]["seconds"], mode["skills"][skill]["real_time"]) for mode in modes]
        rows.append((f"`{skill.lower()}`", *(f"{number:.1f}" for pair in pairs for number in pair)))
    alls = [f"{mode['all'][key]:.1f}" for mode in modes for key in ("seconds", "real_time")]
    return [*rows, ("all", *alls)]


def portrait(width: int = 360, height: int = 460) -> np.ndarray:
    """The robot folded, reaching into a drawer, and reaching a high shelf: (height, 3 width, 3) uint8."""
    place, pictures = Pose2D(x=0.0, y=0.0, yaw=0.0), []
    with Client() as client:
        robot = PandaMobile(client, place)
        reaches = (None, ((0.75, 0.0, 0.45), Hand(math.radians(90))), ((0.8, 0.0, 1.65), Hand(0.0)))
        for reach in reaches:
            posture = robot.home(place)
            if reach is not None:
                found = robot.candidates(np.array(reach[0]), 0.0, reach[1], posture)
                free = robot.spheres(FACTS.finger_opening, None).self_clearance(found) > 0.02
                posture = found[free][np.linalg.norm(found[free][:, :2], axis=1).argmin()]
                posture = np.concatenate([[0.0, 0.0, 0.0], posture[3:]])
            robot.place(posture)
            eye, target = (2.1, -2.3, 1.5), (0.12, 0.0, 0.86)
            shot = render(client, eye, target, FOV, width, height, supersample=2, background=GROUND)
            pictures.append(shot)
    return np.concatenate(pictures, axis=1)


def _range(low: float, high: float, unit: str) -> tuple[str, str]:
    return f"{low:g} {unit}", f"{high:g} {unit}"


def _vector(values: Iterable[float]) -> str:
    return f"({', '.join(f'{value:g}' for value in values)})"


def _markdown(rows: list[Row]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


if __name__ == "__main__":
    tyro.cli(robot_page)
