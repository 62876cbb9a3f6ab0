"""Kills at random moments: what is left is whole, nothing is left over, and a resume gives the same weights to the bit.

    python benchmarks/kills.py

Runs short commands (train, benchmark, watch --video, and export where there is one) and sends SIGKILL or SIGTERM to
the command's process, when it and its children have taken a random share of the processor time of an undisturbed run.
Then the same command goes on: train with --resume once there is a checkpoint. After each kill all files are read, and
processes are counted; after SIGTERM, and when the command has at last ended by itself, also temporary files, scratch
folders and locks. Trainings must end with the weights of one that nobody has killed. Writes docs/results/kills.json,
and exits with status 1 if anything was damaged, left over or different.
"""

from __future__ import annotations

import json
import os
import random
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import imageio_ffmpeg
import tyro

from kitchen_dream.cli import COMMANDS
from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.hardware import hardware_info
from kitchen_dream.core.resources import POLICIES
from kitchen_dream.evaluation.benchmark.results import read_result
from kitchen_dream.evaluation.experiment import RESULT
from kitchen_dream.training.checkpoint import CHECKPOINT
from kitchen_dream.training.log import METRICS, read_log
from kitchen_dream.training.policies import WEIGHTS, load_tensors
from kitchen_dream.training.run_config import CONFIG, load_config

MARK = "KITCHEN_DREAM_KILLS"
"""A variable by which processes of a command are known, whoever started them."""
PATIENCE = 120.0
"""Seconds for what must come to an end by itself, on a busy machine."""
TICK = 1.0 / os.sysconf("SC_CLK_TCK")
FAULTS = ("damaged", "left over", "different", "survivors", "failed")
SMALL = "--set batch_size=4 hidden=8 explore_hidden=8 num_envs=8 replay_size=64 --trials 4 --eval-every 300"


@dataclass
class Options:
    """Options of the benchmark."""

    kills: int = 100
    seed: int = 0
    only: tuple[str, ...] = ()
    """Commands, whose rows take the place of those in the file; without it all."""
    out: Path = Path("docs/results/kills.json")


@dataclass(frozen=True)
class Command:
    """A command that is killed."""

    name: str
    share: int
    """Of 100 kills."""
    words: str
    """Its options; {out} is a folder that is empty at first."""
    whole: Callable[[Path], list[str]]
    """What is damaged in that folder."""
    done: Callable[[Path], object]
    """What an undisturbed run and a killed one must agree in."""
    resumes: bool = False


@dataclass
class Tally:
    """What was seen."""

    kills: Counter = field(default_factory=Counter)
    """By signal."""
    late: int = 0
    """Kills that came after the end."""
    runs: int = 0
    """Runs that came to their end after kills."""
    damaged: list[str] = field(default_factory=list)
    left_over: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)
    survivors: list[str] = field(default_factory=list)
    """Processes that went on without their parent."""
    failed: list[str] = field(default_factory=list)
    """Commands that ended with an error by themselves."""

    def row(self, command: str) -> dict:
        """All of it, for a command."""
        done = {"command": command, "SIGKILL": self.kills["SIGKILL"], "SIGTERM": self.kills["SIGTERM"]}
        done |= {"after the end": self.late, "ended after kills": self.runs}
        return done | dict(zip(FAULTS, (getattr(self, name.replace(" ", "_")) for name in FAULTS), strict=True))


class World:
    """A place for one command: an output folder, a temporary folder, a cache, all of which can be looked through."""

    def __init__(self, cache: Path) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="kills-"))
        self.out, self.scratch, self.cache = (self.root / name for name in ("out", "tmp", "cache"))
        self.out.mkdir()
        self.scratch.mkdir()
        shutil.copytree(cache, self.cache)
        self.mark = secrets.token_hex(8)
        self.environment = os.environ | {
            MARK: self.mark, "TMPDIR": str(self.scratch), "KITCHEN_DREAM_CACHE": str(self.cache), "OMP_NUM_THREADS": "1"
        }  # fmt: skip

    def begin(self, words: str) -> subprocess.Popen:
        """Start a command."""
        line = [sys.executable, "-m", "kitchen_dream", *words.format(out=self.out).split()]
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
        return subprocess.Popen(line, env=self.environment, cwd=self.root, **streams)

    def processes(self) -> list[int]:
        """Process ids of the command and of everything that it has started."""
        found, mark = [], f"{MARK}={self.mark}".encode()
        for path in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (path / "environ").read_bytes() and state(path)[0] != "Z":
                    found.append(int(path.name))
            except OSError:
                continue
        return found

    def seconds(self) -> float:
        """Processor time of these processes and of their children that have ended."""
        total = 0.0
        for number in self.processes():
            try:
                total += TICK * sum(map(int, state(Path(f"/proc/{number}"))[11:15]))
            except OSError:
                continue
        return total

    def alone(self) -> list[int]:
        """Processes that are still there after a while."""
        late = time.monotonic() + PATIENCE
        while (found := self.processes()) and time.monotonic() < late:
            time.sleep(0.2)
        return found

    def left_over(self) -> list[str]:
        """Temporary files, scratch folders and locks of caches."""
        files = [path for path in self.root.rglob("*") if ".part" in path.name or path.suffix == ".lock"]
        kept = [path for path in files if not (path.name == ".lock" and path.parent.parent in (self.root, self.out))]
        return sorted(str(path.relative_to(self.root)) for path in [*kept, *self.scratch.iterdir()])

    def close(self) -> None:
        """Remove it."""
        shutil.rmtree(self.root, ignore_errors=True)


def state(process: Path) -> list[str]:
    """The numbers of a process in /proc/N/stat from the third one, its state."""
    return (process / "stat").read_text().rpartition(")")[2].split()


def damaged(out: Path) -> list[str]:
    """What of runs, results and films below a folder cannot be read."""
    readers: dict[str, Callable[[Path], object]] = {
        CONFIG: lambda path: load_config(path.parent), WEIGHTS: load_tensors, CHECKPOINT: load_tensors,
        METRICS: read_log, RESULT: read_result,
    }  # fmt: skip
    wrong = []
    for path in sorted(out.rglob("*")):
        of_kind = {".mp4": frames, ".hdf5": arrays}.get(path.suffix) if shown(path, out) else None
        read = readers.get(path.name) or of_kind
        if read is not None and path.is_file():
            try:
                read(path)
            except ValueError as error:
                wrong.append(f"{path.relative_to(out)}: {str(error)[:200]}")
    return wrong


def shown(path: Path, out: Path) -> bool:
    """Whether a file is no temporary one, nor in a temporary folder."""
    return not any(part.startswith(".") for part in path.relative_to(out).parts)


def arrays(path: Path) -> int:
    """Arrays of a dataset. Raises ValueError for one that cannot be read."""
    import h5py  # comes with Minari

    found = []
    try:
        with h5py.File(path) as file:
            file.visititems(lambda name, item: found.append(item[()]) if isinstance(item, h5py.Dataset) else None)
    except OSError as error:
        raise ValueError(f"{path.name}: no dataset") from error
    return len(found)


def frames(film: Path) -> int:
    """Frames of a film. Raises ValueError for one that cannot be read to its end."""
    try:
        return imageio_ffmpeg.count_frames_and_secs(str(film))[0]
    except (RuntimeError, OSError) as error:
        raise ValueError(f"{film.name}: no film") from error


def weights(out: Path) -> dict[str, object]:
    """Weights, and what the log says but for times, of all runs below a folder."""
    told: dict[str, object] = {}
    for path in sorted(out.rglob(WEIGHTS)):
        tensors, _ = load_tensors(path)
        name = str(path.parent.relative_to(out))
        told[name] = {key: value.numpy().tobytes().hex() for key, value in sorted(tensors.items())}
        rows = read_log(path.with_name(METRICS))
        told[f"{name} log"] = [{k: v for k, v in row.items() if not k.endswith("seconds")} for row in rows]
    return told


def films(out: Path) -> dict[str, int]:
    """Frames of all films below a folder."""
    return {path.name: frames(path) for path in sorted(out.glob("*.mp4"))}


def files(out: Path) -> list[str]:
    """All files below a folder."""
    return sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file())


EXPORTED = "data"
"""A dataset has its name as soon as it is whole."""
TRAIN = "train --problem map --steps 1500 --no-video --out {out}/run"
BENCHMARK = "benchmark --problems map --agents random --seeds 2 --steps 600 --workers 2 --out {out}"
POLICY = POLICIES / "map" / "dream"
ALL = (
    Command("train", 50, f"{TRAIN} {SMALL}", damaged, weights, True),
    Command("benchmark", 20, BENCHMARK, damaged, weights),
    Command("watch", 20, f"watch --policy {POLICY} --headless --video {{out}}/a.mp4", damaged, films),
    Command("export", 10, f"export --to {{out}}/{EXPORTED} --trials 3", damaged, files),
)


def again(command: Command, out: Path) -> str:
    """The options with which a command goes on."""
    if command.resumes and (out / "run" / CHECKPOINT).exists():
        return "train --resume --no-video --steps 1500 --trials 4 --eval-every 300 --out {out}/run"
    return command.words


def undisturbed(command: Command, cache: Path) -> tuple[object, float]:
    """What a run that nobody kills comes to, and its processor seconds."""
    world = World(cache)
    try:
        running, taken = world.begin(command.words), 0.0
        while running.poll() is None:
            taken = max(taken, world.seconds())
            time.sleep(0.05)
        if running.returncode:
            assert running.stderr is not None
            raise ValueError(f"{command.name} failed: {running.stderr.read().decode()[-500:]}")
        return command.done(world.out), taken
    finally:
        world.close()


def killed(
    command: Command, cache: Path, kills: int, rng: random.Random, tally: Tally, tell: Callable[[], None]
) -> None:
    """Kill a command again and again, let it go on each time, and look at what there is; `tell` is called after each
    run that has ended."""
    expected, seconds = undisturbed(command, cache)
    done = 0
    while done < kills:
        world = World(cache)
        try:
            for _ in range(min(kills - done, rng.randint(1, 4))):
                number = rng.choice((signal.SIGKILL, signal.SIGTERM))
                if not one_kill(command, world, number, rng.uniform(0.02, 0.95) * seconds, tally):
                    break  # it had ended before: that was no kill
                done += 1
                if (world.out / EXPORTED).exists():  # killed behind the end: the same command would refuse to go on
                    tally.different += [command.name] * (command.done(world.out) != expected)
                    break
            else:
                finish(command, world, expected, tally)
        finally:
            world.close()
        print(f"{command.name}: {done} of {kills} kills", flush=True)
        tell()


def one_kill(command: Command, world: World, number: signal.Signals, moment: float, tally: Tally) -> bool:
    """Run, kill, look. Returns whether the command was still running."""
    before = world.left_over()  # by a SIGKILL, until a run comes to its end
    running = world.begin(again(command, world.out))
    while running.poll() is None and world.seconds() < moment:
        time.sleep(0.02)
    if running.poll() is not None:
        tally.late += 1
        if running.returncode:
            tally.failed.append(f"{command.name}: {running.stderr.read().decode()[-300:]}")  # type: ignore[union-attr]
        return False
    running.send_signal(number)
    tally.kills[number.name] += 1
    running.wait()
    what = f"{command.name}, {number.name} after {moment:.1f} s"
    if alive := world.alone():
        tally.survivors.append(f"{what}: {len(alive)} processes")
        for process in alive:
            os.kill(process, signal.SIGKILL)
    tally.damaged += [f"{what}: {wrong}" for wrong in command.whole(world.out)]
    if number == signal.SIGTERM and (left := sorted({*world.left_over()} - {*before})):
        tally.left_over.append(f"{what}: {', '.join(left)[:300]}")
    return True


def finish(command: Command, world: World, expected: object, tally: Tally) -> None:
    """Let a command come to its end, and compare."""
    running = world.begin(again(command, world.out))
    told = running.communicate()[1].decode()
    if running.returncode:
        tally.failed.append(f"{command.name}: {told[-300:]}")
        return
    tally.runs += 1
    tally.damaged += command.whole(world.out)
    if left := world.left_over():
        tally.left_over.append(f"{command.name}, at the end: {', '.join(left)[:300]}")
    if world.alone():
        tally.survivors.append(f"{command.name}, at the end")
    if command.done(world.out) != expected:
        tally.different.append(command.name)


def main(options: Options) -> None:
    """Kill, print, write."""
    chosen = [one for one in ALL if one.name in COMMANDS and (not options.only or one.name in options.only)]
    total = sum(one.share for one in chosen)
    rows = {}
    if options.only and options.out.is_file():
        rows = {row["command"]: row for row in json.loads(options.out.read_text())["rows"]}

    def write(command: Command, tally: Tally) -> None:
        rows[command.name] = tally.row(command.name)
        figures = {"seed": options.seed, "rows": list(rows.values()), "machine": hardware_info()}
        write_atomically(options.out, json.dumps(figures, indent=1) + "\n", parents=True)

    with tempfile.TemporaryDirectory() as cache:
        for command in chosen:
            tally, rng = Tally(), random.Random(f"{options.seed} {command.name}")
            kills = round(options.kills * command.share / total)
            killed(command, Path(cache), kills, rng, tally, partial(write, command, tally))
            print(json.dumps(rows[command.name]), flush=True)
    sys.exit(any(rows[command.name][name] for command in chosen for name in FAULTS))


if __name__ == "__main__":
    main(tyro.cli(Options, description=__doc__))
