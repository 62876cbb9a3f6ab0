"""Videos can be played, GIFs are small, and nothing half-written is left behind."""

import numpy as np
import pytest
from PIL import Image
from videos import count_frames, read_frames

from kitchen_dream.media.video import VideoWriter, write_gif, write_png


def moving(count: int, width: int = 64, height: int = 48) -> list[np.ndarray]:
    """A white square that runs to the right over red."""
    frames = np.zeros((count, height, width, 3), np.uint8)
    frames[..., 0] = 200
    for i, frame in enumerate(frames):
        frame[10:30, 2 * i : 2 * i + 12] = 255
    return list(frames)


def test_a_video_plays_back_what_was_written(tmp_path):
    path = tmp_path / "v.mp4"
    with VideoWriter(path, (64, 48), 10) as writer:
        for frame in moving(12):
            writer.add(frame)
        writer.add(frame, times=3)
    assert count_frames(path)[0] == 15
    played = read_frames(path)
    assert len(played) == 15 and played[0].shape == (48, 64, 3)
    assert np.abs(played[5].astype(int) - moving(12)[5]).mean() < 12
    assert list(tmp_path.iterdir()) == [path]


def test_an_interrupted_video_leaves_the_old_one(tmp_path):
    path = tmp_path / "v.mp4"
    path.write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt), VideoWriter(path, (64, 48), 10) as writer:
        writer.add(moving(1)[0])
        raise KeyboardInterrupt
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("name", "size", "said"),
    [("v.avi", (64, 48), "must end in .mp4"), ("v.mp4", (63, 48), "even"), ("no/v.mp4", (64, 48), "not exist")],
)
def test_a_video_refuses(tmp_path, name, size, said):
    with pytest.raises(ValueError, match=said):
        VideoWriter(tmp_path / name, size, 10)


def test_a_frame_of_another_size_is_refused(tmp_path):
    with pytest.raises(ValueError, match="a frame must be"), VideoWriter(tmp_path / "v.mp4", (64, 48), 10) as writer:
        writer.add(moving(1, 32)[0])
    assert not list(tmp_path.iterdir())


def test_a_gif_keeps_frames_and_pace(tmp_path):
    path = tmp_path / "v.gif"
    write_gif(path, moving(6), 10, colours=8)
    with Image.open(path) as gif:
        assert gif.n_frames == 6 and gif.info["duration"] == 100 and gif.info["loop"] == 0
        gif.seek(4)
        assert np.abs(np.asarray(gif.convert("RGB")).astype(int) - moving(6)[4]).max() < 30
    with pytest.raises(ValueError, match="no frames"):
        write_gif(path, [], 10)


def test_a_colour_of_few_pixels_keeps_its_place_in_a_gif(tmp_path):
    """Green letters came out grey."""
    ramp = np.linspace(120, 200, 200 * 200).reshape(200, 200)
    frame = np.stack([ramp, ramp * 0.95, ramp * 0.85], axis=2).astype(np.uint8)
    frame[90:94, 90:110] = (98, 204, 124)
    write_gif(tmp_path / "a.gif", [frame], 10, colours=16)
    shown = np.asarray(Image.open(tmp_path / "a.gif").convert("RGB")).astype(int)
    assert np.abs(shown[91, 100] - (98, 204, 124)).max() < 25
    assert np.abs(shown - frame).mean() < 8


def test_a_png_is_written_whole_and_with_few_colours_if_asked(tmp_path):
    picture = np.random.default_rng(0).integers(0, 256, (8, 12, 3)).astype(np.uint8)
    write_png(tmp_path / "a.png", picture)
    assert (np.asarray(Image.open(tmp_path / "a.png")) == picture).all()
    write_png(tmp_path / "a.png", picture, colours=5)
    assert len(Image.open(tmp_path / "a.png").convert("RGB").getcolors()) <= 5
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]
