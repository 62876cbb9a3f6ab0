"""Sections on the paper (Liu et al. 2021): its figures and claims beside what was measured here, and its small problem
with tables."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kitchen_dream.agents.registry import title_of
from kitchen_dream.evaluation.scores.over_seeds import LEAST_SEEDS, above
from kitchen_dream.evaluation.scores.statistics import mean
from kitchen_dream.evaluation.scores.tables import markdown_table
from report_sections.common import missing, read

NEAR = 0.95
"""Test score from which on a method is called near optimal here."""
NOT_YET = "not run yet"
RIVALS = ("rl2", "varibad", "import")

Answer = tuple[str, str]
"""What was measured, and whether it is the same."""


@dataclass(frozen=True)
class Claim:
    """One figure, table or claim of the paper."""

    what: str
    theirs: str
    """Quoted, or told in own words; a number in it is the paper's."""
    ours: Callable[[Path], Answer]
    remark: str
    """What differs in the setting, and why the outcome may."""


Scores = dict[str, np.ndarray]
"""(seeds,) test scores by method."""


def scores(results: Path, problem: str, setting: str = "instructed", folder: str = "benchmark") -> Scores:
    """Of the runs on a problem with one execution a trial."""
    found: dict[str, list[float]] = {}
    for path in sorted((results / folder).glob(f"{problem}-*.json")):
        run = json.loads(path.read_text())
        if (run["problem"], run["setting"], run["executions"]) == (problem, setting, 1):
            found.setdefault(run["agent"], []).append(run["scores"]["test"]["normalized_score"])
    return {agent: np.array(values) for agent, values in found.items()}


def listed(found: Scores, agents: tuple[str, ...]) -> str:
    """Means with intervals and seeds of those methods that were run."""
    told = []
    for agent in agents:
        if agent in found:
            values, seeds = found[agent], len(found[agent])
            value = str(mean(values)) if seeds > 1 else f"{values[0]:.3f}"
            told.append(f"{title_of(agent)} {value} ({seeds} seed{'s' if seeds > 1 else ''})")
    return "; ".join(told) or NOT_YET


def near_optimal(problem: str, agent: str = "dream", others: tuple[str, ...] = RIVALS) -> Callable[[Path], Answer]:
    """A method is near optimal, and the others are not."""

    def ours(results: Path) -> Answer:
        found = scores(results, problem)
        told = listed(found, (agent, *others))
        if len(found.get(agent, ())) < LEAST_SEEDS:
            return told, "open"
        rivals = [name for name in others if len(found.get(name, ())) >= LEAST_SEEDS]
        parts = [f"{title_of(agent)} near optimal: {'yes' if found[agent].mean() >= NEAR else 'no'}"]
        if rivals:
            over = [name for name in rivals if above(found[agent], found[name])]
            parts.append(f"above the others: {'yes' if over == rivals else 'no'}")
        if len(rivals) < len(others):
            parts.append(f"open for {', '.join(title_of(name) for name in others if name not in rivals)}")
        return told, "; ".join(parts)

    return ours


def standard(results: Path) -> Answer:
    """DREAM beside RL2 without instructions, on the map."""
    found = scores(results, "map", "standard_meta_rl")
    told = listed(found, ("dream", "rl2"))
    if min(len(found.get(name, ())) for name in ("dream", "rl2")) < LEAST_SEEDS:
        old = scores(results, "map", "uninstructed", "benchmark-0.1")
        return f"{told}; by the older protocol of 0.1: {listed(old, ('dream', 'rl2'))}", "open"
    return told, "yes" if above(found["dream"], found["rl2"]) else "no"


def ablations(results: Path) -> Answer:
    """DREAM beside its variant without the bottleneck, on the bus."""
    found = scores(results, "bus")
    told = listed(found, ("dream", "dream-no-bottleneck"))
    if min(len(found.get(name, ())) for name in ("dream", "dream-no-bottleneck")) < LEAST_SEEDS:
        return told, "open"
    return told, "yes" if above(found["dream"], found["dream-no-bottleneck"]) else "no"


def pearl(results: Path) -> Answer:
    """What Thompson sampling reaches in the sign room, worked out."""
    data = read(results / "sign_room.json")
    if data is None:
        return NOT_YET, "open"
    row = next(row for row in data["exact"] if row["steps"] == 20 and row["pixels"] == 1)
    told = f"return {row['pearl_ub']:.2f} (oracle {row['oracle']:.2f}); {100 * row['pearl_reads']:.0f} % of its"
    told += " explorations happen to have the sign in view"
    return told, "yes" if row["pearl_ub"] < NEAR * row["oracle"] else "no"


def growth_of(results: Path) -> Answer:
    """Sample complexity in the small problem with tables."""
    data = read(results / "tabular.json")
    if data is None:
        return NOT_YET, "open"
    slopes = {name: exponent(data["rows"], name) for name in ("end to end", "decoupled")}
    told = "; ".join(f"{name}: samples grow as A^{slope:.2f}" for name, slope in slopes.items())
    told += f", from {data['rows'][0]['actions']} to {data['rows'][-1]['actions']} actions"
    return told, "yes" if slopes["end to end"] > 2 > 1.6 > slopes["decoupled"] > 1 else "no"


def exponent(rows: list[dict], method: str) -> float:
    """Of the power of the number of actions that fits the medians best; log A makes it larger than without."""
    mine = [row for row in rows if row["method"] == method and np.isfinite(row["median"])]
    return float(np.polyfit(np.log([row["actions"] for row in mine]), np.log([row["median"] for row in mine]), 1)[0])


CLAIMS = (
    Claim(
        "Cost of coupling: samples until exploration is learnt, with tables",
        "end to end at least of the order of A^2 log A, decoupled A log A (from memory of the paper)",
        growth_of, "both learn from evenly drawn actions here; exact expectations of the decoupled learner agree",
    ),
    Claim(
        "Distracting bus: returns of all methods",
        '"Can DREAM efficiently explore to discover only the information required to execute instructions?" Yes',
        near_optimal("bus"), "other ids in the splits, of which a part is for validation; fewer updates",
    ),
    Claim(
        "Map: returns of all methods", "DREAM near optimal", near_optimal("map"),
        "the published 24 problems in all splits",
    ),
    Claim(
        "Cooking: an environment that was never trained on (id 10)",
        '"Can DREAM generalize to unseen instructions and environments?" Yes', near_optimal("cooking"),
        "one problem tests little: cooking-fair holds out 12, drawn by the seed",
    ),
    Claim(
        "Cooking with 12 problems held out (not in the paper)", "-", near_optimal("cooking-fair"),
        "harder than what was published",
    ),
    Claim(
        "Sign room, 20 steps: returns of all methods",
        'DREAM "achieves near-optimal returns"; the others "never read the sign" and "achieve no rewards"',
        near_optimal("sign-room-free"), "from any start and heading, from frozen features",
    ),
    Claim(
        "Sign room with 13 steps, in which none can read first and arrive (not in the paper)", "-",
        near_optimal("sign-room-13-free"), "as above; with 20 steps exploring is not needed",
    ),
    Claim(
        "Sign room on a lattice of poses (not in the paper)", "-", near_optimal("sign-room-features"),
        "a fast variant: every picture is drawn once",
    ),
    Claim(
        "Sign room: PEARL-UB", '"do not achieve optimal reward"; it "never reads the sign during exploration"', pearl,
        "exact; some starts have the sign in view from the first step",
    ),
    Claim(
        "Standard meta-RL: the map without instructions",
        '"Does DREAM also show improved results in the standard meta-RL setting, as well as instruction-based '
        'meta-RL?" Yes', standard,
        "the older protocol's budgets were minutes, and settings differed between methods",
    ),
    Claim(
        "Without the bottleneck, on the bus", "the bottleneck matters (from memory of the paper)", ablations,
        "by the older protocol its penalty never acted on grids, so that nothing was compared",
    ),
    Claim(
        "The paper's networks and losses (preset `paper`), on the bus", "DREAM near optimal",
        near_optimal("bus", "dream-paper", ()), "the preset differs from the public code in what dream.py lists",
    ),
)


def paper(results: Path) -> list[str]:
    """The paper's figures and claims one by one: theirs, ours, same or not."""
    rows = []
    for claim in CLAIMS:
        told, same = claim.ours(results)
        row = {"figure or claim": claim.what, "theirs": claim.theirs, "ours": told, "same?": same}
        rows.append(row | {"remark": claim.remark})
    return [
        "## The paper's figures",
        "",
        "Quotations are from the authors' article on the paper; what is told from memory says so. Scores count from",
        f"blind (0) to the oracle (1) on test problems; near optimal is {NEAR:g} here, and one method is above another",
        f"where their intervals are apart. *Open* is what has not been run with {LEAST_SEEDS} seeds by this protocol.",
        "`python benchmarks/plan/run.py` lists what is still to be run, and the command for each.",
        "",
        markdown_table(rows),
    ]


def tabular(results: Path) -> list[str]:
    """Sample complexity of decoupled and end-to-end learning in the small problem with tables."""
    title, command = "Cost of coupling, with tables", "python benchmarks/tabular.py --json docs/results/tabular.json"
    data = read(results / "tabular.json")
    if data is None:
        return missing(title, command)
    largest = data["rows"][-1]["actions"]
    last = {row["method"]: row["median"] for row in data["rows"] if row["actions"] == largest}
    times = last["end to end"] / last["decoupled"]
    return [
        f"## {title}",
        "",
        f"`{command}` ({data['machine']}): {data['seeds']:,} learners of each kind. An exploration of one action shows",
        "which of A problems one is in, if it is the right action; an execution of one action then pays, if it is the",
        "problem's. Both learn from the same samples, drawn evenly. The table has the samples after which the right",
        "exploration is best and stays so, and the expectation of the decoupled learner, worked out. With",
        f"{largest} actions end-to-end learning takes {times:.1f} times as many, by medians.",
        "",
        markdown_table(data["rows"]),
        "",
        "![samples until exploration is learnt](results/tabular.png)",
    ]
