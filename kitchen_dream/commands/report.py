"""`report`: the results page, written from files that other commands have measured."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from rich.console import Console

from kitchen_dream.commands.report_kitchen_pixels import kitchen_pixels_section
from kitchen_dream.commands.report_science import bench_section, probe_section
from kitchen_dream.commands.report_sign_room import sign_room_section
from kitchen_dream.commands.report_simulator import simulator_sections
from kitchen_dream.commands.report_skills import skills_section
from kitchen_dream.core.files import write_atomically
from kitchen_dream.evaluation.scores.tables import markdown_table, missing

SECTIONS = (
    "_family",
    "_training",
    "_shipped",
    "_bench",
    "_probes",
    "_sign_room",
    "_kitchen_pixels",
    "_pybullet",
    "_skills",
    "_simulator",
    "_parity",
    "_speed",
    "_tests",
)


def report(runs: tuple[Path, ...] = (), results: Path = Path("docs/results"), page: Path = Path("docs/results.md")) -> None:
    """Gather results and write docs/results.md; what has not been measured is named as missing.

    Args:
        runs: run folders whose final tables are to be kept in the results folder first.
        results: folder of the measured files.
        page: the page to write.
    """
    results.mkdir(parents=True, exist_ok=True)
    for run in runs:
        for name, target in (("result.json", f"train-{run.name}.json"), ("metrics.csv", f"train-{run.name}.csv")):
            if not (run / name).is_file():
                raise ValueError(f"{run / name}: missing; give folders of finished runs")
            shutil.copyfile(run / name, results / target)
    head = "Written by `python run.py report` from the files in `docs/results/`; the commands named here write those."
    text = ["# Results", "", head, ""]
    for section in SECTIONS:
        text += [*globals()[section](results), ""]
    write_atomically(page, ("\n".join(text).rstrip() + "\n").encode())
    Console().print(f"wrote {page}")


def _read(path: Path) -> Any:
    return json.loads(path.read_text()) if path.is_file() else None


def _family(results: Path) -> list[str]:
    title, command = "What exploring is worth", "python run.py family"
    data = _read(results / "family.json")
    if data is None:
        return missing(title, command)
    return [
        f"## {title}",
        "",
        f"`{command}`: {data['kitchens']} kitchens of the split `{data['split']}`, one dish each, seed {data['seed']},",
        f"budget {data['explore_seconds']:g} s. No learning: the executor knows the households' priors exactly, and makes the best of",
        "what was seen.",
        "",
        markdown_table(data["rows"]),
    ]


def _bench(results: Path) -> list[str]:
    return bench_section(results)


def _probes(results: Path) -> list[str]:
    return probe_section(results)


def _sign_room(results: Path) -> list[str]:
    return sign_room_section(results)


def _kitchen_pixels(results: Path) -> list[str]:
    return kitchen_pixels_section(results)


def _training(results: Path) -> list[str]:
    title, command = "Training from nothing", "python run.py train --seed N"
    runs = [json.loads(path.read_text()) for path in sorted(results.glob("train-*.json"))]
    if not runs:
        return missing(title, command)
    rows = [
        {
            "run": run["name"],
            "seed": run["seed"],
            "minutes": round(run["seconds"] / 60, 1),
            "environment steps": f"{run['steps']:,}",
            "updates": f"{run['updates']:,}",
            **{row["policy"]: row["normalised"] for row in run["table"] if row["policy"] not in ("oracle (knows the kitchen)",)},
            "looks in vain": next(row["looks in vain"] for row in run["table"] if row["policy"] == "DREAM"),
        }
        for run in runs
    ]
    return [
        f"## {title}",
        "",
        f"`{command}` ({runs[0]['machine']}). Normalised scores on {runs[0]['trials']} held-out test kitchens with 95 % bootstrap",
        "intervals over kitchens; other explorers are read by the same g and executor. Looks in vain: share of looks into units that",
        "never hold food. Minutes: wall time of training; making the kitchens and the final table come on top (see speed below).",
        *_remark(results, "training.md"),
        "",
        markdown_table(rows),
    ]


def _remark(results: Path, name: str) -> list[str]:
    """What whoever ran it says about the circumstances, from a file beside the figures."""
    path = results / name
    return path.read_text().rstrip().splitlines() if path.is_file() else []


def _shipped(results: Path) -> list[str]:
    card = _read(Path("policies/kitchen/dream/scores.json"))
    if card is None:
        return missing("The shipped policy", "python run.py promote --run RUN")
    rows = [
        {
            "split": split,
            "trials": data["trials"],
            "normalised": f"{data['normalized_score']} {data['normalized_interval']}",
            "dishes finished": f"{data['success_rate']} {data['success_interval']}",
            "return": data["return_mean"],
            "oracle": data["oracle_return"],
            "blind": data["blind_return"],
            "seconds exploring": data["explore_seconds_mean"],
            "looks in vain": data["vain_look_share"],
        }
        for split, data in card.items()
    ]
    return [
        "## The shipped policy",
        "",
        "`python run.py promote --run RUN`; see [its card](../policies/kitchen/dream/card.md) for how it was trained. `test_layouts` are",
        "islands, never trained on; `test_recipes` are dishes never instructed.",
        "",
        markdown_table(rows),
    ]


def _pybullet(results: Path) -> list[str]:
    title = "In the physics"
    command = "python run.py evaluate --world pybullet --trials 56 --json docs/results/pybullet.json"
    data = _read(results / "pybullet.json")
    if data is None:
        return missing(title, command)
    rows = [
        {
            "skill": name,
            "attempts": row["attempts"],
            "successes": row["successes"],
            "rate": round(row["successes"] / row["attempts"], 4),
            "failures": ", ".join(f"{reason} {count}" for reason, count in row["failures"].items()),
        }
        for name, row in data["skills"].items()
    ]
    return [
        f"## {title}",
        "",
        f"`{command}`: {data['trials']} kitchens of `{data['split']}`, seed {data['seed']}. Dishes finished {data['success_rate']}",
        f"{data['success_interval']} against {data['abstract_success_rate']} in the abstract body on the same trials, a ratio of",
        f"{data['success_of_abstract']}. Normalised score {data['normalized_score']} {data['normalized_interval']}.",
        "",
        markdown_table(rows),
    ]


def _generic(title: str, command: str, data: dict | None) -> list[str]:
    """A section whose file is a flat dictionary, or has its lines under `rows`."""
    if data is None:
        return missing(title, command)
    flat = {key: value for key, value in data.items() if not isinstance(value, dict | list)}
    lines = [f"## {title}", "", f"`{command}`", "", markdown_table([{"what": k, "measured": v} for k, v in flat.items()])]
    for key, value in data.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            lines += ["", markdown_table(value)]
        elif isinstance(value, dict) and value:
            lines += ["", markdown_table([{key: k, "value": v} for k, v in value.items()])]
    return lines


def _skills(results: Path) -> list[str]:
    return skills_section(results)


def _simulator(results: Path) -> list[str]:
    return simulator_sections(results)


def _parity(results: Path) -> list[str]:
    return _generic("Parity of the two bodies", "python benchmarks/parity.py", _read(results / "parity.json"))


def _speed(results: Path) -> list[str]:
    return _generic("Speed of the abstract body", "python benchmarks/abstract_speed.py", _read(results / "speed.json"))


def _tests(results: Path) -> list[str]:
    title, command = "The test suite", "python -m pytest --junitxml=docs/results/tests.xml"
    path = results / "tests.xml"
    if not path.is_file():
        return missing(title, command)
    suite = ElementTree.parse(path).getroot().find("testsuite")
    assert suite is not None
    row = {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")}
    return [f"## {title}", "", f"`{command}`", "", markdown_table([{**row, "minutes": round(float(suite.get("time", 0)) / 60, 1)}])]
