"""Stress test of the simulator: equal bits, memory and time over many resets."""

import hashlib
import time
from dataclasses import astuple
from pathlib import Path

from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.kitchens.spec import Kitchen
from kitchen_dream.rules.skills import SkillCall
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.sim.sensing.head_camera import HeadCamera

PAGE = 4096
"""Bytes of a memory page on Linux x86-64."""


def resident_megabytes() -> float:
    """Resident memory of this process in MB, read from /proc. Linux only."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE / 1e6


def short_episodes(kitchen: Kitchen) -> list[list[SkillCall]]:
    """Two short episodes: from the first unit with food into the pot, and from the last one into the bowl."""
    full = [u for u, unit in enumerate(kitchen.units) if any(unit.contents)]
    out = []
    for unit, vessel in ((full[0], "put_pot"), (full[-1], "put_bowl")):
        slot = next(s for s, name in enumerate(kitchen.units[unit].contents) if name)
        out.append([SkillCall("look", unit), SkillCall("take", slot), SkillCall(vessel)])
    return out


def trajectory_digest(body: KitchenBody, calls: list[SkillCall], rate: float = 60.0, picture: bool = True) -> str:
    """Hash all that moves while skills run, their outcomes and the picture at the end.

    rate: recordings a simulated second. picture: whether that is part of it."""
    digest = hashlib.sha256()
    client, scene, robot = body.client, body.scene, body.robot

    def record(_: KitchenBody) -> None:
        joints = client.getJointStates(robot.body, range(client.getNumJoints(robot.body)))
        items = [client.getBasePositionAndOrientation(item.body) for item in scene.items.values()]
        openings = [scene.opening(u) for u in range(len(scene.units))]
        digest.update(repr(([state[:2] for state in joints], items, openings)).encode())

    before = body.on_frame, body.frame_rate
    body.on_frame, body.frame_rate = record, rate
    for call in calls:
        digest.update(repr(astuple(body.execute(call))).encode())
    body.on_frame, body.frame_rate = before
    if picture:
        shot = HeadCamera(client, scene, robot).shoot()
        digest.update(shot.rgb.tobytes() + shot.depth.tobytes())
    return digest.hexdigest()


def episode_digests(seed: int, exact: bool = False, skills: int = 3) -> list[str]:
    """Hashes of three episodes in the kitchen of a seed: one, another, and the first again, with resets between.

    seed: of the kitchen. exact: see `KitchenBody`. skills: number of skills of each episode that are run."""
    kitchen = generate(seed)
    first, second = (calls[:skills] for calls in short_episodes(kitchen))
    body = KitchenBody(kitchen, exact=exact)
    try:
        out = [trajectory_digest(body, first)]
        for calls in (second, first):
            body.reset()
            out.append(trajectory_digest(body, calls))
    finally:
        body.close()
    return out


def disturb(body: KitchenBody, number: int) -> None:
    """Change what a reset must restore: open a unit, move an ingredient, take a picture. `number` chooses which."""
    units = len(body.scene.units)
    body.scene.set_opening(number % units, 0.7)
    items = list(body.scene.items.values())
    body.scene.move_item(items[number % len(items)], (body.kitchen.start.x, body.kitchen.start.y + 0.6, 0.3))
    body.client.step(24)
    HeadCamera(body.client, body.scene, body.robot).shoot()


def reset_milliseconds(body: KitchenBody, number: int) -> float:
    """Processor time of one reset after a disturbance."""
    disturb(body, number)
    began = time.process_time()
    body.reset()
    return (time.process_time() - began) * 1e3
