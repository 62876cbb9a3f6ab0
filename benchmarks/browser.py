"""How many people can watch in a browser: `python benchmarks/browser.py`; needs the extra `web`.

Starts `watch --browser`, and looks on with 1 viewer and then with 10 at once: clients that load the whole kitchen as a
page does and take every update, but draw nothing. Measures frames per second and how long after it was sent an update
is there, since on one machine all processes read the same clock. Writes docs/results/browser.json."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from pathlib import Path

import msgspec
import numpy as np
import tyro
import viser
import zstandard
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from gui_driver import Command  # noqa: E402

from kitchen_dream.core.files import write_atomically  # noqa: E402
from kitchen_dream.core.hardware import hardware_info  # noqa: E402

OUT = ROOT / "docs" / "results" / "browser.json"
CAMERA = {
    "type": "ViewerCameraMessage", "wxyz": (1.0, 0.0, 0.0, 0.0), "position": (3.0, 3.0, 3.0), "fov": 0.9, "near": 0.01,
    "far": 100.0, "image_height": 700, "image_width": 900, "look_at": (0.0, 0.0, 0.0), "up_direction": (0.0, 0.0, 1.0),
}  # fmt: skip
"""What a page tells first; with this it counts as somebody who looks."""
MOVED = {"SetPositionMessage", "SetOrientationMessage"}
"""Updates of the kitchen."""


class Viewer:
    """One viewer. frames: arrival times of updates in which something moved. delays: seconds from sending to here."""

    def __init__(self) -> None:
        self.frames: list[float] = []
        self.delays: list[float] = []
        self.bytes = 0
        self.loaded = 0.0
        """Seconds until the kitchen was there."""

    async def look(self, url: str, seconds: float) -> None:
        """Load the page's kitchen, and take all updates for so many seconds from the first in which something moves."""
        began = time.perf_counter()
        protocol = Subprotocol(f"viser-v{viser.__version__}")
        async with connect(url.replace("http", "ws"), subprotocols=[protocol], max_size=None) as line:
            await line.send(msgspec.msgpack.encode(CAMERA))
            until = None
            while until is None or time.perf_counter() < until:
                try:
                    data = await asyncio.wait_for(line.recv(), 1.0)
                except asyncio.TimeoutError:
                    continue
                now = time.perf_counter()
                sent, kinds = unpacked(data)
                if "ReplayDoneMessage" in kinds:
                    self.loaded = now - began
                    continue
                if until is None and self.loaded and kinds & MOVED:
                    until = now + seconds
                if until is None:
                    continue
                self.bytes += len(data)
                self.delays.append(now - sent)
                if kinds & MOVED:
                    self.frames.append(now)


def unpacked(data: bytes) -> tuple[float, set[str]]:
    """When an update was sent, and the kinds of messages in it."""
    packed = int.from_bytes(data[8:16], "little")
    inner = zstandard.ZstdDecompressor().decompress(data[16 : 16 + packed])
    window = msgspec.msgpack.decode(inner)
    return window["timestampSec"], {message["type"] for message in window["messages"]}


def cpu_seconds(process: int) -> float:
    """Processor time that a process has taken so far (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def watched_by(count: int, seconds: float, speed: float) -> dict:
    """Figures for so many viewers at once."""
    command = Command(None, "watch", "--browser", "--seed", "0", "--speed", f"{speed:g}")
    try:
        url = command.wait_for("open http://").split()[1]
        asyncio.run(Viewer().look(url, 0.0))  # until the kitchen is there, and the robot has begun
        load, began, cpu = os.getloadavg()[0], time.perf_counter(), cpu_seconds(command.process.pid)
        viewers = [Viewer() for _ in range(count)]

        async def all_look() -> None:
            await asyncio.gather(*(viewer.look(url, seconds) for viewer in viewers))

        asyncio.run(all_look())
        took = cpu_seconds(command.process.pid) - cpu
        wall = time.perf_counter() - began
        rates = [len(viewer.frames) / seconds for viewer in viewers]
        delays = 1000 * np.concatenate([viewer.delays for viewer in viewers])
        return {
            "viewers": count,
            "loaded after, s (slowest)": round(max(viewer.loaded for viewer in viewers), 1),
            "frames/s (median)": round(float(np.median(rates)), 1),
            "frames/s (slowest)": round(min(rates), 1),
            "delay, ms (median)": round(float(np.median(delays)), 1),
            "delay, ms (95 %)": round(float(np.quantile(delays, 0.95)), 1),
            "kB/s each": round(float(np.mean([viewer.bytes for viewer in viewers])) / seconds / 1000, 1),
            "processor of the server": round(took / wall, 2),
            "load": round(load, 1),
        }
    finally:
        command.process.kill()
        command.process.wait()


def main(viewers: tuple[int, ...] = (1, 10), seconds: float = 30.0, speed: float = 1.0, out: Path = OUT) -> None:
    """Measure, print, write.

    Args:
        viewers: numbers of viewers, one measurement each.
        seconds: of each measurement, from when the robot moves.
        speed: simulated seconds in a second.
        out: file for the figures."""
    rows = []
    for count in viewers:
        rows.append(watched_by(count, seconds, speed))
        print(rows[-1], flush=True)
    told = {"machine": hardware_info(), "cores": os.cpu_count(), "speed": speed, "seconds": seconds, "rows": rows}
    write_atomically(out, (json.dumps(told, indent=1) + "\n").encode())


if __name__ == "__main__":
    tyro.cli(main)
