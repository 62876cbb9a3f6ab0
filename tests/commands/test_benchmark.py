"""`benchmark`: what is to be run, children that end with their parent, and a small one from end to end."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from rich.console import Console

from kitchen_dream.cli import main
from kitchen_dream.commands.benchmark import Job, plan, run_jobs, start_here


def test_budgets_are_the_problems_own_and_what_cannot_be_done_is_listed():
    jobs, refused = plan(("map", "kitchen"), ("dream", "rl2-rewards"), ("instructed",), (1, 2), 2, None)
    pairs = {(job.problem, job.agent) for job in jobs}
    assert pairs == {("map", "dream"), ("map", "rl2-rewards"), ("kitchen", "dream")}
    assert len(jobs) == 12 and len({job.name for job in jobs}) == 12 and [job.seed for job in jobs] == [0] * 6 + [1] * 6
    assert all(job.steps > 100_000 for job in jobs)
    assert len(refused) == 2 and all(reason.startswith("rl2-rewards on kitchen: ") for reason in refused)


def test_seeds_draw_the_splits_where_a_problem_has_such():
    jobs, _ = plan(("cooking-fair", "map"), ("dream",), ("instructed",), (1,), 2, 1000)
    assert [(job.problem, job.options) for job in jobs] == [
        ("cooking-fair", ("split_seed=0",)), ("map", ()), ("cooking-fair", ("split_seed=1",)), ("map", ()),
    ]
    assert jobs[2].command(Path("runs"))[-2:] == ["--option", "split_seed=1"]


def test_a_problem_and_a_method_of_ones_own_take_part():
    problem, agent = "kitchen_dream.problems.grids.family:MapFamily", "kitchen_dream.agents.rl2:RL2"
    jobs, refused = plan((problem,), (agent,), ("instructed", "oracle_facts"), (1,), 1, 500)
    assert refused == [] and [job.name for job in jobs] == ["mapfamily-rl2-0", "mapfamily-rl2-oracle_facts-0"]
    words = jobs[1].command(Path("runs"))
    assert (
        words[words.index("--steps") + 1] == "500"
        and words[words.index("--problem") + 1] == problem
        and "--resume" not in words
    )


def test_what_was_begun_goes_on_and_what_is_finished_is_not_run_again(tmp_path):
    job = Job("map", "dream", "instructed", 1, 0, 1000, "map-dream-0")
    (tmp_path / job.name).mkdir()
    (tmp_path / job.name / "checkpoint.safetensors").touch()
    assert job.command(tmp_path)[-1] == "--resume" and not job.done(tmp_path, tmp_path)
    (tmp_path / "map-dream-0.json").write_text("{")
    with pytest.raises(ValueError, match=r"map-dream-0\.json: damaged"):
        job.done(tmp_path, tmp_path)


class Sleeper(Job):
    """A training that does nothing but last."""

    def command(self, out):
        return [sys.executable, "-c", "import time; print('begun', flush=True); time.sleep(60)"]


class Failing(Job):
    """A training that goes wrong."""

    def command(self, out):
        return [sys.executable, "-c", "import sys; sys.exit('what went wrong')"]


class Stepping(Job):
    """A training that is only its log: half of its steps, then all of them."""

    def command(self, out):
        log = str(out / self.name / "metrics.csv")
        code = "import sys, time; from pathlib import Path; log = Path(sys.argv[1]); log.parent.mkdir(exist_ok=True)"
        for steps in (500, 1000):
            code += f"; time.sleep(2); log.write_text('steps\\n{steps}\\n')"
        return [sys.executable, "-c", f"{code}; time.sleep(2); sys.exit('done')", log]


@pytest.mark.slow
def test_it_tells_of_all_trainings_and_of_each(tmp_path, monkeypatch):
    monkeypatch.setattr("kitchen_dream.commands.bars.SECONDS_A_LINE", 0.0)
    jobs = [Stepping("map", "dream", "instructed", 1, 0, 1000, name) for name in "ab"]
    console = Console(file=io.StringIO(), width=200)
    run_jobs(jobs, tmp_path, lambda: 1, console, start_here)
    lines = console.file.getvalue().splitlines()
    assert any(line.startswith("a: 500 of 1,000 steps, 50 %, about ") and line.endswith(" left") for line in lines)
    assert any(line.startswith("all trainings: 0 of 2 trainings, 1 running, 25 %, about ") for line in lines)
    assert any(line.startswith("all trainings: 1 of 2 trainings, 1 running, 75 %") for line in lines), lines


def _parent(out: str) -> None:
    job = Sleeper("map", "dream", "instructed", 1, 0, 1, "a")
    run_jobs([job], Path(out), lambda: 1, Console(file=io.StringIO()), start_here)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_trainings_end_with_their_parent(number, tmp_path):
    code = "import runpy, sys; runpy.run_path(sys.argv[1])['_parent'](sys.argv[2])"
    # A shell's background jobs ignore Ctrl-C, and their children with them: these tests may be one.
    listen = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    words = [sys.executable, "-c", code, __file__, str(tmp_path)]
    parent = subprocess.Popen(words, stderr=subprocess.DEVNULL, preexec_fn=listen)
    log = tmp_path / "a.log"
    _until(lambda: log.is_file() and "begun" in log.read_text())
    children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()
    assert len(children) == 1
    parent.send_signal(number)
    assert parent.wait(30) != 0
    assert not Path(f"/proc/{children[0]}").exists()


def _until(true, seconds=60.0):
    late = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < late, "it never came"
        time.sleep(0.05)


@pytest.mark.slow
def test_one_that_fails_stops_no_other(tmp_path, capsys):
    jobs = [Failing("map", "dream", "instructed", 1, 0, 1, name) for name in "ab"]
    failed = run_jobs(jobs, tmp_path, lambda: 1, Console(), start_here)
    assert failed == [f"{name} (what went wrong; see {tmp_path / name}.log)" for name in "ab"]
    assert "[2/2] b: what went wrong" in " ".join(capsys.readouterr().out.split())


def test_a_damaged_result_is_told_before_anything_is_run(tmp_path, capsys):
    path = tmp_path / "bus-rl2-0" / "result.json"
    path.parent.mkdir()
    path.write_text("{}")
    with pytest.raises(SystemExit):
        main(["benchmark", "--smoke", "--out", str(tmp_path)])
    assert f"{path}: damaged" in capsys.readouterr().err and not (tmp_path / "map-dream-0").exists()


@pytest.mark.slow
def test_a_small_one_from_end_to_end(tmp_path, capsys):
    words = ["benchmark", "--smoke", "--out", str(tmp_path)]
    main(words)
    told = capsys.readouterr().out
    assert "[2/2]" in told and "RL2" in told and "PEARL-UB" in told
    page = (tmp_path / "results" / "benchmark.md").read_text()
    assert "## map" in page and "(one seed)" in page
    result = json.loads((tmp_path / "results" / "map-dream-0.json").read_text())
    assert result["steps"] >= 40_000 and set(result["scores"]) == {"train", "validation", "test"}
    before = os.stat(tmp_path / "map-dream-0" / "result.json").st_mtime_ns
    main(words)
    assert "2 of them finished already" in capsys.readouterr().out
    assert os.stat(tmp_path / "map-dream-0" / "result.json").st_mtime_ns == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--agents", "ppo"], "'ppo'"),
        (["--problems", "maze"], "'maze'"),
        (["--seeds", "0"], "--seeds"),
        (["--seeds", "1000000000"], "--seeds"),
        (["--steps", "-1"], "--steps"),
        (["--suite", "atari"], "'atari'"),
        (["--settings", "whispered"], "'whispered'"),
    ],
)
def test_wrong_options_are_told_in_one_line(words, told, capsys, tmp_path):
    with pytest.raises(SystemExit) as stop:
        main(["benchmark", *words, "--out", str(tmp_path / "runs")])
    assert stop.value.code == 2
    error = capsys.readouterr().err.strip()
    assert told in error and len(error.splitlines()) == 1
    assert not (tmp_path / "runs").exists()
