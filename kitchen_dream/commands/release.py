"""`release`: make a run's policy the one that ships, with card, configuration and metrics."""

import json
from functools import partial
from pathlib import Path

from rich.console import Console

from kitchen_dream.commands.bars import Bars
from kitchen_dream.core.files import AtomicFile, write_atomically
from kitchen_dream.core.hardware import hardware_info
from kitchen_dream.core.resources import POLICIES
from kitchen_dream.evaluation.scores.scorer import Scorer
from kitchen_dream.evaluation.scores.tables import markdown_table
from kitchen_dream.evaluation.scores.words import LEGEND, name_of
from kitchen_dream.training.log import METRICS
from kitchen_dream.training.policies import WEIGHTS, load_policy
from kitchen_dream.training.run_config import CONFIG


def release(run: Path, command: str = "", trials: int | None = None) -> None:
    """Copy a run into `policies/`, score it on all splits that are never trained on, and write its card.

    Args:
        run: the run folder whose policy ships.
        command: the command that trained it, for the card; without it, it is put together from the run's configuration.
        trials: trials of each split; without it as many as the problem scores by."""
    policy = load_policy(run)
    config, notes = policy.config, policy.notes
    splits = [split for split in policy.family.splits if split != "train"]
    target = POLICIES / config.problem / config.agent
    AtomicFile(target / "card.md", parents=True).discard()  # a place that cannot be written is told before it is scored
    console = Console()
    scores = {}
    for split in splits:
        scorer = Scorer(policy.family, split, config.setting, config.executions, trials)
        with Bars(console) as bars:
            show = partial(bars.show, f"trials, {split}", of=len(scorer.trials.rows))
            scores[split] = scorer.summary(scorer.play(policy.agent, report=show))
    for name in (CONFIG, WEIGHTS, METRICS):
        if (run / name).is_file():
            write_atomically(target / name, (run / name).read_bytes())
    write_atomically(target / "scores.json", (json.dumps(scores, indent=1) + "\n").encode())
    text = card(config, notes, scores, command or trained_by(config, notes), run)
    write_atomically(target / "card.md", text)
    console.print(f"shipped as {target.relative_to(POLICIES.parent)}", highlight=False)


def trained_by(config, notes: dict) -> str:
    """The command line that trains a run's policy."""
    words = [f"--problem {config.problem} --agent {config.agent} --seed {config.seed} --steps {notes['steps']}"]
    words += [f"--option {name}={value}" for name, value in config.options.items()]
    return " ".join(["python run.py train", *words])


def card(config, notes: dict, scores: dict[str, dict], command: str, run: Path) -> str:
    """The card of a policy in Markdown."""
    columns = list(dict.fromkeys(name for values in scores.values() for name in values))
    rows = [{name_of(name): told.get(name, "") for name in columns} for told in scores.values()]
    rows = [{"split": split} | row for split, row in zip(scores, rows, strict=True)]
    lines = [
        f"# {config.agent} on {config.problem}",
        "",
        f"Trained by `{command}`: {notes['steps']:,} environment steps, {notes['updates']:,} updates.",
        f"Scored by `python run.py release --run runs/{run.name}` on {hardware_info()}.",
        "",
        markdown_table(rows),
        *(f"- {term}: {LEGEND[term]}" for term in ("score", "oracle", "blind")),
        "",
        f"Weights: averaged networks as safetensors. `{METRICS}`: validation scores and losses during training.",
    ]
    return "\n".join(lines) + "\n"
