"""How long a new user waits: the two commands of the README in a fresh clone, for one Python after the other.

    python benchmarks/install.py /usr/bin/python3.12 /usr/bin/python3.13

The commands are taken from the README as they are printed, but that the training is cut short (`--steps`, no film) and
the fast tests are run. Where packages come from is pip's own affair (its cache, PIP_FIND_LINKS and so on): say in
`--note` what was not fetched from an index. Adds a row for each Python to docs/results/install.json, where rows of
other Pythons are kept."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated, Any

import tyro

from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.hardware import hardware_info

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "docs" / "results" / "install.json"
SHORTER = " --steps 2000 --trials 20 --kitchens 50 --no-video"
FAST = ' -m "not slow" -rfE'


def readme_commands(text: str) -> tuple[str, str, str]:
    """What the README has a new user type: the part that installs, the part that trains, and the one that tests."""
    first = next(line.strip() for line in text.splitlines() if "pip install -e" in line and line.startswith("    "))
    install, train = first.rsplit(" && ", 1)
    test = next(line.strip() for line in text.splitlines() if line.strip() == "python -m pytest")
    return install, train, test


def run(command: str, folder: Path, variables: dict[str, str]) -> tuple[float, str]:
    """Seconds that a shell command took, and what it printed; ends this program where it fails."""
    print(f"$ {command}", flush=True)
    began = time.monotonic()
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    took = round(time.monotonic() - began, 1)
    print(f"  {took} s, status {done.returncode}", flush=True)
    if done.returncode not in (0, 1) or (done.returncode and "pytest" not in command):
        sys.exit(f"error: {command}: status {done.returncode}\n{done.stdout[-3000:]}")
    return took, done.stdout


def outcome(printed: str) -> dict[str, int]:
    """How many tests passed, failed and were skipped, by pytest's last line."""
    last = printed.strip().splitlines()[-1]
    counts = {what: int(number) for number, what in re.findall(r"(\d+) (passed|failed|skipped|error)", last)}
    if not counts:
        raise ValueError(f"pytest ended with {last!r}")
    return counts


def as_a_new_user(python: Path) -> dict[str, Any]:
    """Clone, install, train a little and test with one Python, in a folder that is removed again."""
    own = ("KITCHEN_DREAM_", "PYTHON", "VIRTUAL_")
    variables = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    variables["PATH"] = f"{python.parent}:{variables['PATH']}"
    with tempfile.TemporaryDirectory(prefix="kitchen_dream_install_") as scratch:
        variables["KITCHEN_DREAM_CACHE"] = f"{scratch}/cache"
        clone = Path(scratch) / "kitchen-dream"
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
        install, train, test = readme_commands((clone / "README.md").read_text())
        activate = ". .venv/bin/activate && "
        row: dict[str, Any] = {"commit": run("git rev-parse --short HEAD", clone, variables)[1].strip()}
        row["install, s"], _ = run(install, clone, variables)
        listed = run(activate + "pip list --format json --disable-pip-version-check 2>/dev/null", clone, variables)[1]
        names = {package["name"].lower(): package["version"] for package in json.loads(listed)}
        row["python"] = run(activate + "python --version", clone, variables)[1].split()[1]
        row |= {name: names[name] for name in ("pip", "torch", "numpy")}
        row["pybullet"] = next(f"{name} {version}" for name, version in names.items() if name.startswith("pybullet"))
        row["environment, MB"] = int(run("du -sm .venv", clone, variables)[1].split()[0])
        row["short training, s"], _ = run(activate + train + SHORTER, clone, variables)
        row["fast tests, s"], printed = run(activate + test + FAST, clone, variables)
        print("\n".join(printed.splitlines()[-40:]))
        faults = [line.partition(" - ")[0] for line in printed.splitlines() if line.startswith(("FAILED ", "ERROR "))]
        return row | outcome(printed) | {"faults": faults}


def main(pythons: Annotated[tuple[Path, ...], tyro.conf.Positional], json_file: Path = OUT, note: str = "") -> None:
    """Install and test with each Python, print, add rows.

    Args:
        pythons: interpreters; each folder's `python3` is taken, as a shell would.
        json_file: where rows are kept; one of the same Python is replaced.
        note: what was not fetched from an index."""
    for python in pythons:
        load = round(os.getloadavg()[1], 1)
        row = as_a_new_user(python.absolute()) | {"load before": load, "note": note}
        rows = json.loads(json_file.read_text())["rows"] if json_file.is_file() else []
        rows = [old for old in rows if old["python"] != row["python"]] + [row]
        rows.sort(key=lambda told: [int(part) for part in told["python"].split(".")])
        told = {"machine": hardware_info(), "cores": os.cpu_count(), "shorter": SHORTER.strip(), "rows": rows}
        write_atomically(json_file, (json.dumps(told, indent=1) + "\n").encode())
        print(row, flush=True)


if __name__ == "__main__":
    try:
        tyro.cli(main)
    except ValueError as error:
        sys.exit(f"error: {error}")
