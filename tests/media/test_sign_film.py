"""Films of sign rooms: what is told of a trial is what happened, and the film is written whole."""

from __future__ import annotations

import numpy as np
import pytest
from videos import count_frames

from kitchen_dream.media import sign_film
from kitchen_dream.media.sign_film import SIZE, film_trials, write_film
from kitchen_dream.media.sign_trial import sign_trials
from kitchen_dream.problems.base import EXPLORE
from kitchen_dream.problems.sign_room.poses import Action
from kitchen_dream.problems.sign_room.rules import SignRoom13
from kitchen_dream.sim.sign_room.layout import PUBLISHED
from kitchen_dream.sim.sign_room.scene import SignRoomWorld
from kitchen_dream.trial.protocol import TrialPolicy
from kitchen_dream.trial.rollout import Chooser

pytestmark = pytest.mark.physics


class Walker(TrialPolicy):
    """Turns three times while it explores, then ends the episode; in executions it walks straight on."""

    def explorer(self):
        actions = iter([Action.LEFT] * 3 + [Action.END] * 20)
        return Chooser(lambda seen: np.full(len(seen["vector"]), int(next(actions))))

    def end_exploration(self, exploration):
        pass

    def executor(self):
        return Chooser(lambda seen: np.full(len(seen["vector"]), int(Action.FORWARD)))


@pytest.fixture(scope="module")
def trials(sign_rooms):
    return sign_trials(Walker, SignRoom13("test", 3, world=sign_rooms), seed=4)


@pytest.mark.slow
def test_trials_tell_what_happened(trials):
    assert [trial.word for trial in trials] == [0, 1]
    for trial in trials:
        explored = trial.exploration
        assert explored.instruction == EXPLORE and explored.steps == 4 and explored.limit == 20 and explored.value == 0
        assert len({pose[:2] for pose in explored.poses}) == 1 and len(set(explored.poses)) == 4
        assert [episode.instruction for episode in trial.executions] == [0, 1, 2]
        for episode in trial.executions:
            assert episode.limit == 13 and (episode.steps == 13 or episode.touched >= 0)
            right = episode.touched == episode.instruction * 2 + trial.word
            assert episode.value == (0 if episode.touched < 0 else 1 if right else -1)
        episode = trial.executions[1]
        with SignRoomWorld(PUBLISHED, trial.word) as room:
            for pose, picture in zip(episode.poses[::4], episode.pictures[::4], strict=True):
                np.testing.assert_array_equal(room.look(*pose), picture)
        assert f"{('BLUE', 'RED')[trial.word]}: sign " in trial.line() and "in 4 steps of exploration" in trial.line()


@pytest.mark.slow
def test_the_film_has_every_step_and_is_written_whole(trials, tmp_path, monkeypatch):
    frames = []
    film_trials(trials[:1], lambda frame, steps: frames.append(frame))
    longest = max(episode.steps for episode in trials[0].executions)
    assert len(frames) == (trials[0].exploration.steps + 1) + (longest + 1)
    assert all(frame.shape == (SIZE[1], SIZE[0], 3) for frame in frames) and (frames[0] != frames[1]).any()
    write_film(trials[:1], tmp_path / "a.mp4")
    assert count_frames(tmp_path / "a.mp4")[0] > 3 * len(frames)
    write_film(trials[:1], tmp_path / "a.gif")
    assert (tmp_path / "a.gif").stat().st_size < 1e6
    monkeypatch.setattr(sign_film, "GIF_BYTES", 1000)
    with pytest.raises(ValueError, match="is too much for a page"):
        write_film(trials[:1], tmp_path / "b.gif")
    assert not (tmp_path / "b.gif").exists()
