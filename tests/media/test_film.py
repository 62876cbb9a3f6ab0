"""Filming a trial: frames come in order, and every skill is told."""

import numpy as np
import pytest
from one_look import OneLook

from kitchen_dream.media.choice import choose
from kitchen_dream.media.film import TrialFilmer
from kitchen_dream.media.film_frame import FilmFrame


@pytest.mark.slow
def test_every_skill_is_told_while_it_is_filmed():
    frames, lines, choice = [], [], choose("test", 0)
    sink, frame = lambda picture, times: frames.append(picture), FilmFrame(320, 180)
    summary = TrialFilmer(choice, OneLook(), sink, frame, 1.0, 8.0, lines.append).film()
    assert (
        lines[0].startswith("Exploring, no reward, 0 s of 34 s: look into")
        and sum("stop" in line for line in lines) == 2
    )
    assert any(line.startswith(f"Executing: cook {summary.dish}") for line in lines)
    assert {frame.shape for frame in frames} == {(180, 320, 3)} and np.ptp([frame.mean() for frame in frames]) > 0
