"""Long work tells how far it is and what is left: by bars in a terminal, by plain lines elsewhere."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from kitchen_dream.commands import bars
from kitchen_dream.commands.bars import Bars


@pytest.fixture
def clock(monkeypatch):
    """A clock that goes when it is told to."""
    now = [1000.0]
    monkeypatch.setattr(bars.time, "monotonic", lambda: now[0])
    return now


def test_where_there_is_no_terminal_a_line_tells_of_it_now_and_then_and_what_is_left(clock):
    console = Console(file=io.StringIO(), width=80)
    with Bars(console) as shown:
        for done in range(61):
            shown.show("kitchens [a]", 100 + 10 * done, 1000, None)
            clock[0] += 5.0
    lines = console.file.getvalue().splitlines()
    assert len(lines) == 10 and not any("\x1b" in line for line in lines)
    assert lines[0] == "kitchens [a]: 160 of 1,000, 16 %, about 7 min left"
    assert lines[-1] == "kitchens [a]: 700 of 1,000, 70 %, about 2 min left"  # the first 100 say nothing of the pace


def test_short_work_prints_nothing_into_a_pipe(clock):
    console = Console(file=io.StringIO())
    with Bars(console) as shown:
        for done in range(10):
            shown.show("trials", done, 10)
            clock[0] += 1.0
    assert console.file.getvalue() == ""


@pytest.mark.parametrize("width", [50, 80])
def test_in_a_terminal_a_bar_tells_time_gone_and_left_within_the_width(width):
    console = Console(file=io.StringIO(), width=width, force_terminal=True, color_system=None)
    with Bars(console) as shown:
        shown.show("all trainings", 0, 100, "0 of 4 trainings, 2 running")
        shown.show("mapfamily-rl2-oracle_facts-0", 10, 100)
        shown.remove("mapfamily-rl2-oracle_facts-0")
        shown.show("all trainings", 50, 100, "2 of 4 trainings")
    frames = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", console.file.getvalue()).split("\r")
    last = "".join(frames[-1].split())
    assert all(word in last for word in ("all", "train", "left", "0:00:0", "2of4")) and "map" not in last
    assert max(len(line) for frame in frames for line in frame.splitlines()) <= width and "…" not in last
