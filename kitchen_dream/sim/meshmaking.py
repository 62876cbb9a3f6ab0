"""Makes the meshes and textures that lie in assets: `python -m kitchen_dream.sim.meshmaking`.

They are committed, so nothing needs this but a change of a model. The cheese's holes are cut with the package manifold3d.
"""

from __future__ import annotations

from pathlib import Path

from kitchen_dream.core.resources import ASSETS
from kitchen_dream.sim.meshes.food import FOOD
from kitchen_dream.sim.meshes.vessel_models import bowl, pot
from kitchen_dream.sim.scene.textures import write_all


def make(assets: Path = ASSETS) -> dict[str, int]:
    """Write every mesh and texture below `assets`; returns the triangles of each mesh."""
    write_all(assets / "textures")
    count = {}
    for folder, makers in (("ingredients", FOOD), ("vessels", {"pot": pot, "bowl": bowl})):
        (assets / folder).mkdir(parents=True, exist_ok=True)
        for name, maker in makers.items():
            model = maker()
            (assets / folder / f"{name}.obj").write_text(model.obj())
            count[name] = model.triangles
    return count


if __name__ == "__main__":
    for mesh, triangles in make().items():
        print(f"{mesh:10s} {triangles:4d} triangles")
