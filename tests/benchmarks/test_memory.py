"""Memory over worlds and resets; `benchmarks/memory.py` measures thousands."""

from __future__ import annotations

import subprocess
import sys

import pytest
from memory import growth, in_short
from short_runs import ROOT

WORLDS = """
import ctypes, sys
sys.path.insert(0, "benchmarks")
from simulator_checks.stress import resident_megabytes
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.sim.body import KitchenBody
kitchen, memory = generate(3), []
for number in range(26):
    KitchenBody(kitchen)  # dropped without close()
    memory.append(resident_megabytes())
print(memory[5], memory[-1])
"""


@pytest.mark.slow
@pytest.mark.physics
@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_worlds_that_end_leave_nothing():
    """20 of them had kept 2 MB in PyBullet's cache of files."""
    told = subprocess.run([sys.executable, "-c", WORLDS], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    first, last = map(float, told.split())
    assert last < first + 0.8


def test_growth_is_that_of_the_second_half():
    flat = [100.0] * 50 + [200.0] * 50
    assert growth(flat) == 0 and growth([*range(100, 200)]) == pytest.approx(25.9, abs=0.1)
    assert in_short(flat, 0.0) == in_short(flat, 0.001) and len(in_short(flat, 0.0)["megabytes"]) == 20
