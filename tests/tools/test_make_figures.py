"""`tools/make_figures.py`: the GIF fits into its limit."""

import make_figures
import numpy as np
import pytest


def test_a_gif_gets_as_many_colours_as_fit(tmp_path):
    rng = np.random.default_rng(0)
    frames = [rng.integers(0, 256, (40, 60, 3)).astype(np.uint8) for _ in range(4)]
    path = tmp_path / "trial.gif"
    large = make_figures.small_gif(path, frames)
    assert make_figures.small_gif(path, frames, limit=large - 1) < large
    with pytest.raises(ValueError, match="with 32 colours"):
        make_figures.small_gif(path, frames, limit=100)
    assert not path.exists()
