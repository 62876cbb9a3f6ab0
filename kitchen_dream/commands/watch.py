"""`watch`: one trial after the other in the PyBullet window or in a browser, or one as a video."""

from contextlib import closing
from pathlib import Path

from rich.console import Console

from kitchen_dream.commands.bars import Bars
from kitchen_dream.commands.front_end import check_front_end, open_front_end
from kitchen_dream.commands.options import one_of, window_speed, writable
from kitchen_dream.core.seeds import check_seed
from kitchen_dream.kitchens.files.kitchen_files import load_kitchen
from kitchen_dream.media.choice import physics_options, trial_choices, with_robot
from kitchen_dream.media.film_form import film_form
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
        problem: whose shipped policy is watched; a policy that is named says itself what it is for.
        robot: another robot in kitchens, as package.module:Name.
        browser: show it on a page in a browser, which needs no screen here (extra `web`).
        host: address to serve that page at; this machine alone without it, 0.0.0.0 for everybody on the network.
        port: of that page; without it the first free one from 8080 on."""
    check_seed(seed)
    folder = policy_folder(policy, problem)
    config = load_config(folder)
    family = family_of(config, folder)
    console = Console(highlight=False, markup=False, soft_wrap=True)
    if family.film != "kitchen":
        if (kitchen, cook, speed, robot, browser, size, fps, camera) != (*[None] * 4, False, *[None] * 3):
            what = "--kitchen, --cook, --speed, --size, --fps, --camera, --robot and --browser are about kitchens"
            raise ValueError(f"{folder}: a policy for {family.name}; {what}")
        one_of("split", split, family.splits)
        target = video or Path(f"{family.name}.mp4")
        writable("video", target, ".mp4", ".gif")
        # These load PyTorch, which takes seconds: a window opens without it.
        from kitchen_dream.media.trial_film import film_policy
        from kitchen_dream.training.policies import load_policy

        for line in film_policy(load_policy(folder), target, split, seed or 0):
            console.print(f"{target}: {line}")
        return
    form, pace = film_form(size, fps, speed, camera), window_speed(1.0 if speed is None else speed)
    choices = trial_choices(split, seed, None if kitchen is None else load_kitchen(kitchen), cook)
    headless = headless or video is not None
    target = video or Path("trial.mp4")
    if headless:
        writable("video", target, ".mp4")
        if browser:
            raise ValueError("--browser shows what --headless and --video write to a file; leave one out")
    else:
        if (size, fps, camera) != (None, None, None):
            raise ValueError("--size, --fps and --camera are of films; add --video trial.mp4, or leave them out")
        check_front_end(browser, host, port, "write a video: python run.py watch --headless --video trial.mp4")
    choice = next(choices)
    if headless:
        from kitchen_dream.media.trial_film import film_policy
        from kitchen_dream.training.policies import load_policy

        loaded = load_policy(folder)
        loaded.family = with_robot(loaded, robot)
        with Bars(console) as bars:
            told = [""]  # the skill
            progress = lambda done, of: bars.show(f"filming {choice.kitchen.name}", int(done), int(of), told[-1])  # noqa: E731
            lines = film_policy(loaded, target, split, seed or 0, choice, told.append, form, progress)
        console.print(f"{target}: {lines[0]}")
        return
    from kitchen_dream.viewer.late_policy import LatePolicy
    from kitchen_dream.viewer.show import Show
    from kitchen_dream.viewer.signals import NextKitchen, WindowClosed

    late = LatePolicy(folder, config, family)
    late.family = with_robot(late, robot)
    say, options = console.print, physics_options(late)
    try:
        with closing(Show(open_front_end(browser, host, port, say), options, pace, say)) as show:
            while True:
                console.print(f"kitchen: {choice.kitchen.name}")
                try:
                    show.trial(choice, late.begin_trial(show.refresh))
                except NextKitchen:
                    pass
                choice = next(choices)
    except (WindowClosed, KeyboardInterrupt) as end:
        console.print(f"end: {str(end) or 'Ctrl-C'}")
