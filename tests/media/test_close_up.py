"""The camera at the hand: near it, and on a side on which nothing hides it."""

import numpy as np
import pytest
from one_look import OneLook

from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.media.choice import choose
from kitchen_dream.media.close_up import DISTANCE, HAND, CloseUp
from kitchen_dream.media.film import TrialFilmer
from kitchen_dream.media.film_form import CAMERAS
from kitchen_dream.media.film_frame import FilmFrame
from kitchen_dream.rules.skills import SkillCall
from kitchen_dream.sim.body import KitchenBody


@pytest.mark.physics
def test_nothing_hides_the_hand_while_it_opens_a_unit():
    """From where the room is seen, the mast stood before it."""
    body = KitchenBody(generate(3), frame_rate=4)
    camera, hidden = CloseUp(body), []

    def look(body: KitchenBody) -> None:
        eye, target = camera.view((2.0, 0.2, 2.2))
        assert np.linalg.norm(np.subtract(eye, target)) == pytest.approx(DISTANCE)
        start = np.add(target, np.subtract(eye, target) * HAND / DISTANCE)
        hidden.append(body.client.rayTest(start.tolist(), eye)[0][0] >= 0)

    body.on_frame = look
    assert body.execute(SkillCall("look", 0)).success
    body.close()
    assert len(hidden) > 20 and np.mean(hidden) < 0.1


@pytest.mark.slow
@pytest.mark.parametrize("camera", CAMERAS)
def test_every_camera_films_a_trial(camera):
    """That of the hand ended in a traceback."""
    frames: list[np.ndarray] = []
    sink, frame = lambda picture, times: frames.append(picture), FilmFrame(320, 180)
    TrialFilmer(choose("test", 0), OneLook(), sink, frame, 1.0, 8.0, camera=camera).film()
    assert {frame.shape for frame in frames} == {(180, 320, 3)} and np.ptp([frame.mean() for frame in frames]) > 0
