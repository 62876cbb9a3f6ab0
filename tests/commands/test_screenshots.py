"""`screenshots`: what is missing is told in one line; pictures are written whole."""

import numpy as np
import pytest
from PIL import Image

from kitchen_dream.cli import main
from kitchen_dream.commands.screenshots import save


@pytest.mark.parametrize(
    ("arguments", "words"), [(("--seed", "0"), "apt-get install xvfb"), (("--kitchen", "no/kitchen.yaml"), "no such file")]
)
def test_what_is_missing_is_one_line(capsys, monkeypatch, tmp_path, arguments, words):
    pytest.importorskip("Xlib", reason="python-xlib is installed on Linux only")
    monkeypatch.setattr("kitchen_dream.viewer.virtual_display.shutil.which", lambda name: None)
    with pytest.raises(SystemExit) as stop:
        main(["screenshots", "--out", str(tmp_path), *arguments])
    text = capsys.readouterr().err.strip()
    assert stop.value.code == 2 and words in text and "\n" not in text
    assert not list(tmp_path.iterdir())


def test_pictures_are_written_whole(tmp_path):
    picture = np.random.default_rng(0).integers(0, 256, (8, 12, 3)).astype(np.uint8)
    save(tmp_path / "a.png", picture)
    assert (np.asarray(Image.open(tmp_path / "a.png")) == picture).all() and len(list(tmp_path.iterdir())) == 1
