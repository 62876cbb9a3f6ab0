"""Speed of the head camera on one core, and whether a look shows what is there.

    python benchmarks/camera.py
    # Only a picture of a look into each kind of unit:
    python benchmarks/camera.py --picture docs/images/head-camera.png

In some kitchens, from the start and from before every unit that holds food, with its front open and the head as at the
end of a look: pictures with colours and depth by second of processor time, and for each ingredient the pixels that show
it. Writes docs/results/camera.json.
"""

from __future__ import annotations

import json
import os
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np
import tyro
from PIL import Image

from kitchen_dream.core.files import AtomicFile, write_atomically
from kitchen_dream.core.hardware import hardware_info
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.rules.skills import SkillCall
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.sim.sensing.head_camera import HEIGHT, WIDTH, HeadCamera, Shot
from kitchen_dream.sim.skills.look import watch

REPEATS = 4
"""Rounds of which the best counts, as in Python's timeit."""

SETTLE = 120
"""Physics steps in which the head arrives."""


@dataclass
class Options:
    """Options of the benchmark."""

    kitchens: int = 25
    """Seeds from 0."""
    shots: int = 20
    """Pictures from each place in a round."""
    width: int = WIDTH
    height: int = HEIGHT
    out: Path = Path("docs/results/camera.json")
    picture: Path | None = None
    """Write only a picture: for each kind of unit what the camera shows after a look, colours above depth."""


PICTURE_SEEDS = (0, 2, 4)
"""Kitchens of the picture; between them they have food in every kind of unit."""

ZOOM = 4


def looks() -> Iterator[tuple[str, Shot]]:
    """A look into the first unit of each kind that holds food, carried out by the robot."""
    seen = set()
    for seed in PICTURE_SEEDS:
        body = KitchenBody(generate(seed))
        camera = HeadCamera(body.client, body.scene, body.robot)
        for u, unit in enumerate(body.kitchen.units):
            if any(unit.contents) and unit.kind not in seen and body.execute(SkillCall("look", u)).success:
                seen.add(unit.kind)
                yield unit.kind, camera.shoot()
        body.close()


def draw(path: Path) -> None:
    """The picture: a column for each kind."""
    columns = []
    for kind, shot in looks():
        print(kind)
        near = 1 - np.clip((shot.depth - 0.4) / 2.6, 0, 1)  # black from 3 m, white at 0.4 m
        depth = np.repeat((near * 255).astype(np.uint8)[..., None], 3, 2)
        columns.append(np.concatenate([shot.rgb, np.full((2, WIDTH, 3), 255, np.uint8), depth]))
    gap = np.full((len(columns[0]), 2, 3), 255, np.uint8)
    rows = [
        np.concatenate([part for column in columns[k : k + 3] for part in (column, gap)][:-1], axis=1) for k in (0, 3)
    ]
    sheet = np.concatenate([rows[0], np.full((4, rows[0].shape[1], 3), 255, np.uint8), rows[1]])
    with AtomicFile(path, parents=True) as part:
        Image.fromarray(sheet.repeat(ZOOM, 0).repeat(ZOOM, 1)).save(part, optimize=True)
    print(f"wrote {path}")


def speed(camera: HeadCamera, shots: int) -> float:
    """Pictures by second of processor time: the best of REPEATS rounds, since others on the machine slow each by what
    they please.
    """
    camera.shoot()
    best = 0.0
    for _ in range(REPEATS):
        began = time.process_time()
        for _ in range(shots):
            camera.shoot()
        best = max(best, shots / (time.process_time() - began))
    return best


def main(options: Options) -> None:
    """Measure, print, write; or draw."""
    if options.picture is not None:
        draw(options.picture)
        return
    rates: list[float] = []
    slowest_kitchen = np.inf
    pixels: dict[str, list[int]] = defaultdict(list)
    for seed in range(options.kitchens):
        body = KitchenBody(generate(seed))
        camera = HeadCamera(body.client, body.scene, body.robot, options.width, options.height)
        own = [speed(camera, options.shots)]
        for u, unit in enumerate(body.kitchen.units):
            mine = [key for key in body.scene.items if key[0] == u]
            if not mine:
                continue
            body.reset()
            body.robot.place(body.robot.home(body.actor.stations[u]))
            body.scene.set_opening(u, 1.0)
            watch(body.actor, u)
            body.client.step(SETTLE)
            own.append(speed(camera, options.shots))
            bodies = camera.bodies()
            pixels[unit.kind] += [int((bodies == body.scene.items[key].body).sum()) for key in mine]
        body.close()
        rates += own
        slowest_kitchen = min(slowest_kitchen, float(np.mean(own)))
    figures = {
        "size": f"{options.width} x {options.height}",
        "kitchens": options.kitchens,
        "places": len(rates),
        "frames_per_second_mean": round(len(rates) / float(np.sum(1 / np.array(rates)))),
        "frames_per_second_median": round(float(np.median(rates))),
        "frames_per_second_slowest_kitchen": round(slowest_kitchen),
        "frames_per_second_slowest_place": round(min(rates)),
        "ingredients_looked_at": sum(map(len, pixels.values())),
        "ingredients_without_a_pixel": sum(count == 0 for counts in pixels.values() for count in counts),
        "machine": hardware_info(),
        "kinds": [
            {
                "unit": kind.replace("_", " "),
                "ingredients": len(counts),
                "pixels, least": min(counts),
                "pixels, median": float(np.median(counts)),
            }
            for kind, counts in sorted(pixels.items())
        ],
    }
    write_atomically(options.out, json.dumps(figures, indent=2) + "\n", parents=True)
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main(tyro.cli(Options, description=__doc__))
