"""Malformed command lines, given to the real command line; what would take long is cut off where it begins."""

from __future__ import annotations

import io
import os
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from unittest.mock import patch

from fuzzing.readers import Nonsense
from kitchen_dream.cli import main
from kitchen_dream.commands import (
    benchmark,
    evaluate,
    exploration_value,
    front_end,
    kitchen,
    kitchen_show,
    probe,
    release,
    train,
)
from kitchen_dream.media import trial_film
from kitchen_dream.viewer.desktop import window

WHOLE = (
    "train --problem map --agent rl2 --steps 1000 --set gamma=0.9 num_envs=8 --eval-every 500 --trials 4 --no-video",
    "train --problem kitchen --kitchens 20 --option dense=false instruction=name --executions 2 --minutes 1 --cores 1",
    "train --problem cooking-fair --option split_seed=2 --setting standard_meta_rl --preset paper --device cpu",
    "train --set learning_rate=1e-3 exploration_epsilon=[1,0.1,500] mask_end=true --layout kitchen.yaml",
    "evaluate --problem map --split test --trials 4 --seed 2 --json scores.json",
    "evaluate --option backend=pybullet grasp=physical --trials 2 --on local --explorers",
    "watch --headless --video a.mp4 --split train --speed 2 --cook minestrone",
    "watch --problem map --video a.gif --seed 1",
    "watch --kitchen kitchen.yaml --video a.mp4",
    "play --seed 3 --split test --speed 1 --kitchen kitchen.yaml",
    "kitchen new mine.yaml --like galley",
    "kitchen sample --seed 4 --layout island --out mine.yaml",
    "kitchen check kitchen.yaml --quick",
    "kitchen show kitchen.yaml --seed 2 --out plan.png",
    "exploration_value --kitchens 20 --split validation --seed 1 --json table.json",
    "benchmark --problems map bus --agents dream rl2 --seeds 2 --steps 1000 --executions 1 2 --workers 1 --out runs",
    "probe --seed 3 --kitchens 20 --out probes",
    "release --run run --trials 4",
    "train --cookbook cookbook.yaml --problem map",
)
"""Command lines that are right; the files that they name are there."""
WORDS = (
    "", " ", "-1", "0", "1e3", "1e400", "nan", "inf", "-inf", "9" * 310, str(2**63), str(2**64), "0.5", "true",
    "None", "[", "{", "=",
    "a=b", "a=", "=1", "gamma=", "gamma=[", "gamma=.nan", "gamma=1e400", "sigma=-9e18", "learning_rate=1e30",
    "hidden=1e9",
    "hidden=100000000", "batch_size=99999999", "kitchens=1e9", "kitchens=[", "kitchens=-1", "kitchens=true",
    "dense=2", "dense='no'",
    "layout=[1]", "look=7", "explore_seconds=.nan", "explore_seconds=x", "split_seed=-1", "split_seed=x",
    "split_seed=99999999999999999999",
    "test=1e3", "--", "-", "---x", "--seed", "--out", "--nothing", "-h9", "x" * 5000, "[bold]x[/bold]", "[/]", "a:b",
    "os:system", "os:",
    ":x", "a.b:c", "../..", "/", "/dev/null", "/proc/self/mem", "kitchen.yaml", ".", "~", "x/y/z.mp4", "a.MP4",
    "a.mp4/", "\x00", "ü[", "💥",
    "x.yaml", "*", "$(true)", "%s", "\\", "'", '"', "\n", "cuda:99", "tpu", "10000000", "1000000000000",
)  # fmt: skip
"""In the place of any word."""


class Accepted(BaseException):
    """A command line was taken, and the work would begin."""


def damage(whole: bytes, rng: random.Random) -> bytes:
    """A command line, its words parted by line feeds, with one to three words replaced, lost, added or doubled."""
    words = whole.decode().split(" ")
    for _ in range(rng.randint(1, 3)):
        at, how = rng.randrange(len(words)), rng.randrange(6)
        if how <= 2:
            words[at] = rng.choice(WORDS)
        elif how == 3 and len(words) > 1:
            del words[at]
        elif how == 4:
            words.insert(at, rng.choice((rng.choice(WORDS), rng.choice(rng.choice(WHOLE).split(" ")))))
        else:
            name, equals, _ = words[at].partition("=")
            words[at] = f"{name}={rng.choice(WORDS)}" if equals else words[at] * 2
    return "\0".join(word.replace("\0", "\x01") for word in words).encode(errors="replace")


def begins(check: Callable[..., None] = lambda *arguments, **options: None) -> Callable[..., Any]:
    """In the place of what takes long: looks at what it is given, and ends the command."""

    def stop(*arguments: Any, **options: Any) -> None:
        check(*arguments, **options)
        raise Accepted

    return stop


def _trains(run: Any, folder: Path, budget: Any, **options: Any) -> None:
    sizes = (budget.steps, budget.eval_every, run.num_envs, run.config.executions)
    if min(sizes) < 1 or (budget.minutes is not None and not 0 < budget.minutes < float("inf")):
        raise Nonsense(f"a budget of {budget}")


def _kitchens(kitchens: int, split: str, seed: int, *rest: Any) -> None:
    if kitchens < 1 or seed < 0:
        raise Nonsense(f"{kitchens} kitchens, seed {seed}")


@contextmanager
def cut_off() -> Iterator[None]:
    """Commands end where their work would begin."""
    stop = begins()
    quick = [(train, "run_experiment", begins(_trains)), (exploration_value, "measure", begins(_kitchens))]
    long = [(evaluate, "Scorer"), (evaluate, "cluster"), (trial_film, "film_policy"), (window, "DesktopWindow")]
    long += [(exploration_value, "find_order"), (benchmark, "run_jobs"), (benchmark, "cluster"), (probe, "_kitchens")]
    long += [(release, "Scorer"), (kitchen, "prove_file"), (kitchen_show, "_write_picture")]
    instead = [(front_end, "missing_screen", lambda: ""), (train, "estimate", lambda *a, **o: None), *quick]
    instead += [(*where, stop) for where in long]
    with ExitStack() as stack:
        for module, name, other in instead:
            stack.enter_context(patch.object(module, name, other))
        yield


def read(folder: Path, data: bytes) -> None:
    """Run a command line in a folder. Raises ValueError with what it told on standard error where it refuses it."""
    words = data.decode(errors="replace").split("\0")
    before, environment = Path.cwd(), dict(os.environ)
    os.chdir(folder)
    err = io.StringIO()
    try:
        with cut_off(), redirect_stderr(err), redirect_stdout(io.StringIO()) as out:
            main(words)
    except Accepted:
        return
    except SystemExit as end:
        if end.code not in (0, None):
            told = err.getvalue() + (out.getvalue() if "helptext" in out.getvalue() else "")
            raise ValueError(told.strip() or f"no word, status {end.code}") from None
    finally:
        os.chdir(before)
        os.environ.clear()
        os.environ.update(environment)
