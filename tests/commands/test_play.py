"""`play` without a window: its messages, its score, and a person in the learner's place."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest

from kitchen_dream.agents.policy import RunConfig
from kitchen_dream.cli import main
from kitchen_dream.commands.play import Score, last_word, score_of
from kitchen_dream.evaluation.scores.kitchen import bounds
from kitchen_dream.media.choice import choose
from kitchen_dream.media.film import Told
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.rules.skills import STOP
from kitchen_dream.trial.rollout import run
from kitchen_dream.viewer import player as module
from kitchen_dream.viewer.player import Player


def fails(capsys: pytest.CaptureFixture, *arguments: str) -> str:
    """Run `play`, which must end with status 2 and one line; returns the line."""
    with pytest.raises(SystemExit) as stop:
        main(["play", *arguments])
    text = capsys.readouterr().err.strip()
    assert stop.value.code == 2 and text.startswith("error: ") and "\n" not in text, text
    return text


@pytest.mark.parametrize("command", ["play", "watch"])
def test_without_a_screen_a_video_is_offered(capsys, monkeypatch, command):
    monkeypatch.setattr("sys.platform", "linux")
    for display in (None, ":7654"):
        monkeypatch.delenv("DISPLAY", raising=False)
        if display:
            monkeypatch.setenv("DISPLAY", display)
        with pytest.raises(SystemExit) as stop:
            main([command])
        text = capsys.readouterr().err.strip()
        assert stop.value.code == 2 and "\n" not in text
        assert "there is no screen" in text and "python run.py watch --headless --video" in text


def test_mistakes_are_one_line(capsys):
    assert "--speed" in fails(capsys, "--speed", "99")


class Silent:
    """A learner that does nothing."""

    def explore(self, observation, epsilon=0.0):
        return np.full(len(observation["action_mask"]), STOP)

    def execute(self, observation, z, epsilon=0.0):
        return self.explore(observation)

    def encode_trajectory(self, last):
        return np.zeros((1, 1), np.float32)


def test_the_score_is_that_of_evaluate():
    choice, config = choose("test", 2), RunConfig()
    problem = KitchenProblem(choice.tables, choice.split, 1)
    limit = bounds(problem, np.zeros(1, np.int64), np.array([choice.recipe]))
    score = score_of(choice, config, Silent(), float(limit.oracle[0]))
    assert score.normalised(score.person) == 1.0 and score.normalised(score.blind) == 0.0
    assert score.oracle == pytest.approx(limit.oracle[0]) and score.policy == 0.0
    assert "your score 1.00" in score.line()


def test_a_kitchen_where_exploring_is_worth_nothing_has_no_score():
    assert math.isnan(Score(1.0, 1.2, 1.2, 1.0).normalised(1.0))


def test_the_last_word_names_dish_and_score():
    told = Told("k", "tomato soup", True, 30.0, 40.0, 0.9)
    banner = last_word(told, Score(0.9, 1.4, 0.4, 1.2))
    assert banner.headline == "Tomato soup is ready: your score 0.50" and "0.80" in banner.line and "n: next kitchen" in banner.line


def test_a_person_is_offered_what_the_mask_allows_and_is_paid_as_an_agent(monkeypatch):
    """The same choices give the same return, whether a person makes them or an agent, and the mask is the agents' own."""
    choice = choose("test", 2)
    problem = KitchenProblem(choice.tables, choice.split, 1)
    rng = np.random.default_rng(5)
    asked, taken = [], []

    def ask(question, options):
        possible = [option.action for option in options if option.possible]
        assert possible == np.flatnonzero(problem.episodes.mask[0]).tolist()
        asked.append(question)
        taken.append(int(rng.choice([action for action in possible if action != STOP] or [STOP])))
        return taken[-1]

    caption = SimpleNamespace(exploring=False, seen=(), wanted=())
    narrator = SimpleNamespace(problem=problem, kitchen=choice.kitchen, caption=lambda: caption)
    window = SimpleNamespace(narrator=narrator, mirror=object(), ask=ask)
    monkeypatch.setattr(module, "Plates", lambda mirror: SimpleNamespace(mirror=mirror, hide=lambda unit: None))
    person, rows = Player(window), np.zeros(1, np.int64)
    z = np.zeros((1, 1), np.float32)
    first = run(problem, rows, np.array([choice.recipe]), lambda seen: person.execute(seen, z))
    replay = iter(list(taken))
    again = run(problem, rows, np.array([choice.recipe]), lambda seen: np.array([next(replay)]))
    assert first.returns == again.returns and first.seconds == again.seconds and len(asked) == len(taken) > 1
    assert window.playing and (person.encode_trajectory(first.last()) == 0).all()
