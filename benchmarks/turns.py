"""Two versions of something measured in turns, so that what else the machine does meets both."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any


def serve(a_round: Callable[[], int], seconds: float = 1.0) -> None:
    """For every line of the input, play rounds for so many CPU seconds; print environment steps a CPU second.

    a_round: plays one and returns its steps."""
    print("ready", flush=True)
    for _ in sys.stdin:
        steps, begun = 0, time.process_time()
        while time.process_time() < begun + seconds:
            steps += a_round()
        print(steps / (time.process_time() - begun), flush=True)


def in_turns(commands: dict[str, list[str]], turns: int, starts: int) -> dict[str, list[float]]:
    """Steps a second of each command, turn by turn, in `starts` processes of each, one after the other.

    A process keeps the memory that it happened to get, which may make it some per cent faster or slower."""
    figures: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(starts):
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        sides = {name: subprocess.Popen(command, **pipes) for name, command in commands.items()}
        try:
            for name, side in sides.items():
                if side.stdout.readline().strip() != "ready":
                    raise ValueError(f"{name}: {' '.join(commands[name])} did not begin")
            for _ in range(turns):
                for name, side in sides.items():
                    side.stdin.write("\n")
                    side.stdin.flush()
                    figures[name].append(float(side.stdout.readline()))
        finally:
            for side in sides.values():
                side.kill()
                side.wait()
    return figures
