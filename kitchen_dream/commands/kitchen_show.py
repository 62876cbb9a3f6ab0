"""`kitchen show`: a kitchen as a picture or in a window, drawn again whenever its file is saved."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import tyro

from kitchen_dream.commands.front_end import check_address
from kitchen_dream.commands.options import KitchenName, layout_families, rules_of
from kitchen_dream.core.seeds import check_seed
from kitchen_dream.kitchens.files.kitchen_files import KitchenError, load_kitchen
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.kitchens.spec import Kitchen
from kitchen_dream.rules.ruleset import RuleSet
from kitchen_dream.viewer.file_changes import FileChanges

if TYPE_CHECKING:
    from kitchen_dream.media.kitchen_picture import Draft

POLL_SECONDS = 0.3
"""Seconds between two looks at a watched file."""


def show(
    file: Annotated[Path | None, tyro.conf.Positional] = None,
    seed: int | None = None,
    layout: Annotated[str, tyro.conf.arg(metavar="FAMILY")] = "any",
    out: Path | None = None,
    window: bool = False,
    watch: bool = False,
    browser: bool = False,
    host: str | None = None,
    port: int | None = None,
    problem: KitchenName = "kitchen",
) -> None:
    """Draw a kitchen as one PNG: from above with what lies where, and in perspective. Or show it in a window or a
    browser.

    If the robot could not cook there, the mistakes are printed, the plan shows them in red, and the exit status is 1.

    Args:
        file: a kitchen file (YAML).
        seed: draws what the file leaves open; without a file, the seed of a random kitchen.
        layout: layout family of the random kitchen, or any.
        out: picture to write; by default the file's name, or kitchen-SEED, with .png in the current folder.
        window: open PyBullet's window instead: turn with the mouse, o opens and shuts all doors, q quits.
        watch: draw it again whenever the file is saved, until ctrl-C (or q in the window).
        browser: show it on a page in a browser instead, again whenever the file is saved; o opens and shuts all doors,
            q quits (extra `web`).
        host: address to serve that page at; this machine alone without it, 0.0.0.0 for everybody on the network.
        port: of that page; without it the first free one from 8080 on.
        problem: kitchen, or kitchen-v1 with its tools and ingredients."""
    if file is None and seed is None:
        raise ValueError("kitchen show: name either a file or --seed N")
    check_seed(seed)
    if file is None and watch:
        raise ValueError("kitchen show --watch: name the file to watch")
    if out is not None and window:
        raise ValueError("kitchen show: --out is for a picture and --window for the screen; leave one out")
    if browser and (window or out is not None):
        raise ValueError("kitchen show: --browser, --window and --out are three ways to show a kitchen; take one")
    check_address(browser, host, port)
    shown = _Shown(file, seed, layout, rules_of(problem))
    if browser:
        _show_in_browser(shown, host, port)
        return
    if window:
        _show_in_window(shown, watch)
        return
    target = out or Path(f"{file.stem}.png" if file is not None else f"kitchen-{seed}.png")
    if target.suffix.lower() != ".png":
        raise ValueError(f"--out {target}: a picture ends in .png")
    if not watch or file is None:
        if not _write_picture(shown, target):
            raise SystemExit(1)
        return
    changed = FileChanges(file)
    print(f"watching {file}; ctrl-C ends it", flush=True)
    while True:
        _draw_if(changed, lambda: _write_picture(shown, target))
        time.sleep(POLL_SECONDS)


@dataclass(frozen=True)
class _Shown:
    """What is shown: a file, or a random kitchen of a layout family, with contents by the rules' cookbook."""

    file: Path | None
    seed: int | None
    layout: str
    rules: RuleSet

    def kitchen(self) -> Kitchen:
        """The kitchen. Raises KitchenError (file) or ValueError (seed or family of a random one)."""
        if self.file is None:
            return generate(self.seed or 0, layout_families(self.layout), self.rules.name)
        return load_kitchen(self.file, seed=self.seed or 0, variant=self.rules.name)

    def draft(self) -> Draft:
        """The same, also where it has mistakes."""
        from kitchen_dream.media.kitchen_picture import Draft, read_draft  # loads PyBullet

        if self.file is None:
            return Draft(self.kitchen(), self.rules.book)
        return read_draft(self.file, self.seed or 0, self.rules.name)


def _draw_if(changed: Callable[[], bool], draw: Callable[[], object]) -> bool:
    """Draw if the file has changed; print its mistakes if that fails. Returns whether something was drawn."""
    if not changed():
        return False
    try:
        draw()
    except KitchenError as error:
        print("\n".join(error.lines), flush=True)
        return False
    return True


def _write_picture(shown: _Shown, target: Path) -> bool:
    """Draw a kitchen and print its mistakes. Returns whether it has none."""
    # These need heavy libraries that the other commands do without.
    from kitchen_dream.media import kitchen_picture
    from kitchen_dream.media.video import write_png

    draft = shown.draft()
    picture = kitchen_picture.draw_kitchen(draft)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_png(target, picture)
    for line in draft.mistakes:
        print(line)
    views = "from above, with its mistakes in red" if draft.mistakes else "from above and in perspective"
    print(f"{target}: {draft.kitchen.name}, {views} ({picture.shape[1]} x {picture.shape[0]})", flush=True)
    return not draft.mistakes


def _show_in_window(shown: _Shown, watch: bool) -> None:
    from kitchen_dream.sim.engine.window import NoDisplay
    from kitchen_dream.viewer.desktop.layout_window import LayoutWindow
    from kitchen_dream.viewer.signals import WindowClosed, ending_with_window

    file, book = shown.file, shown.rules.book
    changed = FileChanges(file) if watch and file is not None else None
    kitchen = None if changed else shown.kitchen()
    try:
        with ending_with_window(), closing(LayoutWindow()) as window:
            if kitchen is not None:
                window.show(kitchen, book)
            while True:
                if changed and _draw_if(changed, lambda: window.show(shown.kitchen(), book)):
                    print(f"{file}: shown as it was saved", flush=True)
                window.wait(POLL_SECONDS)
    except NoDisplay:
        name = f"{file}" if file is not None else f"--seed {shown.seed}"
        way_out = f"draw a picture instead: kitchen show {name} --out kitchen.png"
        raise ValueError(f"there is no screen to open a window on; {way_out}") from None
    except (WindowClosed, KeyboardInterrupt) as end:
        print(f"end: {end or 'Ctrl-C'}", flush=True)


def _show_in_browser(shown: _Shown, host: str | None, port: int | None) -> None:
    from kitchen_dream.viewer.browser.layout_page import LayoutPage
    from kitchen_dream.viewer.browser.server import LOOPBACK, address, open_server
    from kitchen_dream.viewer.signals import WindowClosed

    changed = FileChanges(shown.file) if shown.file is not None else None
    random = shown.draft() if changed is None else None
    server = open_server("Kitchen Dream", host or LOOPBACK, port)
    page = LayoutPage(server)
    try:
        print(address(server), flush=True)
        if random is not None:
            page.show(random)
        while True:
            if changed is not None and changed():
                try:
                    draft = shown.draft()
                    page.show(draft)
                    print("\n".join([*draft.mistakes, f"{shown.file}: shown as it was saved"]), flush=True)
                except KitchenError as error:
                    page.complain(tuple(error.lines))
                    print("\n".join(error.lines), flush=True)
            page.wait(POLL_SECONDS)
    except (WindowClosed, KeyboardInterrupt) as end:
        print(f"end: {str(end) or 'Ctrl-C'}", flush=True)
    finally:
        page.close()
