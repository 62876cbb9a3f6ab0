"""The command line: `python run.py COMMAND`. Only the chosen command's module is imported: help comes at once."""

import os
import signal
import sys
from importlib import import_module

# Small batches gain little from threads, and lose much on a busy machine. numpy and torch read it when they are loaded.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import tyro
from rich.console import Console
from rich.table import Table

from kitchen_dream.core.extras import not_installed
from kitchen_dream.core.messages import one_line
from kitchen_dream.core.plugins import unknown

KITCHEN = ("new", "sample", "check", "show")
COMMANDS = {
    "train": "train DREAM or another method on kitchens or another problem, score it, film a trial",
    "evaluate": "score a policy on problems of a split; kitchens also in PyBullet",
    "watch": "watch a trial in PyBullet's window, or as a video without a screen",
    "play": "explore and cook yourself in the window, under the agents' budget and score",
    "dishes": "list the dishes with their ingredients, and what can be cooked in a kitchen",
    "kitchen": "write, prove and draw kitchen files: kitchen new|sample|check|show",
    "exploration_value": "measure how much exploring is worth in kitchens, without any learning",
    "export": "write trials of a policy as a dataset for Minari or LeRobot",
    "benchmark": "train every method on every problem with several seeds, and compare them",
    "curves": "show the learning curves of runs in a browser, also while they train",
    "probe": "show what DREAM learnt: probes of its code, where it looks, what it is paid for",
    "release": "for maintainers: make a run's policy the one that ships (writes into policies/)",
}


OWN = {
    "--units": ("kitchen_dream.core.units", "use_units", "a number; see docs/layouts.md"),
    "--cookbook": ("kitchen_dream.kitchens.cookbook", "use_cookbook", "a file; see docs/extend/cookbook.md"),
    "--unit-kinds": ("kitchen_dream.kitchens.catalogue", "use_unit_kinds", "a file; see docs/extend/unit.md"),
}
"""Options of every command, in the order in which they take effect: all else reads the number of units."""


def main(arguments: list[str] | None = None) -> None:
    """Run one command. A user's mistake ends in one line on standard error and exit status 2."""
    arguments = sys.argv[1:] if arguments is None else arguments
    name = arguments[0] if arguments else "--help"
    if name in ("-h", "--help"):
        _overview()
        return
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # temporary files are taken away
    try:
        if name not in COMMANDS:
            raise ValueError(unknown("command", name, list(COMMANDS)))
        arguments = _with_own(arguments)
        module = import_module(f"kitchen_dream.commands.{name}")
        if name == "kitchen":
            functions = {part: getattr(module, part) for part in KITCHEN}
            tyro.extras.subcommand_cli_from_dict(functions, prog="run.py kitchen", args=arguments[1:])
        else:
            tyro.cli(getattr(module, name), prog=f"run.py {name}", args=arguments[1:])
    except KeyboardInterrupt:
        sys.exit("stopped")
    except (ValueError, OSError, ModuleNotFoundError) as error:
        missing = (error.name or "") if isinstance(error, ModuleNotFoundError) else ""
        if missing.startswith("kitchen_dream") or os.environ.get("KITCHEN_DREAM_TRACEBACK"):
            raise
        print(f"error: {one_line(not_installed(missing) if missing else str(error))}", file=sys.stderr)
        sys.exit(2)


def _with_own(arguments: list[str]) -> list[str]:
    """The arguments without `--units N`, `--cookbook FILE` and `--unit-kinds FILE`, which every command takes."""
    kept, given = [], {}
    words = iter(arguments)
    for argument in words:
        flag, equals, value = argument.partition("=")
        if flag not in OWN:
            kept.append(argument)
            continue
        if not equals and (value := next(words, "")) == "":
            raise ValueError(f"{flag}: name {OWN[flag][2]}")
        given[flag] = value
    for flag in (flag for flag in OWN if flag in given):
        module, function, _ = OWN[flag]
        getattr(import_module(module), function)(given[flag])
    return kept


def _overview() -> None:
    table = Table(title="python run.py COMMAND [--help]", title_justify="left", box=None, show_header=False)
    for name, summary in COMMANDS.items():
        table.add_row(f"[bold]{name}[/bold]", summary)
    Console().print(table)
