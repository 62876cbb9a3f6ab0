"""The learning curves of runs, as a page draws them: read from the logs, beside what bounds the score."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from kitchen_dream.training.log import METRICS, Row, read_log
from kitchen_dream.training.run_config import RunConfig, family_of, load_config, new_run

SCORE, STEPS = "normalized_score", "steps"
TRIALS = 500
"""Trials at most in which the random policy is scored."""


@dataclass
class Curve:
    """One run. rows: of its log so far. fault: why the log cannot be read, or "". result: its scores at its end."""

    folder: Path
    config: RunConfig
    rows: list[Row] = field(default_factory=list)
    fault: str = ""
    result: dict | None = None

    def read(self) -> None:
        """Read the run's log anew."""
        log, end = self.folder / METRICS, self.folder / "result.json"
        try:
            self.rows, self.fault = read_log(log) if log.is_file() else [], ""
            self.result = json.loads(end.read_text(encoding="utf-8")) if end.is_file() else None
        except (OSError, ValueError) as error:  # the last good rows stay
            self.fault = str(error)

    @property
    def name(self) -> str:
        """The run's folder, by its name alone."""
        return self.folder.resolve().name


def curves_of(folders: tuple[Path, ...]) -> list[Curve]:
    """The curves of runs. Raises ValueError, in one line, for a folder of no run, and for runs of several problems."""
    curves = [Curve(folder, load_config(folder)) for folder in folders]
    problems = {(curve.config.problem, json.dumps(curve.config.options, sort_keys=True)) for curve in curves}
    if len(problems) > 1:
        names = ", ".join(sorted({problem for problem, _ in problems}))
        raise ValueError(f"runs of several problems have no scale in common ({names}); name runs of one")
    return curves


def table(
    curves: Sequence[Curve], column: str, levels: dict[str, float]
) -> tuple[list[str], tuple[np.ndarray, ...]]:
    """A column of all runs at all steps at which any was evaluated, and constant levels beside it from step 0 on.

    Returns names and arrays: steps, then each run's values (nan before its first and after its last), then levels.

    Examples:
        >>> from types import SimpleNamespace
        >>> run = SimpleNamespace(name="a", rows=[{"steps": 0.0, "score": 0.2}, {"steps": 10.0, "score": 0.4}])
        >>> names, values = table([run], "score", {"oracle": 1.0})
        >>> names, [value.tolist() for value in values]
        (['steps', 'a', 'oracle 1.00'], [[0.0, 10.0], [0.2, 0.4], [1.0, 1.0]])
    """
    found = {row[STEPS] for curve in curves for row in curve.rows if column in row}
    steps = np.array(sorted(found | {0.0} if levels and found else found))
    names, arrays = [STEPS], [steps]
    for curve in curves:
        known = [(row[STEPS], row[column]) for row in curve.rows if column in row]
        x, y = np.array(known).reshape(-1, 2).T
        arrays.append(np.interp(steps, x, y, left=np.nan, right=np.nan) if len(x) else np.full(len(steps), np.nan))
        names.append(curve.name)
    for name, level in levels.items():
        names.append(f"{name} {level:.2f}")
        arrays.append(np.full(len(steps), level))
    return names, tuple(arrays)


def levels_of(config: RunConfig) -> dict[str, float]:
    """Scores to compare with on validation problems: oracle, blind and random; none where nothing bounds them.

    Takes a while: trials are played, and PyTorch is loaded."""
    from kitchen_dream.evaluation.scores.scorer import Scorer

    scorer = Scorer(family_of(config), "validation", config.setting, config.executions, TRIALS)
    references = scorer.references
    if references is None:
        return {}
    blind = float(np.mean(references.blind))
    random = new_run(config.problem, "random", options=config.options, setting=config.setting)
    played = scorer(random.make_agent(len(scorer.trials.rows)))
    return {"oracle": 1.0, "random": played[SCORE], "blind": references.normalized(blind)}
