"""`kitchen show`: a kitchen as a picture or in a window, drawn again whenever its file is saved."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import numpy as np
import tyro

from kitchen_dream.core.files import AtomicFile
from kitchen_dream.kitchens.files.kitchen_files import KitchenError, load_family
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.kitchens.spec import Kitchen

POLL_SECONDS = 0.3
"""How often a watched file is looked at."""


def show(
    file: Annotated[Path | None, tyro.conf.Positional] = None,
    seed: int | None = None,
    layout: Annotated[str, tyro.conf.arg(metavar="FAMILY")] = "any",
    out: Path | None = None,
    window: bool = False,
    watch: bool = False,
) -> None:
    """Draw a kitchen as one PNG: from above with what lies where, and in perspective. Or show it in a window.

    Args:
        file: a kitchen file (YAML).
        seed: draws what the file leaves open; without a file, the seed of a random kitchen.
        layout: layout family of the random kitchen, or any.
        out: picture to write; by default the file's name, or kitchen-SEED, with .png in the current folder.
        window: open PyBullet's window instead: turn with the mouse, o opens and shuts all doors, q quits.
        watch: draw it again whenever the file is saved, until ctrl-C (or q in the window).
    """
    if file is None and seed is None:
        raise ValueError("kitchen show: name either a file or --seed N")
    if file is None and watch:
        raise ValueError("kitchen show --watch: name the file to watch")
    if out is not None and window:
        raise ValueError("kitchen show: --out is for a picture and --window for the screen; leave one out")
    if window:
        _in_window(file, seed, layout, watch)
        return
    target = out or Path(f"{file.stem}.png" if file is not None else f"kitchen-{seed}.png")
    if target.suffix.lower() != ".png":
        raise ValueError(f"--out {target}: a picture ends in .png")
    if not watch or file is None:
        _write(_kitchen(file, seed, layout), target)
        return
    changed = Changes(file)
    print(f"watching {file}; ctrl-C ends it", flush=True)
    while True:
        reload(changed, lambda: _write(_kitchen(file, seed, layout), target))
        time.sleep(POLL_SECONDS)


class Changes:
    """Tells whether a file has other content than when it was last asked for, and that it has when asked for the first time.

    A file that is gone for a moment has not changed. Raises KitchenError if it is not there at first.
    """

    def __init__(self, file: Path) -> None:
        if not file.is_file():
            load_family(file)  # which says why not
        self._file = file
        self._content: bytes | None = None

    def __call__(self) -> bool:
        content = self._read()
        if content is None or content == self._content:
            return False
        self._content = content
        return True

    def _read(self) -> bytes | None:
        try:
            return self._file.read_bytes()
        except FileNotFoundError:  # editors write a new file and rename it
            return None


def reload(changed: Callable[[], bool], draw: Callable[[], None]) -> bool:
    """Draw if the file has changed; its mistakes are told, and what is shown stays. Returns whether something was drawn."""
    if not changed():
        return False
    try:
        draw()
    except KitchenError as error:
        print("\n".join(error.lines), flush=True)
        return False
    return True


def draw(kitchen: Kitchen, width: int = 1400) -> np.ndarray:
    """The plan above one or two perspective views, (height, width, 3) uint8."""
    # Both need heavy libraries that the other commands do without.
    from kitchen_dream.media.plan import draw_plan
    from kitchen_dream.sim.sensing.pictures import perspectives

    plan = draw_plan(kitchen, width)
    return np.concatenate([plan, *perspectives(kitchen, width, width * 9 // 16)], axis=0)


def _write(kitchen: Kitchen, target: Path) -> None:
    from PIL import Image

    picture = draw(kitchen)
    with AtomicFile(target, parents=True) as part:
        Image.fromarray(picture).save(part)
    print(f"{target}: {kitchen.name}, from above and in perspective ({picture.shape[1]} x {picture.shape[0]})", flush=True)


def _in_window(file: Path | None, seed: int | None, layout: str, watch: bool) -> None:
    from kitchen_dream.sim.engine.client import NoDisplay
    from kitchen_dream.viewer.layout_window import Closed, LayoutWindow

    changed = Changes(file) if watch and file is not None else None
    kitchen = None if changed else _kitchen(file, seed, layout)
    try:
        window = LayoutWindow()
    except NoDisplay:
        name = f"{file}" if file is not None else f"--seed {seed}"
        raise ValueError(f"there is no screen to open a window on; draw a picture instead: kitchen show {name} --out kitchen.png") from None
    try:
        if kitchen is not None:
            window.show(kitchen)
        while True:
            if changed and reload(changed, lambda: window.show(_kitchen(file, seed, layout))):
                print(f"{file}: shown as it was saved", flush=True)
            window.wait(POLL_SECONDS)
    except Closed:
        return
    finally:
        window.close()


def _kitchen(file: Path | None, seed: int | None, layout: str) -> Kitchen:
    """The kitchen to show. Raises KitchenError (file) or ValueError (seed or family of a random one)."""
    if file is not None:
        return load_family(file).kitchen(seed or 0)
    from kitchen_dream.commands.kitchen import layout_choice

    return generate(seed or 0, layout_choice(layout))
