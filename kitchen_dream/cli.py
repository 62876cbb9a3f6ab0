"""The command line: `python run.py train|evaluate|watch|kitchen|family|promote|report`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

# Small batches gain nothing from many threads. Set before numpy and torch read it; a user's own setting wins.
os.environ.setdefault("OMP_NUM_THREADS", str(min(os.cpu_count() or 1, 4)))

import tyro

from kitchen_dream.commands import evaluate, family, kitchen, promote, report, train, watch

KITCHEN: dict[str, Callable] = {"sample": kitchen.sample, "check": kitchen.check, "show": kitchen.show}


def kitchens() -> None:
    """Make, validate and draw kitchen files: `kitchen sample|check|show`."""
    tyro.extras.subcommand_cli_from_dict(KITCHEN, prog="run.py kitchen", args=["--help"])


COMMANDS: dict[str, Callable] = {
    "train": train.train,
    "evaluate": evaluate.evaluate,
    "watch": watch.watch,
    "kitchen": kitchens,
    "family": family.family,
    "promote": promote.promote,
    "report": report.report,
}


def main(arguments: list[str] | None = None) -> None:
    """Run one command. A user's mistake ends in one line on standard error and exit status 2."""
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        if arguments[:1] == ["kitchen"]:
            tyro.extras.subcommand_cli_from_dict(KITCHEN, prog="run.py kitchen", args=arguments[1:])
        else:
            tyro.extras.subcommand_cli_from_dict(COMMANDS, prog="run.py", description=__doc__, args=arguments)
    except KeyboardInterrupt:
        sys.exit("stopped; what was saved before is whole")
    except (ValueError, OSError) as error:
        if os.environ.get("KITCHEN_DREAM_TRACEBACK"):
            raise
        print(f"error: {' '.join(str(error).split())}", file=sys.stderr)
        sys.exit(2)
