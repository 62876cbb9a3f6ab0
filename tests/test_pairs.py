"""Every method on every problem, through the same command: train, save, load, evaluate, resume."""

from __future__ import annotations

import json

import pytest

import kitchen_dream as kd
from kitchen_dream.agents.registry import methods
from kitchen_dream.cli import main

KITCHENS = ("kitchens=8", "validation=8", "test=8")
PROBLEMS = {
    "kitchen": ("kitchen", KITCHENS),
    "kitchen-v1": ("kitchen-v1", KITCHENS),
    "kitchen-names": ("kitchen", (*KITCHENS, "instruction=name", "dense=false")),
    "kitchen-pictures": ("kitchen", ("kitchens=4", "validation=4", "test=4", "look=picture")),
    "map": ("map", ()),
    "bus": ("bus", ()),
    "cooking": ("cooking", ()),
    "cooking-fair": ("cooking-fair", ("split_seed=3",)),
    "sign-room-13": ("guests.small_rooms:Pictures", ()),
    "sign-room-features": ("guests.small_rooms:Features", ()),
    "guest": ("guests.corridor:Corridor", ()),
}
CANNOT = {
    "kitchen": ("rl2-rewards", "varibad-rewards", "import-rewards", "first-explore-rewards", "dream-paper"),
    "sign-room": ("scripted",),
    "guest": ("scripted",),
}
"""Kitchens' memory is the map, which keeps no rewards and needs no LSTM; some problems have no script to explore by."""
SMALL = ("batch_size=4", "num_envs=64", "hidden=8", "updates_per_round=1", "warmup_rounds=1", "replay_size=4000")
PICTURES = ("picture_features=8", "picture_warmup=2")


def cannot(problem: str, method: str) -> bool:
    return any(problem.startswith(kind) and method in names for kind, names in CANNOT.items())


@pytest.mark.slow
@pytest.mark.parametrize("method", methods())
@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_pair_trains_is_kept_and_goes_on(problem, method, tmp_path, capsys):
    name, options = PROBLEMS[problem]
    changes = (*SMALL, *(PICTURES if problem == "sign-room-13" else ()))
    words = ["train", "--no-video", "--out", str(tmp_path / "run"), "--trials", "4", "--eval-every", "2000"]
    begin = [*words, "--problem", name, "--agent", method, "--set", *changes, "--steps", "2000"]
    begin += ["--option", *options] if options else []
    if cannot(problem, method):
        with pytest.raises(SystemExit):
            main(begin)
        assert capsys.readouterr().err.count("\n") == 1 and not (tmp_path / "run").exists()
        return
    main(begin)
    policy = kd.load_policy(tmp_path / "run")
    assert policy.notes["steps"] >= 2000 and policy.agent.updates > 0
    scores = kd.evaluate(policy, "test", trials=4)
    told = json.loads((tmp_path / "run" / "result.json").read_text())["scores"]["test"]
    assert scores["return_mean"] == pytest.approx(told["return_mean"], abs=1e-4)
    more = policy.notes["steps"] + 1000
    main([*words, "--resume", "--steps", str(more)])
    again = kd.load_policy(tmp_path / "run")
    assert again.notes["steps"] >= more and again.agent.updates > policy.agent.updates


def test_all_problems_are_among_them():
    from kitchen_dream.problems.registry import problem_names

    covered = {name for name, _ in PROBLEMS.values()}
    assert set(problem_names()) - covered <= {name for name in problem_names() if name.startswith("sign-room")}
