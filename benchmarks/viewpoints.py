"""How much of the work films show: `python benchmarks/viewpoints.py [--kitchens 30]`.

In test kitchens the robot is put before each unit, and the unit is opened in the physics. Rays from the camera that
films choose for it tell which points are seen: the robot's chest and head, the hand's place before the unit, and each
slot. The door and the robot count as in the way. Writes docs/results/viewpoints.json."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path

import numpy as np
import tyro

from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.hardware import hardware_info
from kitchen_dream.kitchens.contents.sampling import sample_kitchen
from kitchen_dream.kitchens.geometry import DRAWER_TRAVEL, slot_position
from kitchen_dream.kitchens.spec import SLOTS
from kitchen_dream.media.film_frame import FilmFrame
from kitchen_dream.media.viewpoint import FOV, ViewpointPlanner
from kitchen_dream.sim.body import KitchenBody

OUT = Path(__file__).resolve().parents[1] / "docs" / "results" / "viewpoints.json"
TOUCH = 0.25
"""Metres from a point of the robot within which a ray that meets the robot has met that point; 0.12 for all else."""


def seen(body: KitchenBody, eye: np.ndarray, target: np.ndarray, points: np.ndarray, aspect: float) -> np.ndarray:
    """(n,) bool: a camera at `eye` (3,) has the points (n, 3) in its picture, and nothing hides them."""
    ahead = (target - eye) / np.linalg.norm(target - eye)
    right = np.cross(ahead, [0, 0, 1])
    right /= np.linalg.norm(right)
    ways, half = points - eye, math.tan(math.radians(FOV) / 2)
    depth = ways @ ahead
    framed = (np.abs(ways @ right) < half * aspect * depth) & (np.abs(ways @ np.cross(right, ahead)) < half * depth)
    size = np.array([body.kitchen.room.width, body.kitchen.room.depth])
    with np.errstate(divide="ignore", invalid="ignore"):  # walls are drawn on their inner side only
        low, high = (0.01 - eye[:2]) / ways[:, :2], (size - 0.01 - eye[:2]) / ways[:, :2]
    enter = np.where(eye[:2] < 0, low, np.where(eye[:2] > size, high, 0.0)).max(1)
    starts = eye + np.clip(enter, 0, 1)[:, None] * ways
    hits = body.client.rayTestBatch(starts.tolist(), points.tolist())
    near = [TOUCH if hit[0] == body.robot.body else 0.12 for hit in hits]
    clear = [hit[0] < 0 or math.dist(hit[3], point) < most for hit, point, most in zip(hits, points, near, strict=True)]
    return framed & np.array(clear)


def shares(number: int) -> dict[str, list[float]]:
    """Shares seen of robot, hand and contents, for each unit of a test kitchen."""
    width, height = FilmFrame().scene
    body = KitchenBody(sample_kitchen("test", number))
    planner = ViewpointPlanner(body, width / height)
    found: dict[str, list[float]] = {"robot": [], "hand": [], "contents": []}
    for u, unit in enumerate(body.kitchen.units):
        pose = body.actor.stations[u]
        body.robot.place(body.robot.home(pose))
        body.scene.set_opening(u, 1.0)
        body.client.performCollisionDetection()
        out = DRAWER_TRAVEL if unit.traits.opens == "drawer" else 0.0
        shift = np.array([out * math.cos(unit.yaw), out * math.sin(unit.yaw), 0.06])
        contents = np.array([slot_position(unit, slot) for slot in range(SLOTS)]) + shift
        front = unit.to_world((unit.depth / 2 + out + 0.15, 0.0, 0.0))
        points = {
            "robot": np.array([(pose.x, pose.y, 0.8), (pose.x, pose.y, 1.35)]),
            "hand": np.array([(*front[:2], contents[:, 2].mean() + 0.06)]),
            "contents": contents,
        }
        eye, target = (np.array(point) for point in planner.view(u, np.array([pose.x, pose.y])))
        for name, some in points.items():
            found[name].append(float(seen(body, eye, target, some, width / height).mean()))
        body.scene.set_opening(u, 0.0)
    body.close()
    return found


def main(kitchens: int = 30) -> None:
    """Measure so many kitchens, print, write."""
    all_of: dict[str, list[float]] = {}
    for number in range(kitchens):
        for name, values in shares(number).items():
            all_of.setdefault(name, []).extend(values)
    told = {"machine": hardware_info(), "kitchens": kitchens, "units": len(all_of["hand"])}
    told |= {"seen": {name: round(float(np.mean(values)), 3) for name, values in all_of.items()}}
    print(json.dumps(told["seen"]))
    write_atomically(OUT, (json.dumps(told, indent=1) + "\n").encode())


if __name__ == "__main__":
    sys.exit(tyro.cli(main))
