"""How many pictures the window shows: `python benchmarks/window.py [--seconds 60]`; needs Xvfb.

Runs test kitchen 0 with the shipped policy in a window of 1280 x 720 on a virtual screen, drawn by software, at speed 1
and at speed 4, for so many wall seconds each. Writes docs/results/window.json."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import tyro

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "docs" / "results" / "window.json"


def frames(speed: float, seconds: float) -> dict[str, float]:
    """Pictures and simulated seconds in a wall second."""
    from kitchen_dream.media.choice import choose, physics_options
    from kitchen_dream.training.policies import load_policy
    from kitchen_dream.training.run_config import policy_folder
    from kitchen_dream.viewer.desktop.window import DesktopWindow
    from kitchen_dream.viewer.show import Show
    from kitchen_dream.viewer.signals import WindowClosed

    policy = load_policy(policy_folder(None, "kitchen"))
    window = DesktopWindow()
    show = Show(window, physics_options(policy), speed)
    began, steps, shown = 0.0, 0, 0
    refresh = show.refresh

    def counted() -> None:
        nonlocal began, steps, shown
        if not began:
            began, steps, shown = time.monotonic(), show.body.client.steps, show.shown
        if time.monotonic() - began > seconds:
            raise WindowClosed("measured")
        refresh()

    show.refresh = counted  # type: ignore[method-assign]
    try:
        show.trial(choose("test", 0), policy.begin_trial())
    except WindowClosed:
        pass
    finally:
        show.close()
    took = time.monotonic() - began
    simulated = (show.body.client.steps - steps) / 240
    return {"speed": speed, "pictures/s": round((show.shown - shown) / took, 1), "pace": round(simulated / took, 2)}


def main(seconds: float = 60.0) -> None:
    """Measure, print, write."""
    import sys

    sys.path.insert(0, str(ROOT / "tests"))
    from virtual_display import VirtualScreen

    from kitchen_dream.core.files import write_atomically
    from kitchen_dream.core.hardware import hardware_info

    load = os.getloadavg()[0]
    with VirtualScreen() as screen:
        os.environ["DISPLAY"] = screen.display
        rows = [frames(speed, seconds) for speed in (1.0, 4.0)]
    print(*rows, sep="\n")
    told = {"machine": hardware_info(), "cores": os.cpu_count(), "load_before": round(load, 1), "rows": rows}
    write_atomically(OUT, (json.dumps(told, indent=1) + "\n").encode())


if __name__ == "__main__":
    tyro.cli(main)
