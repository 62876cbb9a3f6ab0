"""Whether the window can be closed at any time: `python benchmarks/closings.py [--count 100] [--seed 0]`; needs Xvfb.

Starts `watch`, `play` and `kitchen show --window` on virtual screens, waits for a random while, ends the window in each
of four ways by turns, and looks at what is left. Writes docs/results/closings.json."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import tyro

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from gui_driver import Command  # noqa: E402
from virtual_display import VirtualScreen  # noqa: E402

from kitchen_dream.core.files import write_atomically  # noqa: E402
from kitchen_dream.core.hardware import hardware_info  # noqa: E402

OUT = ROOT / "docs" / "results" / "closings.json"
COMMANDS = {
    "watch": ("watch", "--seed", "0", "--speed", "4"),
    "play": ("play", "--seed", "0"),
    "kitchen show --window": ("kitchen", "show", "--seed", "3", "--window"),
}
WAYS = ("x", "q", "kill", "screen")
"""The X of the window (what a window manager does to it), the key, SIGKILL of its process, and the end of Xvfb."""
LONGEST = 12.0
"""Most seconds after the window is there until it is ended."""


def children(number: int) -> list[int]:
    """Processes whose parent a process is."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == number and fields[0] != "Z":
            found.append(int(status.parent.name))
    return found


def alive(number: int) -> bool:
    """Whether a process runs, and is not a dead one that nobody has asked for."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def close_once(name: str, way: str, wait: float) -> dict[str, object]:
    """Start a command, end its window `wait` seconds after it is there, and tell what became of it."""
    with VirtualScreen() as screen:
        command = Command(screen, *COMMANDS[name])
        started = time.monotonic()
        while not screen.shown():
            if time.monotonic() - started > 120 or command.process.poll() is not None:
                command.process.kill()
                raise RuntimeError(f"{name}: no window; {command.told()}")
            time.sleep(0.05)
        processes = [command.process.pid, *children(command.process.pid)]
        time.sleep(wait)
        before = len(command.told())
        ended = time.monotonic()
        if way == "x":
            screen.close_windows()
        elif way == "q":
            screen.tap("q", hold=0.3)
        elif way == "kill":
            os.kill(processes[-1], signal.SIGKILL)
        else:
            screen.close()
        try:
            status = command.process.wait(60)
        except subprocess.TimeoutExpired:
            status = None
        took = time.monotonic() - ended
        time.sleep(0.2)
        left = [number for number in processes if alive(number)]
        for number in left:
            os.kill(number, signal.SIGKILL)
        lines = command.told()
        said = [line for line in lines[before:] if line.startswith("end: ")]
        return {
            "command": name, "way": way, "after, s": round(wait, 2), "status": status, "seconds": round(took, 2),
            "last line": said[-1] if said else (lines or [""])[-1], "end lines": len(said),
            "traceback": any("Traceback" in line for line in lines), "left": len(left),
        }  # fmt: skip


def main(count: int = 100, seed: int = 0) -> None:
    """Close `count` windows, in an order and at moments that `seed` draws."""
    draw, rows, load = random.Random(seed), [], os.getloadavg()[0]
    for number in range(count):
        way, name = WAYS[number % len(WAYS)], draw.choice([*COMMANDS, "watch"])
        rows.append(close_once(name, way, draw.uniform(0.0, LONGEST)))
        print(rows[-1], flush=True)
        loads = {"load_before": round(load, 1), "load_after": round(os.getloadavg()[0], 1)}
        told = {"machine": hardware_info(), **loads, "seed": seed, "rows": rows}
        write_atomically(OUT, (json.dumps(told, indent=1) + "\n").encode())


if __name__ == "__main__":
    tyro.cli(main)
