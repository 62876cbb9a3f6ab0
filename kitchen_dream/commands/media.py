"""`media`: the README's pictures: a whole trial as a small GIF, and a gallery of kitchens."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image
from rich.console import Console

from kitchen_dream.agents.policy import load_policy
from kitchen_dream.commands.options import policy_folder, positive
from kitchen_dream.core.files import AtomicFile
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.kitchens.spec import LAYOUT_FAMILIES
from kitchen_dream.media.choice import choose
from kitchen_dream.media.film import Camera, Told
from kitchen_dream.media.overlay import Overlay
from kitchen_dream.media.video import write_gif
from kitchen_dream.sim.sensing.pictures import gallery as draw_gallery

SIZE = (560, 340)
RATE, SPEEDUP = 6.0, 5.0
GIF_BYTES = 4_000_000
"""Largest GIF: more loads too slowly at the top of a page."""


def media(policy: Path | None = None, seed: int = 0, cook: str | None = None, out: Path = Path("docs/images"), split: str = "test") -> None:
    """Make trial.gif, a whole trial of a policy, and gallery.png, kitchens of all layout families.

    Args:
        policy: run folder or shipped policy; without it the shipped one.
        seed: number of the split's kitchen; also draws the dish.
        cook: the dish to ask for, by name; without it the seed draws one.
        out: folder for the pictures.
        split: where the kitchen comes from.
    """
    agent, config, _ = load_policy(policy_folder(policy))
    choice = choose(split, seed, cook=cook)
    out.mkdir(parents=True, exist_ok=True)
    console = Console()
    with console.status("drawing kitchens"):
        gallery(out / "gallery.png")
    console.print(f"{out / 'gallery.png'}: kitchens of all layout families")
    frames: list[np.ndarray] = []
    with console.status(f"filming {choice.kitchen.name}; this takes a few minutes"):
        told: Told = Camera(choice, config, agent, lambda frame, n: frames.extend([frame] * n), Overlay(*SIZE), RATE, SPEEDUP).film()
        size = small_gif(out / "trial.gif", frames)
    console.print(f"{out / 'trial.gif'} ({size / 1e6:.1f} MB): {told.line()}", highlight=False, soft_wrap=True)


def small_gif(path: Path, frames: list[np.ndarray], limit: int = GIF_BYTES) -> int:
    """Write a GIF with as many colours as fit into `limit` bytes; returns its size. Raises ValueError where none do."""
    positive("limit", limit)
    for colours in (128, 64, 32):
        write_gif(path, frames, RATE, colours)
        size = path.stat().st_size
        if size <= limit:
            return size
    path.unlink()
    raise ValueError(f"{path}: {size / 1e6:.1f} MB even with {colours} colours; choose a shorter trial with --seed or --cook")


def gallery(path: Path, count: int = 9, columns: int = 3, width: int = 400, height: int = 280) -> None:
    """Write a picture of `count` kitchens of all layout families in turn."""
    kitchens = [generate(seed, (LAYOUT_FAMILIES[seed % len(LAYOUT_FAMILIES)],)) for seed in range(count)]
    picture = Image.fromarray(draw_gallery(kitchens, columns, width, height))
    with AtomicFile(path) as part:
        picture.quantize(200, dither=Image.Dither.NONE).save(part, optimize=True)
