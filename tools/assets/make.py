"""Makes the files in assets that are not written by hand: textures, meshes of food and vessels, the robot's URDF.

    python -m tools.assets.make

Run it from the repository's folder after changing a model; the files are committed and nothing makes them at runtime.
The cheese's holes are cut with the package manifold3d.
"""

from __future__ import annotations

from pathlib import Path

from kitchen_dream.core.resources import ASSETS
from kitchen_dream.sim.robot.panda_mobile import PANDA_MOBILE
from kitchen_dream.sim.robot.panda_slim import PANDA_SLIM
from tools.assets.food import FOOD
from tools.assets.kitchenware import KITCHENWARE
from tools.assets.pantry import PANTRY
from tools.assets.robot_urdf import compose
from tools.assets.textures import write_textures
from tools.assets.vessels import bowl, pot


def make(assets: Path = ASSETS) -> dict[str, int]:
    """Write every made file below `assets`; returns the triangles of each mesh."""
    write_textures(assets / "textures")
    (assets / "robot").mkdir(parents=True, exist_ok=True)
    for facts in (PANDA_MOBILE, PANDA_SLIM):
        (assets / "robot" / facts.urdf.name).write_text(compose(facts))
    count = {}
    for folder, makers in (("ingredients", FOOD | PANTRY), ("vessels", {"pot": pot, "bowl": bowl} | KITCHENWARE)):
        (assets / folder).mkdir(parents=True, exist_ok=True)
        for name, maker in makers.items():
            model = maker()
            (assets / folder / f"{name}.obj").write_text(model.obj())
            count[name] = model.triangles
    return count


if __name__ == "__main__":
    for mesh, triangles in make().items():
        print(f"{mesh:10s} {triangles:4d} triangles")
