"""The sign room without learning: exact values by search over poses, and how fast frames come.

    python benchmarks/sign_room.py
    # Only a picture of the room from above and of what is seen in it:
    python benchmarks/sign_room.py --picture docs/images/sign-room.png

Writes docs/results/sign_room.json. Values are means over the two words, three instructions and all starts; a word
counts as known where 1, or where 40, pixels differ between the two. Frames by second of processor time on one core:
from memory, in batches of 2,048 numbers; and drawn afresh at random places of the room. Steps of
`KitchenDream/SignRoom-v0` with free poses, under random actions, include collisions, resets and Gymnasium. Preparing:
what a first training on features makes before it begins, with an empty cache (poses, all frames under both words,
components and features), in seconds of a process of its own.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np
import tyro
from PIL import Image

from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.hardware import hardware_info
from kitchen_dream.problems.gym_adapter import EpisodeEnv
from kitchen_dream.problems.sign_room.frames import LEGIBLE
from kitchen_dream.problems.sign_room.plan import OBJECTS, SignPlanner
from kitchen_dream.problems.sign_room.reference import planner
from kitchen_dream.problems.sign_room.rules import SignRoom13, SignRoom20
from kitchen_dream.sim.sign_room.layout import PUBLISHED
from kitchen_dream.sim.sign_room.scene import SignRoomWorld

BATCH, ROUNDS = 2048, 4


@dataclass
class Options:
    """Options of the benchmark."""

    frames: int = 1000
    """Frames drawn afresh in a round; the best of four rounds counts."""
    out: Path = Path("docs/results/sign_room.json")
    picture: Path | None = None
    """Draw the room here instead of measuring."""


VIEWS = (
    (0, 4.5, 5.0, -90),
    (0, 4.5, 5.0, 90),
    (0, 5.0, 9.0, 30),
    (1, 5.0, 9.0, 30),
    (1, 3.0, 5.0, 180),
    (1, 4.5, 5.0, 0),
)
"""Word, place and heading in degrees of the frames in the picture."""


def picture() -> Image.Image:
    """The room from above, and frames at three times their size."""
    with SignRoomWorld(PUBLISHED, 0, ceiling=False) as room:
        above = room.above()
    frames = []
    for word, x, y, degrees in VIEWS:
        with SignRoomWorld(PUBLISHED, word) as room:
            frames.append(np.kron(room.look(x, y, np.radians(degrees)), np.ones((3, 3, 1), np.uint8)))
    grid = np.concatenate([np.concatenate(frames[i : i + 2], axis=1) for i in (0, 2, 4)])
    canvas = Image.new("RGB", (above.shape[1] + grid.shape[1] + 8, max(len(above), len(grid))), (250, 250, 248))
    canvas.paste(Image.fromarray(above), (0, 0))
    canvas.paste(Image.fromarray(grid), (above.shape[1] + 8, (canvas.height - len(grid)) // 2))
    return canvas


def exact() -> list[dict]:
    """Oracle, blind, random and PEARL-UB, by steps of an execution and by what counts as reading."""
    rows = []
    for kind in (SignRoom20, SignRoom13):
        problem = kind("test")
        for pixels in (1, LEGIBLE):
            plan = planner(problem, pixels)
            pearl, reads = plan.pearl()
            values = {
                "oracle": plan.oracle(),
                "blind": plan.blind(),
                "random": plan.random(),
                "pearl_ub": pearl,
                "pearl_reads": reads,
            }
            rows.append({"steps": kind.limit, "pixels": pixels} | values | distances(plan))
    return rows


def distances(plan: SignPlanner) -> dict[str, float]:
    """Least numbers of steps from the starts: to an object, and until the sign can be read (mean, most); and the share
    of starts from which some of the sign is in view at once."""
    touch = np.stack([plan.steps_to(plan.touched == number)[plan.starts] for number in range(OBJECTS)])
    read = plan.steps_to(plan.reading)[plan.starts]
    return {
        "touch_mean": float(touch.mean()),
        "touch_most": int(touch.max()),
        "read_mean": float(read.mean()),
        "read_most": int(read.max()),
        "reading_starts": float((read == 0).mean()),
    }


def best(work: Callable[[], int]) -> float:
    """Frames by second of processor time, the best of some rounds."""
    speeds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        frames = work()
        speeds.append(frames / (time.process_time() - start))
    return max(speeds)


def preparing() -> float:
    """Seconds of processor time until a first training on features can begin."""
    work = (
        "import numpy as np; from kitchen_dream.problems.registry import problem_family as family;"
        "one = np.zeros(1, int); family('sign-room-features').batch('train', 1).begin(one, one)"
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as cache:
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", work], check=True, env=os.environ | {"KITCHEN_DREAM_CACHE": cache}
        )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(options: Options) -> None:
    """Measure and write."""
    if options.picture:
        picture().save(options.picture)
        return
    problem = SignRoom20("test", BATCH)
    pictures, rng = problem.frames.pictures, np.random.default_rng(0)

    def kept() -> int:
        for _ in range(20):
            pictures[rng.integers(len(pictures), size=BATCH)]
        return 20 * BATCH

    with SignRoomWorld(PUBLISHED, 0) as room:

        def drawn() -> int:
            for x, y, yaw in rng.uniform((0.5, 0.5, -np.pi), (9.5, 12.5, np.pi), (options.frames, 3)):
                room.look(x, y, yaw)
            return options.frames

        env = EpisodeEnv("sign-room", free_poses=True)

        def stepped() -> int:
            env.reset(seed=0)
            for action in rng.integers(3, size=options.frames):
                *_, terminated, truncated, _ = env.step(int(action))
                if terminated or truncated:
                    env.reset()
            return options.frames

        result = {
            "machine": hardware_info(),
            "poses": len(problem.world.graph),
            "frames": len(pictures),
            "exact": exact(),
        }
        result |= {
            "kept_per_second": best(kept),
            "drawn_per_second": best(drawn),
            "free_steps_per_second": best(stepped),
        }
        result |= {"preparing_seconds": preparing()}
        env.close()
    write_atomically(options.out, json.dumps(result, indent=1), parents=True)
    speeds = f"{result['kept_per_second']:,.0f} frames/s from memory, {result['drawn_per_second']:,.0f}/s drawn"
    print(f"{speeds}, {result['free_steps_per_second']:,.0f} steps/s at free poses; wrote {options.out}")


if __name__ == "__main__":
    main(tyro.cli(Options, description=__doc__))
