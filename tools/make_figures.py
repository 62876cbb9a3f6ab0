"""Makes the README's pictures: a whole trial as a small GIF, and a gallery of kitchens.

Run it as `python tools/make_figures.py`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import tyro
from rich.console import Console
from rich.markup import escape

from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.kitchens.spec import LAYOUT_FAMILIES
from kitchen_dream.media.choice import choose, kitchen_options
from kitchen_dream.media.film import TrialFilmer
from kitchen_dream.media.film_frame import FilmFrame
from kitchen_dream.media.video import write_gif, write_png
from kitchen_dream.sim.sensing.pictures import gallery
from kitchen_dream.training.policies import load_policy
from kitchen_dream.training.run_config import policy_folder

SIZE = (560, 340)
RATE, SPEEDUP = 6.0, 5.0
GIF_BYTES = 4_000_000
"""Largest GIF. A larger one loads too slowly at the top of a page."""
KITCHENS = 9


def make_figures(
    policy: Path | None = None,
    seed: int = 0,
    cook: str | None = None,
    out: Path = Path("docs/images"),
    split: str = "test",
) -> None:
    """Write trial.gif, a whole trial of a policy, and gallery.png, kitchens of all layout families.

    Args:
        policy: run folder or shipped policy; without it the shipped one.
        seed: number of the split's kitchen; also draws the dish.
        cook: name of the dish; without it the seed draws one.
        out: folder for the pictures.
        split: where the kitchen comes from.
    """
    loaded = load_policy(policy_folder(policy))
    options = kitchen_options(loaded)
    choice = choose(split, seed, cook=cook)
    out.mkdir(parents=True, exist_ok=True)
    console = Console(highlight=False, markup=False, soft_wrap=True)
    with console.status("drawing kitchens"):
        kitchens = [generate(number, (LAYOUT_FAMILIES[number % len(LAYOUT_FAMILIES)],)) for number in range(KITCHENS)]
        write_png(out / "gallery.png", gallery(kitchens, columns=3, width=400, height=280), colours=200)
    console.print(f"{out / 'gallery.png'}: kitchens of all layout families")
    frames: list[np.ndarray] = []
    with console.status(f"filming {escape(choice.kitchen.name)}; this takes a few minutes"):
        sink, frame = lambda picture, times: frames.extend([picture] * times), FilmFrame(*SIZE)
        summary = TrialFilmer(choice, loaded.begin_trial(), sink, frame, RATE, SPEEDUP, options=options).film()
        size = small_gif(out / "trial.gif", frames)
    console.print(f"{out / 'trial.gif'} ({size / 1e6:.1f} MB): {summary.line()}")


def small_gif(path: Path, frames: list[np.ndarray], limit: int = GIF_BYTES) -> int:
    """Write frames (height, width, 3) uint8 as a GIF with as many colours as fit into `limit` bytes.

    Returns its size in bytes. Raises ValueError, and leaves no file, if 32 colours are still too many.
    """
    for colours in (256, 128, 64, 32):
        write_gif(path, frames, RATE, colours)
        size = path.stat().st_size
        if size <= limit:
            return size
    path.unlink()
    raise ValueError(
        f"{path}: {size / 1e6:.1f} MB with {colours} colours; choose a shorter trial with --seed or --cook"
    )


if __name__ == "__main__":
    try:
        tyro.cli(make_figures)
    except ValueError as error:
        sys.exit(f"error: {error}")
