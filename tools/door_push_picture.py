"""Draws docs/images/door-push.png: the robot pushes a wide fridge door shut, with something in its hand.

    python tools/door_push_picture.py
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from kitchen_dream.kitchens.layout.builder import KitchenBuilder, piece
from kitchen_dream.media.video import write_png
from kitchen_dream.rules.skills import SkillCall
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.sim.engine.camera import render

OUT = Path("docs/images/door-push.png")
SIZE, ACROSS = (360, 300), 3
"""Pixels of a frame; frames side by side."""


def main() -> None:
    """Take something out of the fridge, carry it to the bowl, and keep a frame of each second of that skill."""
    flat = KitchenBuilder("L", width=3.66, depth=3.05)
    flat.put("corner", corner="northwest")
    row = ("base_cabinet + wall_cabinet", "stove", piece("drawers", width=0.5), piece("fridge", width=0.9))
    flat.row(*row, right_of="corner").row("sink + wall_cabinet", "counter", "pantry", left_of="corner")
    kitchen = flat.bowl("counter").done()
    fridge = next(u for u, unit in enumerate(kitchen.units) if unit.kind == "fridge")
    slot = next(s for s, name in enumerate(kitchen.units[fridge].contents) if name)
    body, frames = KitchenBody(kitchen, doors="push"), []
    try:
        calls = (SkillCall("look", fridge), SkillCall("take", slot), SkillCall("put_bowl"))
        for call in calls:
            if call is calls[-1]:
                body.on_frame = lambda b: frames.append(render(b.client, (0.7, 0.35, 2.3), (2.7, 1.9, 0.8), 60, *SIZE))
                body.frame_rate = 1.0
            if not (outcome := body.execute(call)).success:
                raise SystemExit(f"{call}: {outcome.detail}")
    finally:
        body.close()
    rows = [np.concatenate(frames[k : k + ACROSS], 1) for k in (0, ACROSS)]
    write_png(OUT, np.concatenate(rows))
    print(f"wrote {OUT}")


if __name__ == "__main__":
    main()
