"""Finished runs as a benchmark keeps them: NAME.json, what came out, and NAME.csv, the log of validation scores."""

import json
import math
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from kitchen_dream.core.files import write_atomically
from kitchen_dream.evaluation.experiment import RESULT
from kitchen_dream.problems.registry import problem_class
from kitchen_dream.training.log import METRICS, read_log

Result = dict[str, Any]
"""A run's `result.json`; `curve` is the path of its log."""

_TYPES: dict[type, tuple[str, ...]] = {
    str: ("problem", "agent", "setting", "machine"),
    int: ("seed", "executions", "steps", "updates"),
    float: ("cpu_seconds",),
    dict: ("options", "scores"),
}
SCORES = ("normalized_score", "return_mean")
"""The first is None where so few trials were played that they cannot tell blind from the oracle."""


class Group(NamedTuple):
    """What one table compares methods on."""

    problem: str
    setting: str
    executions: int
    options: str
    """Of the problem's family, as JSON; "" if it has the usual ones."""

    @property
    def title(self) -> str:
        setting = [self.setting.replace("_", " ")] if self.setting != "instructed" else []
        executions = [f"{self.executions} executions a trial"] if self.executions > 1 else []
        return ", ".join([self.problem, *([self.options] if self.options else []), *setting, *executions])


def read_result(path: Path) -> Result:
    """A run's result. Raises ValueError, in one line that names the file, if it is damaged or of another version."""
    try:
        result = json.loads(path.read_text())
        for kind, names in _TYPES.items():
            if wrong := [name for name in names if not isinstance(result[name], kind)]:
                raise ValueError(f"{wrong[0]} is {result[wrong[0]]!r}")
        for split in ("train", "test"):
            for name in SCORES:
                value = result["scores"][split][name]
                if not (value is None and name == SCORES[0]) and not math.isfinite(float(value)):
                    raise ValueError(f"{split} {name} is not finite")
        if result["steps"] < 0:
            raise ValueError(f"steps is {result['steps']}")
    except (OSError, ValueError, KeyError, TypeError, RecursionError, OverflowError) as error:
        reason = f"{error} is missing" if isinstance(error, KeyError) else str(error)[:200]
        what = f"{path}: damaged, or of another version ({reason})"
        raise ValueError(f"{what}; delete it, and it is made again") from error
    return result


def read_curve(path: Path, over: str = "steps") -> tuple[np.ndarray, np.ndarray]:
    """Steps, or seconds as `cpu_seconds`, and validation scores, each (n,), of a run's log.

    Raises ValueError, in one line that names the file."""
    try:
        rows = [(row[over], row["normalized_score"]) for row in read_log(path)]
        along, scores = zip(*rows, strict=True)
    except (ValueError, KeyError) as error:
        raise ValueError(f"{path}: no whole log of a run ({error}); train that run again") from error
    return np.array(along), np.array(scores)


def has_scores(runs: list[Result]) -> bool:
    """Whether all of some runs have a score on test."""
    return all(run["scores"]["test"][SCORES[0]] is not None for run in runs)


def collect(runs: Path, results: Path) -> dict[Group, list[Result]]:
    """Take the finished runs of a folder into `results`, beside those already there; returns all, by table.

    A run that is there already stays if it was trained for more steps. Raises ValueError for a damaged file."""
    results.mkdir(parents=True, exist_ok=True)
    for path in sorted(runs.glob(f"*/{RESULT}")):
        result, kept = read_result(path), results / f"{path.parent.name}.json"
        if not kept.is_file() or read_result(kept)["steps"] <= result["steps"]:
            read_curve(path.with_name(METRICS))
            write_atomically(kept.with_suffix(".csv"), path.with_name(METRICS).read_bytes())
            write_atomically(kept, path.read_bytes())
    groups: dict[Group, list[Result]] = defaultdict(list)
    for path in sorted(results.glob("*.json")):
        run = read_result(path) | {"curve": path.with_suffix(".csv")}
        group = groups[Group(run["problem"], run["setting"], run["executions"], _shared_options(run))]
        if twice := [other for other in group if (other["agent"], other["seed"]) == (run["agent"], run["seed"])]:
            other = twice[0]["curve"].with_suffix(".json").name
            raise ValueError(f"{path}: the same run as {other}; delete one of them")
        group.append(run)
    return dict(sorted(groups.items()))


def _shared_options(run: Result) -> str:
    """Options of a run's problem as JSON, "" if there are none, but for the one that its seed draws splits by."""
    try:
        drawn = problem_class(run["problem"]).split_option
    except ValueError:  # somebody else's family, which is not installed here
        drawn = ""
    options = {name: value for name, value in run["options"].items() if (name, value) != (drawn, run["seed"])}
    return json.dumps(options, sort_keys=True) if options else ""
