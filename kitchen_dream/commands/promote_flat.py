"""What the card of a policy of a grid or a sign room says: exact scores of both splits."""

from __future__ import annotations

from kitchen_dream.agents.policy import RunConfig
from kitchen_dream.agents.sequences.base import SequenceAgent
from kitchen_dream.evaluation.scores.flat import PARTS, part_scorer
from kitchen_dream.evaluation.scores.tables import markdown_table
from kitchen_dream.problems.sign_room.rules import SIGN_ROOMS


def flat_scores(agent: SequenceAgent, config: RunConfig, command: str) -> tuple[dict[str, dict[str, float]], list[str]]:
    """Scores by split, and the card's lines about them; `command` is what computes them."""
    scores = {part: part_scorer(config, part)(agent) for part in PARTS}
    rows = [{"problems": part} | {name.replace("_", " "): f"{value:.4f}" for name, value in scores[part].items()} for part in PARTS]
    told = [f"Exact greedy scores by `{command}`, over problems, instructions and starts:", "", markdown_table(rows)]
    if config.problem in SIGN_ROOMS:
        told += ["[docs/sign-room.md](../../../docs/sign-room.md) tells what the columns are, and which problems the splits hold."]
    return scores, told
