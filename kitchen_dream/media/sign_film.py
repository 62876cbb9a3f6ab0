"""Films trials in a sign room: the exploration beside an execution for each instruction.

Each is shown from above, and below that as the agent sees it."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from kitchen_dream.media.sign_trial import Episode, SignTrial
from kitchen_dream.media.style import BACKGROUND, BLUE, GREEN, LINE, MUTED, PANEL, RED, TEXT, font
from kitchen_dream.media.video import VideoWriter, write_gif
from kitchen_dream.problems.base import EXPLORE
from kitchen_dream.problems.sign_room.frames import LEGIBLE
from kitchen_dream.problems.sign_room.render import from_above
from kitchen_dream.sim.sign_room.layout import COLOURS, KINDS

RATE = 4
"""Steps a second."""
VIDEO_RATE = 12
"""Frames a second of an MP4: players dislike fewer."""
HOLD = 8
"""Steps for which the first and the last frame of an episode are shown."""
GIF_SIZE = (800, 486)
GIF_BYTES = 2_000_000
"""Largest GIF. A larger one loads too slowly in a page."""
WIDE, GAP, BAR, HEAD, FOOT = 240, 8, 44, 34, 34
ABOVE, OWN = (WIDE, 300), (WIDE, 180)
SIZE = (GAP + 4 * (WIDE + GAP), BAR + HEAD + ABOVE[1] + GAP + OWN[1] + FOOT + GAP)

Sink = Callable[[np.ndarray, int], None]
"""Takes a frame (height, width, 3) uint8 and for how many steps it is shown."""


def film_trials(trials: Sequence[SignTrial], sink: Sink) -> None:
    """Send the frames of some trials to a sink, one trial after the other."""
    for trial in trials:
        waiting = [0] * len(trial.executions)
        for step in range(trial.exploration.steps + 1):
            last = step == trial.exploration.steps
            sink(_picture(trial, step, waiting, False), HOLD if last or not step else 1)
        longest = max(episode.steps for episode in trial.executions)
        for step in range(longest + 1):
            now = [min(step, episode.steps) for episode in trial.executions]
            hold = 2 * HOLD if step == longest else HOLD if not step else 1
            sink(_picture(trial, trial.exploration.steps, now, True), hold)


def write_film(trials: Sequence[SignTrial], path: Path) -> None:
    """Write an MP4, or a small GIF if the name ends in .gif.

    Raises ValueError for another ending, or if the GIF is too large."""
    if path.suffix == ".mp4":
        with VideoWriter(path, SIZE, VIDEO_RATE) as writer:
            film_trials(trials, lambda frame, steps: writer.add(frame, steps * VIDEO_RATE // RATE))
        return
    if path.suffix != ".gif":
        raise ValueError(f"{path}: the name of a film must end in .mp4 or .gif")
    frames: list[np.ndarray] = []

    def add(frame: np.ndarray, steps: int) -> None:
        small = np.asarray(Image.fromarray(frame).resize(GIF_SIZE, Image.Resampling.LANCZOS))
        frames.extend([small] * steps)

    film_trials(trials, add)
    write_gif(path, frames, RATE)
    if path.stat().st_size > GIF_BYTES:
        size = path.stat().st_size / 1e6
        path.unlink()
        way_out = "write an .mp4, or choose other starts with --seed"
        raise ValueError(f"{path}: {size:.1f} MB is too much for a page; {way_out}")


def _picture(trial: SignTrial, explored: int, executed: Sequence[int], executing: bool) -> np.ndarray:
    """One frame: the exploration after `explored` steps, and each execution after so many of `executed`."""
    image = Image.new("RGB", SIZE, BACKGROUND)
    pen = ImageDraw.Draw(image)
    word = COLOURS[trial.word]
    pays = "Execution: +1 for the object that is asked for, in the sign's colour"
    title = pays if executing else "Exploration, without any reward"
    pen.text((GAP + 4, BAR / 2), title, TEXT, font(19, True), "lm")
    says, colour = f"the sign says {word.upper()}", BLUE if word == "blue" else RED
    pen.text((SIZE[0] - GAP - 4, BAR / 2), says, colour, font(19, True), "rm")
    _panel(image, 0, trial, trial.exploration, explored, not executing)
    for number, (episode, step) in enumerate(zip(trial.executions, executed, strict=True), 1):
        _panel(image, number, trial, episode, step, executing)
    return np.asarray(image)


def _panel(image: Image.Image, number: int, trial: SignTrial, episode: Episode, step: int, active: bool) -> None:
    """One episode, the `number`-th from the left; dimmed unless it is `active`."""
    left, top = GAP + number * (WIDE + GAP), BAR
    panel = Image.new("RGB", (WIDE, SIZE[1] - BAR - GAP), PANEL)
    pen = ImageDraw.Draw(panel)
    exploring = episode.instruction == EXPLORE
    title = "explore" if exploring else f"go to the {KINDS[episode.instruction]}"
    pen.text((10, HEAD / 2), title, TEXT, font(16, True), "lm")
    pen.text((WIDE - 10, HEAD / 2), f"{step} of {episode.limit}", MUTED, font(14), "rm")
    panel.paste(Image.fromarray(from_above(trial.room, trial.word, episode.poses[: step + 1], ABOVE)), (0, HEAD))
    own = Image.fromarray(episode.pictures[step]).resize(OWN, Image.Resampling.NEAREST)
    panel.paste(own, (0, HEAD + ABOVE[1] + GAP))
    text, colour = _result_text(episode, step) if active or exploring else ("", MUTED)
    pen.text((10, panel.height - FOOT / 2), text, colour, font(15, True), "lm")
    done = step / episode.limit
    pen.rectangle((0, HEAD + ABOVE[1] + 2, WIDE, HEAD + ABOVE[1] + 5), fill=LINE)
    pen.rectangle((0, HEAD + ABOVE[1] + 2, WIDE * done, HEAD + ABOVE[1] + 5), fill=BLUE)
    if not active and not exploring:
        panel = Image.blend(panel, Image.new("RGB", panel.size, BACKGROUND), 0.65)
    image.paste(panel, (left, top))


def _result_text(episode: Episode, step: int) -> tuple[str, tuple[int, int, int]]:
    if episode.instruction == EXPLORE:
        most = int(episode.differing[: step + 1].max())
        if episode.differing[step] >= LEGIBLE:
            return "reads the sign", GREEN
        if episode.differing[step]:
            return "the sign is in view", GREEN
        return ("has seen the sign" if most else "the sign is out of view"), MUTED
    if step < episode.steps:
        return "reward 0", MUTED
    if episode.touched < 0:
        return "nothing touched: reward 0", MUTED
    kind, colour = divmod(episode.touched, len(COLOURS))
    return f"{COLOURS[colour]} {KINDS[kind]}: reward {episode.value:+.0f}", GREEN if episode.value > 0 else RED
