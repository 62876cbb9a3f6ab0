"""Malformed inputs for every reader: files of kitchens, cookbooks, settings, runs, weights, caches, and command lines.

    python benchmarks/fuzz.py
    python benchmarks/fuzz.py --reader layout --only 17     # one input again, with its traceback

Whole inputs are damaged by chance, with a seed for each: bytes, lines, words, values, shapes, names. Each goes to the
reader that commands use, in a process beside this one. An input is refused by one line of at most 1,000 letters (the
command line's own usage box may be longer); or it is taken, and then what was read must be sound: kitchens without
defects that come back from their own file, finite weights and scores, settings in their ranges, a checkpoint that goes
on. Faults are everything else: a traceback, more than 2 s of the processor, a process that dies, a message without end,
nonsense that is taken. Writes docs/results/fuzz.json, and exits with status 1 if there is a fault.
"""

from __future__ import annotations

import json
import multiprocessing as mp
import os
import random
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"

import tyro
from fuzzing import options
from fuzzing.readers import READERS, Nonsense, Reader, run_folder, whole_layouts

from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.hardware import hardware_info
from kitchen_dream.core.resources import ASSETS

SECONDS = 2.0
"""Of the processor, for one input."""
PATIENCE = 120.0
"""Seconds on the wall for one input: a busy machine is slow, but an input that waits for ever is a fault."""
LONGEST = 1000
"""Letters of a message, beside the path that it names."""
COMMANDS = Reader(
    "options", 20, lambda: tuple(words.encode() for words in options.WHOLE), options.damage, options.read
)
ALL = (*READERS, COMMANDS)
OUTCOMES = ("refused", "taken")
"""What is no fault."""


class Hang(BaseException):
    """An input took too long."""


@dataclass
class Options:
    """Options of the benchmark."""

    inputs: int = 10_000
    seed: int = 0
    reader: str | None = None
    """One reader alone."""
    only: int | None = None
    """One input of that reader alone."""
    workers: int = 1
    out: Path = Path("docs/results/fuzz.json")


def damaged(reader: Reader, seed: int, number: int) -> bytes:
    """An input."""
    rng = random.Random(f"{seed} {reader.name} {number}")
    return reader.damage(rng.choice(reader.whole()), rng)


def judged(reader: Reader, folder: Path, data: bytes) -> tuple[str, str]:
    """What became of an input: an outcome, and a line about it."""

    def late(number: int, frame: object) -> None:
        raise Hang

    signal.signal(signal.SIGPROF, late)
    signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE / 2)
    try:
        reader.read(folder, data)
        return "taken", ""
    except Nonsense as error:
        return "nonsense", str(error)
    except Hang:
        return "hang", traceback.format_exc()[-1000:]
    except (ValueError, OSError) as error:
        told = str(error).replace(str(folder), "")
        box = "For full helptext" in told
        if not told.strip() or (not box and ("\n" in told or len(told) > LONGEST)):
            return "message", told[:500]
        return "refused", told[:200]
    except BaseException:
        return "traceback", traceback.format_exc()[-1500:]
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)


def _serve(reader: Reader, seed: int, numbers: range, line: Connection) -> None:
    with tempfile.TemporaryDirectory(prefix="kitchen_dream_fuzz_") as scratch:
        folder = Path(scratch).resolve()
        os.environ["KITCHEN_DREAM_CACHE"] = str(folder / "cache")
        options_files(folder)
        for data in reader.whole():
            outcome = judged(reader, folder, data.replace(b" ", b"\0") if reader is COMMANDS else data)
            if outcome[0] != "taken":
                raise AssertionError(f"{reader.name}: a whole input is {outcome}")
        for number in numbers:
            line.send((number, None, ""))
            line.send((number, *judged(reader, folder, damaged(reader, seed, number))))


def options_files(folder: Path) -> None:
    """The files that command lines name."""
    (folder / "run").symlink_to(run_folder())
    (folder / "kitchen.yaml").write_bytes(whole_layouts()[0])
    (folder / "cookbook.yaml").write_bytes((ASSETS / "cookbook.yaml").read_bytes())


def outcomes(reader: Reader, seed: int, count: int) -> Iterator[tuple[int, str, str]]:
    """Number, outcome and a line for each input. A process that dies is an outcome, and another goes on."""
    context = mp.get_context("fork")
    run_folder()  # made once, for all that are forked from here
    number = 0
    while number < count:
        ours, theirs = context.Pipe()
        worker = context.Process(target=_serve, args=(reader, seed, range(number, count), theirs), daemon=True)
        worker.start()
        theirs.close()
        begun = None
        try:
            while number < count:
                if not ours.poll(PATIENCE):
                    yield number, "hang", "no answer"
                    break
                begun, outcome, told = ours.recv()
                if outcome is not None:
                    yield begun, outcome, told
                    number = begun + 1
        except EOFError:
            worker.join()
            assert begun is not None, "the reader's whole files could not be made"
            yield begun, "crash", f"status {worker.exitcode}"
        number = max(number, (begun or 0) + 1)
        worker.kill()
        worker.join()


def measure(reader: Reader, seed: int, count: int) -> tuple[Counter, list[str]]:
    """How often each outcome came, and a line for each fault."""
    counts: Counter = Counter()
    faults = []
    for number, outcome, told in outcomes(reader, seed, count):
        counts[outcome] += 1
        if outcome not in OUTCOMES:
            faults.append(f"{reader.name} {number}: {outcome}: {told}")
            print(faults[-1], flush=True)
    return counts, faults


def main(options: Options) -> None:
    """Feed all, print, write."""
    chosen = [reader for reader in ALL if options.reader in (None, reader.name)]
    if not chosen:
        sys.exit(f"error: --reader {options.reader}: use one of {', '.join(reader.name for reader in ALL)}")
    if options.only is not None:
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch).resolve()
            options_files(folder)
            data = damaged(chosen[0], options.seed, options.only)
            print(data[:3000].decode(errors="backslashreplace"))
            print(*judged(chosen[0], folder, data), sep=": ")
        return
    rows, faults, total = [], [], sum(reader.share for reader in ALL)
    for reader in chosen:
        count = round(options.inputs * reader.share / total)
        counts, wrong = measure(reader, options.seed, count)
        faults += wrong
        bad = {name: n for name, n in counts.items() if name not in OUTCOMES}
        row = {"reader": reader.name, "inputs": count} | {name: counts[name] for name in OUTCOMES}
        rows.append(row | {"faults": bad})
        print(json.dumps(rows[-1]), flush=True)
    if options.reader is None:
        figures = {"inputs": sum(row["inputs"] for row in rows), "seed": options.seed, "seconds": SECONDS, "rows": rows}
        figures |= {"faults": [line.splitlines()[0][:300] for line in faults], "machine": hardware_info()}
        write_atomically(options.out, json.dumps(figures, indent=1) + "\n", parents=True)
    sys.exit(bool(faults))


if __name__ == "__main__":
    main(tyro.cli(Options, description=__doc__))
