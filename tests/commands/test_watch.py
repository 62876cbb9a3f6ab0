"""`watch`: what is wrong is told in one line, and without a screen a video of the trial is written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from one_look import OneLook
from videos import count_frames, read_frames

from kitchen_dream.cli import main
from kitchen_dream.core.resources import ASSETS
from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.kitchens.files.kitchen_files import load_kitchen, save_kitchen
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.media.choice import choose
from kitchen_dream.media.recording import load_recording
from kitchen_dream.training import policies
from kitchen_dream.training.run_config import new_run, save_config

EXAMPLE = ASSETS / "layouts" / "galley.yaml"


@pytest.fixture
def learner(monkeypatch) -> OneLook:
    """A learner in the place of the shipped policy."""
    agent = OneLook()
    monkeypatch.setattr(policies, "load_policy", lambda folder: agent.loaded())
    return agent


def fails(capsys: pytest.CaptureFixture, *arguments: str) -> str:
    """Run a command that must end with status 2 and one line; returns the line."""
    with pytest.raises(SystemExit) as stop:
        main(["watch", *arguments])
    text = capsys.readouterr().err.strip()
    assert stop.value.code == 2 and text.startswith("error: ") and "\n" not in text, text
    return text


@pytest.fixture
def sign_policy(tmp_path) -> str:
    """A run folder for sign rooms, without weights."""
    save_config(tmp_path, new_run("sign-room-features").config)
    return str(tmp_path)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--video", "room.avi"), ("room.avi", ".mp4", ".gif")),
        (("--cook", "tomato soup"), ("sign-room-features", "--cook")),
        (("--split", "test_layouts"), ("test_layouts", "train, validation, test")),
        (("--seed", "-1"), ("--seed", "0 to 2**63")),
        (("--video", "room.mp4"), ("policy.safetensors", "missing")),
    ],
)
def test_sign_rooms_refuse_what_cannot_be_filmed(capsys, sign_policy, options, words, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    error = fails(capsys, "--policy", sign_policy, *options)
    assert all(word in error for word in words) and not list(tmp_path.glob("room.*"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--headless", "--split", "exam"), ("exam", "test_layouts")),
        (("--headless", "--seed", "-1"), ("--seed", "-1")),
        (("--headless", "--cook", "stone soup"), ("stone soup", "tomato soup")),
        (("--headless", "--kitchen", "no/kitchen.yaml"), ("no/kitchen.yaml", "no such file")),
        (("--kitchen", "no/kitchen.yaml"), ("no/kitchen.yaml", "no such file")),
        (("--video", "trial.avi"), ("trial.avi", ".mp4")),
        (("--video", "no/such/trial.mp4"), ("no/such", "make it first")),
        (("--headless", "--policy", "no/such/run"), ("no/such/run", "run folder")),
        (("--headless", "--save", "no/such/trial.yaml"), ("no/such", "make it first")),
        (("--replay", "no/trial.yaml"), ("no/trial.yaml", "no such file")),
        (("--replay", "a.yaml", "--seed", "3"), ("--replay", "--seed", "leave out")),
    ],
)
def test_mistakes_are_one_line(capsys, monkeypatch, tmp_path, arguments, words):
    monkeypatch.chdir(tmp_path)
    text = fails(capsys, *arguments)
    assert all(word in text for word in words), text
    assert not list(tmp_path.iterdir())


def test_without_a_screen_a_video_is_offered(capsys, monkeypatch):
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    assert "--headless --video" in fails(capsys)


def test_a_dish_that_lacks_something_names_it(capsys, tmp_path):
    kitchen = generate(5)
    there = {item for unit in kitchen.units for item in unit.contents if item}
    dish = next(recipe for recipe in cookbook().recipes if not there.issuperset(recipe.ingredients))
    file = tmp_path / "k.yaml"
    save_kitchen(kitchen, file)
    text = fails(capsys, "--headless", "--kitchen", str(file), "--cook", dish.name)
    assert all(item in text for item in dish.ingredients if item not in there) and "here one can cook" in text


def test_a_kitchen_without_food_offers_nothing():
    kitchen = generate(5)
    units = tuple(unit.model_copy(update={"contents": (None,) * 4}) for unit in kitchen.units)
    empty = kitchen.model_copy(update={"units": units})
    with pytest.raises(ValueError, match="no dish"):
        choose(kitchen=empty)


@pytest.mark.slow
def test_the_seed_draws_kitchen_and_dish():
    first, again, other = choose("test", 4), choose("test", 4), choose("test", 5)
    assert first.kitchen == again.kitchen and first.recipe == again.recipe and first.kitchen != other.kitchen
    held_out = [r for r in cookbook().held_out if _cookable(first.kitchen, r)]
    for recipe in held_out:
        assert choose("test", 4, cook=recipe).split == "test_recipes"


def _cookable(kitchen, recipe: int) -> bool:
    try:
        choose(kitchen=kitchen, cook=recipe)
    except ValueError:
        return False
    return True


@pytest.mark.slow
@pytest.mark.physics
def test_a_tiny_trial_is_filmed(capsys, tmp_path, learner):
    path = tmp_path / "trial.mp4"
    form = ["--size", "320x180", "--fps", "4", "--camera", "follow"]
    main(["watch", "--kitchen", str(EXAMPLE), "--headless", "--video", str(path), *form])
    said = capsys.readouterr().out
    assert "trial.mp4" in said and load_kitchen(EXAMPLE).name in said and "not finished" in said
    assert learner.calls[0] == "explore" and learner.calls[-1] == "execute"
    frames, _ = count_frames(path)
    assert frames > 30
    pictures = read_frames(path)
    assert pictures[0].shape == (180, 320, 3)
    # The robot moves between the banners, and the last picture says that the dish was not finished.
    assert np.abs(pictures[8].astype(int) - pictures[14]).mean() > 0.5
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.slow
@pytest.mark.physics
def test_a_trial_is_kept_and_replayed_to_the_last_bit(capsys, tmp_path, learner, monkeypatch):
    monkeypatch.chdir(tmp_path)
    form = ["--size", "320x180", "--fps", "1", "--speed", "16"]
    main(["watch", "--kitchen", str(EXAMPLE), "--video", "a.mp4", "--save", "trial.yaml", *form])
    assert "watch --replay trial.yaml" in capsys.readouterr().out
    kept = load_recording(Path("trial.yaml"))
    assert kept.kitchen == load_kitchen(EXAMPLE) and len(kept.exploration) == len(kept.execution) == 2
    assert kept.exploration[0].seconds > 1 and kept.exploration[1].skill == "stop"
    calls = list(learner.calls)
    main(["watch", "--replay", "trial.yaml", "--video", "b.mp4", *form])
    assert "all 4 skills went as before, to the last bit" in capsys.readouterr().out
    assert learner.calls == calls, "a replay asks no policy"
    text = Path("trial.yaml").read_text()
    Path("other.yaml").write_text(text.replace(str(kept.execution[0].seconds), "0.25"))
    main(["watch", "--replay", "other.yaml", "--video", "c.mp4", *form])
    assert "not the same: skill 1 of the ex" in capsys.readouterr().out
    Path("other.yaml").write_text(text.replace(kept.execution[0].skill, "put_pot"))  # with an empty hand
    main(["watch", "--replay", "other.yaml", "--video", "c.mp4", *form])
    assert "now put_pot (failed, 0.0000 s)" in capsys.readouterr().out
    for damage, words in {
        "skill: stop": ("skill: dance", "'dance' is no skill"),
        "dish: ": ("dish: stone ", "stone"),
        "version: 1": ("version: 7", "version (line 1)"),
        "kitchen:\n": ("kitchens:\n", "unknown key; do you mean kitchen?"),
    }.items():
        Path("wrong.yaml").write_text(text.replace(damage, words[0]))
        error = fails(capsys, "--replay", "wrong.yaml", "--video", "d.mp4")
        assert words[1] in error, error
    assert not Path("d.mp4").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--size", "big"], "'big' is no size; write width and height in pixels, such as 1280x720"),
        (["--size", "641x360"], "--size 641x360: takes even numbers from 320x180 to 3840x2160"),
        (["--fps", "0"], "--fps must be 1 to 60, got 0"),
        (["--speed", "99"], "--speed must be 0.25 to 16, got 99"),
        (["--camera", "ceiling"], "--camera 'ceiling' is unknown; use one of: room, follow, hand, head"),
    ],
)
def test_a_film_of_no_form_is_one_line(capsys, tmp_path, options, words):
    with pytest.raises(SystemExit) as end:
        main(["watch", "--video", str(tmp_path / "a.mp4"), *options])
    assert end.value.code == 2 and words in capsys.readouterr().err and not list(tmp_path.iterdir())
