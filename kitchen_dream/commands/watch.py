"""`watch`: one trial after the other in the PyBullet window or in a browser, or one as a video; and replays."""

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Any, get_args

from rich.console import Console

from kitchen_dream.commands.bars import Bars
from kitchen_dream.commands.front_end import check_front_end, open_front_end
from kitchen_dream.commands.options import one_of, window_speed, writable
from kitchen_dream.core.seeds import check_seed
from kitchen_dream.kitchens.files.kitchen_files import load_kitchen
from kitchen_dream.media.captions import Narrator
from kitchen_dream.media.choice import TrialChoice, physics_options, trial_choices, with_robot
from kitchen_dream.media.film import Keep, Progress, Say, film_trial
from kitchen_dream.media.film_form import FilmForm, film_form
from kitchen_dream.media.recording import Kept, Recording, compare, load_recording, recording_of, save_recording
from kitchen_dream.problems.base import ProblemFamily
from kitchen_dream.problems.kitchen.family import KitchenFamily
from kitchen_dream.training.run_config import family_of, load_config, policy_folder


def watch(
    policy: Path | None = None,
    seed: int | None = None,
    kitchen: Path | None = None,
    cook: str | None = None,
    headless: bool = False,
    video: Path | None = None,
    split: str = "test",
    speed: float | None = None,
    size: str | None = None,
    fps: float | None = None,
    camera: str | None = None,
    problem: str = "kitchen",
    robot: str | None = None,
    browser: bool = False,
    host: str | None = None,
    port: int | None = None,
    save: Path | None = None,
    replay: Path | None = None,
) -> None:
    """Watch a trial in PyBullet: the robot looks around a new kitchen without reward, then cooks what it is told to.

    Keys in the window, which are buttons too: space pauses, `.` goes on one picture and `,` one skill, + and - change
    the speed, v turns the camera (room, follow, free), t chooses the next dish by typing, n goes to the next kitchen, q
    quits. See docs/window.md. With --browser the same is on a page that any number of people look at: docs/browser.md.

    A policy for another problem has no window: its film shows a trial step by step; of a sign room, under each word on
    the sign, an exploration beside an execution for each instruction. Of the options it takes --policy, --problem,
    --seed, --split and --video.

    Args:
        policy: run folder or shipped policy; without it the shipped one.
        seed: number of the split's kitchen, which also draws the dish; without it the first that can cook --cook. In
            sign rooms, draws the starts.
        kitchen: a kitchen file (YAML) instead of a kitchen of the split.
        cook: the dish to ask for, by name; without it the seed draws one.
        headless: open no window and write a video.
        video: the video to write (.mp4), which needs no window; trial.mp4 by default; but for kitchens it may be a
            .gif.
        split: where the kitchen comes from: train, validation, test, test_layouts or test_recipes.
        speed: simulated seconds in a second, 0.25 to 16: of the window when it opens (1), or of the film (3).
        size: width and height of the film in pixels, such as 1280x720; 960x540 by default.
        fps: frames a second of the film, 1 to 60; 12 by default.
        camera: of the film: room (the default) sees the work best, follow goes with the robot, hand is close to its
            hand, head is its own.
        problem: whose shipped policy is watched, such as kitchen-v1; a policy that is named says itself what it is for.
        robot: another robot in kitchens, panda_slim or package.module:Name.
        browser: show it on a page in a browser, which needs no screen here (extra `web`).
        host: address to serve that page at; this machine alone without it, 0.0.0.0 for everybody on the network.
        port: of that page; without it the first free one from 8080 on.
        save: keep the trial in this file (YAML), to be watched again: its kitchen, its dish and the skills chosen. In a
            window, the last trial that ended.
        replay: watch a trial that was kept, in the window, on a page or as a video, and say whether it went as before.
    """
    check_seed(seed)
    console = Console(highlight=False, markup=False, soft_wrap=True)
    if replay is not None:
        if any(given is not None for given in (policy, seed, kitchen, cook, robot, save)) or split != "test":
            what = "leave out --policy, --seed, --kitchen, --cook, --split, --robot and --save"
            raise ValueError(f"--replay {replay}: the file says which kitchen, dish and skills; {what}")
    recording = None if replay is None else load_recording(replay)
    if save is not None:
        writable("save", save)
    folder = policy_folder(policy, problem if recording is None else recording.problem)
    config = load_config(folder)
    family = family_of(config, folder)
    if family.film != "kitchen":
        if (kitchen, cook, speed, robot, browser, size, fps, camera, save) != (*[None] * 4, False, *[None] * 4):
            what = "--kitchen, --cook, --speed, --size, --fps, --camera, --robot, --browser and --save"
            raise ValueError(f"{folder}: a policy for {family.name}; {what} are about kitchens")
        _film_other(console, folder, family, video or Path(f"{family.name}.mp4"), split, seed or 0)
        return
    assert isinstance(family, KitchenFamily)
    variant = type(family)
    if save is not None and family.name not in get_args(Kept):
        raise ValueError(f"--save keeps trials of {' and '.join(get_args(Kept))}, not of {family.name}; leave it out")
    form, pace = film_form(size, fps, speed, camera), window_speed(1.0 if speed is None else speed)
    if recording is not None:
        choices: Iterator[TrialChoice] = iter((recording.choice,))
    else:
        own = None if kitchen is None else load_kitchen(kitchen, variant=variant.rules.name)
        choices = trial_choices(split, seed, own, cook, variant)

    def keep(choice: TrialChoice, options: dict[str, Any], narrator: Narrator) -> None:
        kept = recording_of(choice, "/".join(folder.parts[-2:]), options, narrator)
        if recording is not None:
            console.print(compare(recording, kept))
        elif save is not None:
            save_recording(kept, save)
            console.print(f"{save}: the trial; watch --replay {save} shows it again")

    if headless or video is not None:
        target = video or Path("trial.mp4")
        writable("video", target, ".mp4")
        if browser:
            raise ValueError("--browser shows what --headless and --video write to a file; leave one out")
        choice = next(choices)
        if recording is not None:
            _film_again(console, recording, target, form, keep)
        else:
            _film(console, folder, robot, target, split, seed or 0, choice, form, keep)
        return
    if (size, fps, camera) != (None, None, None):
        raise ValueError("--size, --fps and --camera are of films; add --video trial.mp4, or leave them out")
    check_front_end(browser, host, port, "write a video: python run.py watch --headless --video trial.mp4")
    first = next(choices)  # before a window opens: here wrong names are found out
    from kitchen_dream.viewer.late_policy import LatePolicy
    from kitchen_dream.viewer.show import Show
    from kitchen_dream.viewer.signals import NextKitchen, WindowClosed, ending_with_window

    late = LatePolicy(folder, config, family)
    late.family = with_robot(late, robot)
    say, options = console.print, physics_options(late) if recording is None else recording.problem_options
    try:
        with ending_with_window(), closing(Show(open_front_end(browser, host, port, say), options, pace, say)) as show:
            show.ended = lambda choice, narrator: keep(choice, options, narrator)
            for trial in chain((first,), choices):
                console.print(f"kitchen: {trial.kitchen.name}")
                with suppress(NextKitchen):
                    show.trial(trial, recording.policy_again() if recording else late.begin_trial(show.refresh))
    except (WindowClosed, KeyboardInterrupt) as end:
        console.print(f"end: {str(end) or 'Ctrl-C'}")
        late.abandon()


def _film_other(console: Console, folder: Path, family: ProblemFamily, target: Path, split: str, seed: int) -> None:
    """Film a policy for another problem than kitchens."""
    one_of("split", split, family.splits)
    writable("video", target, ".mp4", ".gif")
    from kitchen_dream.media.trial_film import film_policy
    from kitchen_dream.training.policies import load_policy

    for line in film_policy(load_policy(folder), target, split, seed):
        console.print(f"{target}: {line}")


def _film(
    console: Console, folder: Path, robot: str | None, target: Path, split: str, seed: int, choice: TrialChoice,
    form: FilmForm, keep: Keep,
) -> None:
    # These load PyTorch, which takes seconds: a window opens without it, and a replay does not need it.
    from kitchen_dream.media.trial_film import film_policy
    from kitchen_dream.training.policies import load_policy

    loaded = load_policy(folder)
    loaded.family = with_robot(loaded, robot)
    with _filming(console, choice) as (skill, progress):
        lines = film_policy(loaded, target, split, seed, choice, skill, form, progress, keep)
    console.print(f"{target}: {lines[0]}")


def _film_again(console: Console, recording: Recording, target: Path, form: FilmForm, keep: Keep) -> None:
    choice, options = recording.choice, recording.problem_options
    with _filming(console, choice) as (skill, progress):
        summary, narrator = film_trial(choice, recording.policy_again(), options, target, form, skill, progress)
    console.print(f"{target}: {summary.line()}")
    keep(choice, options, narrator)


@contextmanager
def _filming(console: Console, choice: TrialChoice) -> Iterator[tuple[Say, Progress]]:
    """A bar that names the skill: whom to tell of it, and of the seconds filmed."""
    told = [""]
    with Bars(console) as bars:
        yield told.append, lambda done, of: bars.show(f"filming {choice.kitchen.name}", int(done), int(of), told[-1])
