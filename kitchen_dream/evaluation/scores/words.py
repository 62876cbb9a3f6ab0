"""What scores mean, in words: the one legend under every table of scores, and sentences about results."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console

from kitchen_dream.evaluation.scores.statistics import LEVEL
from kitchen_dream.evaluation.scores.tables import print_table
from kitchen_dream.problems.base import References

NAMES = {
    "normalized_score": "score",
    "normalised": "score",
    "return_mean": "return",
    "success_rate": "success",
    "oracle_return": "return of the oracle",
    "blind_return": "return of blind",
    "explore_steps": "exploration steps",
    "explore_seconds": "exploration seconds",
    "execute_seconds": "execution seconds",
    "vain_looks": "looks in vain",
}
"""What keys of results are called in tables."""
LEGEND = {
    "score": "(return - blind) / (oracle - blind): 0 is blind, 1 is the oracle, below 0 is worse than blind",
    "return": "sum of the rewards of an execution; the mean over trials",
    "success": "share of the executions that did what they were told",
    "oracle": "knows the problem from the beginning",
    "blind": "has never explored, and makes the best of it; where that is as good as the oracle, random actions stand "
    "in its place",
    "adaptive": "explores by the problems' true priors, which are given to it; learners have to learn them",
    "reader of priors": "executes by the problems' true priors, which are given to it; learners have to learn them",
    "PEARL-UB": "what Thompson sampling, as in PEARL, reaches at most",
    "looks in vain": "looks into units that never hold food",
    "seeds": "trainings, each by another seed, over which intervals are; rows without are computed, not learnt",
    "[low, high]": f"{100 * LEVEL:.0f} % interval; below 100 trials, those of scores and returns are too narrow",
}
"""What the words of tables of scores mean."""
IMPLIED = {"score": ("blind", "oracle"), "return of blind": ("blind",), "return of the oracle": ("oracle",)}


def name_of(key: str) -> str:
    """What a key of a result is called in tables."""
    return NAMES.get(key, key.replace("_", " "))


def legend(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """A line for each word of a table that wants to be explained: of its headings, its first column, and intervals."""
    cells = [str(value) for row in rows for value in row.values()]
    said = " ".join([*(name_of(key) for key in rows[0]), *(name_of(str(next(iter(row.values()), ""))) for row in rows)])
    if any(cell.endswith("]") for cell in cells):
        said += " [low, high]"
    said += " ".join(("", *(term for word, terms in IMPLIED.items() if word in said for term in terms)))
    return [f"{term}: {meaning}" for term, meaning in LEGEND.items() if term in said]


def print_scores(
    console: Console, title: str, rows: Sequence[Mapping[str, Any]], sentences: Iterable[str] = ()
) -> None:
    """Print a table of scores, what its words mean, and what came out in words. Keys are named by `name_of`."""
    named = [{name_of(key): value for key, value in row.items()} for row in rows]
    print_table(console, title, named, legend(named))
    for sentence in sentences:
        console.print(sentence, highlight=False, markup=False)


def in_words(who: str, score: float | None, references: References | None) -> str:
    """What a score says, on the scale of its references.

    Examples:
        >>> in_words("DREAM", 0.943, References(oracle=1.0, blind=0.5))
        'DREAM gets 94 % of the way from blind to the oracle.'
        >>> in_words("RL2", -2.908, References(oracle=1.0, blind=0.5))
        'RL2 does worse than blind: it falls short of it by 2.9 times the way from blind to the oracle.'
    """
    if references is None:
        return "Nothing is known of this problem's oracle: the score is the return itself."
    if score is None:
        return f"These trials cannot tell blind from the oracle: {who} has a return, and no score on that scale."
    zero = "blind" if references.zero is references.blind else "random actions"
    way = f"the way from {zero} to the oracle"
    if score < 0:
        return f"{who} does worse than {zero}: it falls short of it by {-score:.1f} times {way}."
    return f"{who} gets {_percent(score)} of {way}."


def all_in_words(scores: Mapping[str, float]) -> str:
    """What the scores of several say, the best first.

    Examples:
        >>> all_in_words({"RL2": -2.9, "DREAM": 0.94})
        'Of the way from blind to the oracle, DREAM gets 94 %; RL2 does worse than blind.'
    """
    ranked = sorted(scores.items(), key=lambda pair: -pair[1])
    parts = [f"{who} gets {_percent(score)}" if score >= 0 else f"{who} does worse than blind" for who, score in ranked]
    return f"Of the way from blind to the oracle, {'; '.join(parts)}."


def _percent(score: float) -> str:
    nearly_all = 0.99 < score < 1  # which is not all
    return f"{100 * score:.{1 if nearly_all else 0}f} %"
