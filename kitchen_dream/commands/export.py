"""`export`: trials of a policy as a dataset for other projects' learners."""

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import tyro
from rich.console import Console

from kitchen_dream.commands.bars import Bars
from kitchen_dream.commands.options import one_of, place, positive
from kitchen_dream.core.cluster import cluster
from kitchen_dream.core.seeds import check_seed
from kitchen_dream.media.datasets.export import FORMATS, Export
from kitchen_dream.media.datasets.export import export as write
from kitchen_dream.training.run_config import policy_folder


def export(
    to: Path,
    form: Annotated[str, tyro.conf.arg(name="format")] = "minari",
    policy: Path | None = None,
    trials: int = 20,
    split: str = "test",
    seed: int = 0,
    backend: str | None = None,
    fps: int = 10,
    size: tuple[int, int] = (160, 120),
    on: str = "local",
    address: str | None = None,
) -> None:
    """Play trials of a policy in kitchens and write them as a dataset, whole or not at all.

    minari: observations, skills and rewards, an episode for each exploration and each execution; the environment can be
    had back from it. lerobot: frames of the robot in PyBullet, with the head camera's video, joints, what the motors
    were asked for, and the instruction in words. See docs/datasets.md.

    Args:
        to: the dataset's folder, which must not exist.
        form: minari or lerobot.
        policy: run folder or shipped policy for kitchens; without it the one that is shipped.
        trials: how many, one in each of the split's first kitchens.
        split: where the kitchens come from: train, validation, test, test_layouts or test_recipes.
        seed: draws the dishes.
        backend: abstract, or pybullet (slow: the robot really moves); without it abstract for minari. lerobot is
            always of PyBullet.
        fps: lerobot: frames in a simulated second, a divisor of 60.
        size: lerobot: width and height of pictures.
        on: local; or ray: trials on the nodes of a Ray cluster (docs/scale.md).
        address: HOST:PORT of the cluster's head node, or auto; without it --on ray uses this machine alone."""
    one_of("format", form, tuple(FORMATS))
    positive("trials", trials)
    check_seed(seed)
    place(on, address)
    backend = backend or ("pybullet" if form == "lerobot" else "abstract")
    one_of("backend", backend, ("abstract", "pybullet"))
    order = Export(policy_folder(policy, "kitchen"), to, form, trials, split, seed, backend, fps, size)
    console = Console(highlight=False, markup=False, soft_wrap=True)
    with ExitStack() as stack:
        ray = stack.enter_context(cluster(address)) if on == "ray" else None
        bars = stack.enter_context(Bars(console))
        write(order, ray, lambda done: bars.show("trials", done, trials))
    console.print(f"{to}: {trials} trials for {form}; docs/datasets.md says how to read them")
