"""`play`: a person explores and cooks in the window, under the budgets, the rules and the score of the agents."""

from contextlib import closing
from pathlib import Path

from rich.console import Console

from kitchen_dream.commands.front_end import check_front_end, open_front_end
from kitchen_dream.commands.options import window_speed
from kitchen_dream.core.seeds import check_seed
from kitchen_dream.kitchens.files.kitchen_files import load_kitchen
from kitchen_dream.media.choice import kitchen_options, physics_options, trial_choices, with_robot
from kitchen_dream.problems.kitchen.family import KitchenFamily
from kitchen_dream.training.run_config import family_of, load_config, policy_folder


def play(
    seed: int | None = None,
    kitchen: Path | None = None,
    cook: str | None = None,
    policy: Path | None = None,
    split: str = "test",
    speed: float = 2.0,
    robot: str | None = None,
    browser: bool = False,
    host: str | None = None,
    port: int | None = None,
    problem: str = "kitchen",
) -> None:
    """Explore and cook yourself: choose the robot's skills with keys or clicks, with the agents' budget and score.

    The window lists what is possible now, with a key for each skill and its seconds; labels on the fronts show the
    keys. First comes the exploration, without reward; then you are told what to cook. Thinking costs nothing. See
    docs/window.md.

    Args:
        seed: number of the split's kitchen, which also draws the dish; without it the first that can cook --cook.
        kitchen: a kitchen file (YAML) instead of a kitchen of the split.
        cook: name of the dish; without it the seed draws one.
        policy: run folder or shipped policy to compare with; without it the shipped one.
        split: where the kitchen comes from: train, validation, test, test_layouts or test_recipes.
        speed: simulated seconds in a second when the window opens, 0.25 to 16.
        robot: another robot, panda_slim or package.module:Name.
        browser: play on a page in a browser, which needs no screen here (extra `web`); see docs/browser.md.
        host: address to serve that page at; this machine alone without it, 0.0.0.0 for everybody on the network.
        port: of that page; without it the first free one from 8080 on.
        problem: kitchen, or kitchen-v1 with its tools and heat; a policy that is named says itself what it is for."""
    pace = window_speed(speed)
    check_seed(seed)
    folder = policy_folder(policy, problem)
    config = load_config(folder)
    family = family_of(config, folder)
    if not isinstance(family, KitchenFamily):
        raise ValueError(f"{folder}: a policy for {family.name}; play is about kitchens, such as --problem kitchen-v1")
    way_out = "see the robot's own trial as a video: python run.py watch --headless --video trial.mp4"
    check_front_end(browser, host, port, way_out)
    variant = type(family)
    own = None if kitchen is None else load_kitchen(kitchen, variant=variant.rules.name)
    choices = trial_choices(split, seed, own, cook, variant)
    choice = next(choices)
    from kitchen_dream.viewer.late_policy import LatePolicy
    from kitchen_dream.viewer.person_score import score_person
    from kitchen_dream.viewer.player import Player
    from kitchen_dream.viewer.show import Show
    from kitchen_dream.viewer.signals import NextKitchen, WindowClosed, ending_with_window

    late = LatePolicy(folder, config, family)
    late.family = with_robot(late, robot)
    options = kitchen_options(late)
    say = Console(highlight=False, markup=False, soft_wrap=True).print
    try:
        front_end = lambda: open_front_end(browser, host, port, say)  # noqa: E731
        with ending_with_window(), closing(Show(front_end(), physics_options(late), pace, say)) as show:
            player = Player(show, late.begin_reading)  # nobody can answer before the policy is wanted
            while True:
                say(f"kitchen: {choice.kitchen.name}")
                try:
                    summary = show.trial(choice, player, linger=0.0)[0]
                    score = score_person(choice, late.begin_trial(show.refresh), options, summary.value)
                    say(score.line())
                    show.stay(score.banner(summary))
                except NextKitchen:
                    pass
                choice = next(choices)
    except (WindowClosed, KeyboardInterrupt) as end:
        say(f"end: {str(end) or 'Ctrl-C'}")
        late.abandon()
