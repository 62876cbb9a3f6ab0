"""How long a training will take: figures of overlays, times how fast this machine is."""

from types import SimpleNamespace

import pytest

from kitchen_dream.agents.overlays import CONFIGS, pace_of
from kitchen_dream.agents.registry import methods
from kitchen_dream.core.spoken import spoken
from kitchen_dream.training import duration
from kitchen_dream.training.duration import YARDSTICK, estimate, learning_seconds, steps_done, yardstick
from kitchen_dream.training.log import METRICS
from kitchen_dream.training.loop import Budget
from kitchen_dream.training.run_config import new_run

BUDGET = Budget(1_000_000, 100_000)


@pytest.fixture(autouse=True)
def machine(monkeypatch) -> SimpleNamespace:
    """A machine that is as fast as the one that figures are told for."""
    kind = SimpleNamespace(seconds=YARDSTICK)
    monkeypatch.setattr(duration, "yardstick", lambda: (kind.seconds, kind.seconds))
    return kind


def seconds(*arguments, problem="map", agent="dream", changes=(), executions=1, **options) -> float:
    run = new_run(problem, agent, changes=changes, executions=executions)
    found = estimate(run, *(arguments or (BUDGET,)), **options)
    assert found is not None
    return found.seconds


def test_a_machine_half_as_fast_takes_twice_as_long(machine):
    once = seconds()
    machine.seconds *= 2
    assert seconds() == pytest.approx(2 * once, rel=1e-6)


def test_what_makes_a_run_longer_makes_the_figure_longer():
    plain = seconds()
    assert 1.4 * plain < seconds(Budget(2_000_000, 100_000)) < 2 * plain
    assert seconds(BUDGET, 500_000) < 0.7 * plain, "a resumed run has a part behind it"
    assert seconds(changes=("updates_per_round=16",)) > 1.3 * plain and seconds(changes=("batch_size=32",)) < plain
    assert seconds(agent="varibad") > plain > seconds(film=False)
    assert seconds(executions=3) < plain, "longer trials have fewer updates for as many steps"
    assert seconds(Budget(10**9, 10**6, minutes=1)) < 90


def test_the_figure_of_a_long_training_agrees_with_the_one_that_was_run():
    """docs/results/benchmark: five runs of DREAM on the bus, some 105 s on a processor 1.4 times as fast."""
    assert 70 < seconds(Budget(4_000_000, 250_000), problem="bus") < 220


def test_kitchens_that_are_not_kept_are_made_first(tmp_path, monkeypatch):
    monkeypatch.setenv("KITCHEN_DREAM_CACHE", str(tmp_path))
    run = new_run("kitchen")
    assert run.family.left_to_make(("train", "validation", "test")) == 7500
    without = estimate(run, BUDGET)
    monkeypatch.setattr(run.family, "left_to_make", lambda splits: 0)
    assert without.seconds > estimate(run, BUDGET).seconds + 5


def test_what_nobody_measured_is_rough_or_not_told():
    assert str(estimate(new_run("map"), BUDGET)).startswith("about ")
    for run in (new_run("map", "dream-no-noise"), new_run("map", "dream-paper"), new_run("map", preset="paper")):
        assert str(estimate(run, BUDGET)).startswith("roughly ")
    assert estimate(new_run("map"), BUDGET, device="cuda") is None


def test_paces_name_methods_and_what_is_needed():
    numbers = {"trial", "batch_size", "make_ms", "evaluation", "after", "film"}
    told = {path.stem: pace for path in CONFIGS.glob("*.yaml") if (pace := pace_of(path.stem))}
    assert {"kitchen", "grids", "cooking"} <= set(told)
    for pace in told.values():
        assert numbers < set(pace) and set(pace) - numbers <= set(methods())
        assert all(set(pace[name]) == {"step_us", "update_ms"} for name in set(pace) - numbers)


def test_steps_done_are_those_of_the_last_evaluation(tmp_path):
    assert steps_done(tmp_path) == 0
    (tmp_path / "metrics.csv").write_text("steps,updates\n1000,8\n2000,16\n")
    assert steps_done(tmp_path) == 2000


def test_an_empty_log_is_a_run_without_steps(tmp_path):
    (tmp_path / METRICS).touch()
    assert steps_done(tmp_path) == 0


def test_times_are_told_as_people_do():
    assert [spoken(s) for s in (1, 58, 110, 3599, 3601, 90_000)] == ["5 s", "60 s", "2 min", "1 h", "1 h", "25 h"]


def test_the_yardstick_takes_a_moment():
    wall, cpu = yardstick(3)
    assert 0 < cpu <= 1.5 * wall and wall < 1


def test_a_second_core_takes_the_shorter_part_away():
    run = new_run("map")
    pace = {"trial": 20, "batch_size": 64, "evaluation": 0.0}
    own = {"step_us": 10.0, "update_ms": 1.0}
    alone, both = (learning_seconds(pace, own, run, BUDGET, 0, cores) for cores in (1, 2))
    collecting = 1e-5 * BUDGET.steps
    assert both == pytest.approx(max(collecting, alone - collecting)) and both < alone
