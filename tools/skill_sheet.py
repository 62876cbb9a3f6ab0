"""A sheet of the skills of Kitchen-v1 as frames, to look at: four moments of each, as the robot carries it out.

    python tools/skill_sheet.py                        # docs/images/skills-v1.png
    python tools/skill_sheet.py --robot panda_slim --out slim.png
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
import tyro
from PIL import Image, ImageDraw, ImageFont

from kitchen_dream.core.files import write_atomically
from kitchen_dream.kitchens.layout.builder import KitchenBuilder, piece
from kitchen_dream.kitchens.spec import Kitchen
from kitchen_dream.media.captions import skill_station
from kitchen_dream.media.close_up import CloseUp
from kitchen_dream.media.film import towards
from kitchen_dream.media.viewpoint import ViewpointPlanner
from kitchen_dream.rules.skills import SkillCall
from kitchen_dream.rules.v1.ruleset import V1
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.sim.engine.camera import render
from kitchen_dream.sim.sensing.pictures import light_from

MOMENTS = (0.25, 0.5, 0.72, 0.9)
"""Parts of the time that a skill takes, whose pictures are kept."""
COLUMNS, LINE = 2, 22
RATE = 2.0
"""Pictures that are taken in a simulated second."""
AWAY, NEAR, FOV = 1.35, 0.8, 52.0
"""Metres from the camera to the hand, and to the pan while something fries in it; degrees."""
SKILLS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("look into a drawer", ("look drawer",)), ("take the pan, from above", ("take pan",)),
    ("put it on the hob; the drawer is pushed shut first", ("put_pan",)),
    ("look into a wall cabinet", ("look wall cabinet",)), ("take the bowl, from the front", ("take bowl",)),
    ("put it on the worktop", ("put_bowl",)), ("look into the fridge", ("look fridge",)),
    ("take bacon", ("take bacon",)),
    ("put it into the pan: it is cut up", ("put_pan",)), ("light a burner", ("press 0",)),
    ("wait, four times: it turns brown", ("wait",) * 4), ("put the burner out", ("press 0",)),
    ("look into a base cabinet", ("look base cabinet",)), ("take the tray", ("take tray",)),
    ("put it into the oven, whose rack comes out", ("put_tray",)),
    ("fetch a potato", ("look base cabinet", "take potato")), ("put it onto the tray", ("put_tray",)),
    ("switch the oven on", ("oven",)),
)  # fmt: skip
"""What is written over each row, and its skills: a unit by its name, a thing by its own."""


def sheet(out: Path = Path("docs/images/skills-v1.png"), robot: str = "panda_mobile", pixels: int = 230) -> None:
    """Write the sheet.

    Args:
        out: the picture, ending in .png.
        robot: who works.
        pixels: width of each frame."""
    height = pixels * 3 // 4
    rows = -(-len(SKILLS) // COLUMNS)
    image = Image.new("RGB", (COLUMNS * (len(MOMENTS) * pixels + 8), rows * (height + LINE)), "white")
    pen = ImageDraw.Draw(image)
    body = KitchenBody(room(), rules=V1, fine=True, robot=robot)
    body.frame_rate = RATE
    cameras = ViewpointPlanner(body, pixels / height), CloseUp(body, AWAY)
    try:
        for i, (words, skills) in enumerate(SKILLS):
            x, y = i // rows * (len(MOMENTS) * pixels + 8), i % rows * (height + LINE)
            frames, seconds = _frames(body, *cameras, skills, (pixels, height))
            title, letters = f"{words} ({seconds:.0f} s)", ImageFont.load_default(14)
            pen.text((x + 4, y + LINE / 2), title, "black", letters, anchor="lm")
            for k, frame in enumerate(frames):
                image.paste(Image.fromarray(frame), (x + k * pixels, y + LINE))
    finally:
        body.close()
    buffer = BytesIO()
    image.quantize(192).save(buffer, "png")
    write_atomically(out, buffer.getvalue(), parents=True)
    print(out)


def room() -> Kitchen:
    """A kitchen with the tools in units of three kinds."""
    flat = KitchenBuilder("skills", width=4.4, depth=3.4, style={"colours": "sage", "floor": "oak"})
    wall = {"kind": "wall_cabinet", "contents": ["bowl", "apple"]}
    row = [piece("drawer", contents=["pan", "lemon"]), piece("base_cabinet", contents=["tray", "potato"]), "stove"]
    row += [piece("counter", upper=wall), piece("fridge", contents=["bacon", "egg", "milk", "cheese"])]
    return flat.along("north", *row).bowl("counter").done(checked=False, variant="v1")


def _call(kitchen: Kitchen, skill: str) -> SkillCall:
    """A skill from its words; a thing is taken from the unit that holds it."""
    name, _, what = skill.partition(" ")
    if name == "look":
        return SkillCall(name, next(u for u, unit in enumerate(kitchen.units) if unit.kind == what.replace(" ", "_")))
    if name == "take":
        return SkillCall(name, next(unit.contents.index(what) for unit in kitchen.units if what in unit.contents))
    return SkillCall(name, int(what or 0))


def _frames(
    body: KitchenBody, viewpoints: ViewpointPlanner, close_up: CloseUp, skills: Sequence[str], size: tuple[int, int]
) -> tuple[list[np.ndarray], float]:
    """Pictures (height, width, 3) uint8 of some skills at MOMENTS, and their seconds."""
    taken: list[np.ndarray] = []
    seconds, here, skill = 0.0, 0, ""

    def take(_: KitchenBody) -> None:
        eye, _ = viewpoints.view(here, body.robot.posture()[:2])
        if skill == "wait":
            eye, target = towards((*eye[:2], 3.0), np.array(body.scene.vessel("pan").foot), NEAR)
        else:
            eye, target = close_up.view(eye)
        light = light_from(eye, target)
        taken.append(
            render(body.client, eye, target, FOV, *size, shadows=True, light=light, background="studio", smooth=True)
        )

    body.on_frame = take
    for skill in skills:
        call = _call(body.kitchen, skill)
        here = skill_station(V1.skills.encode(call), here, V1)
        outcome = body.execute(call)
        if not outcome.success:
            raise SystemExit(f"{skill}: {outcome.detail}")
        seconds += outcome.seconds
    return [taken[int(part * len(taken))] for part in MOMENTS], seconds


if __name__ == "__main__":
    tyro.cli(sheet)
