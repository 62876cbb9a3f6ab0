"""What a link of a PyBullet body looks like, as a GLB file for a browser."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import trimesh
from PIL import Image
from trimesh.visual import ColorVisuals, TextureVisuals
from trimesh.visual.material import PBRMaterial

from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.scene.textures import PALETTE

ROUGH = 0.85
"""Roughness of all materials: a kitchen's fronts are matt."""


def link_glbs(client: Client, body: int) -> dict[int, bytes]:
    """A GLB file for each link of a body that can be seen, in the link's frame; -1 is the base."""
    shapes: dict[int, list] = {}
    for shape in client.getVisualShapeData(body):
        shapes.setdefault(shape[1], []).append(shape)
    return {link: _glb([_mesh(client, shape) for shape in some]) for link, some in shapes.items()}


def _glb(meshes: list[trimesh.Trimesh]) -> bytes:
    """Meshes as one file. Those without a picture become one mesh, which is drawn at once."""
    plain = [mesh for mesh in meshes if isinstance(mesh.visual, ColorVisuals)]
    parts: list = [mesh for mesh in meshes if not isinstance(mesh.visual, ColorVisuals)]
    if plain:
        parts.append(trimesh.util.concatenate(plain))
    return trimesh.Scene(parts).export(file_type="glb", include_normals=True)


def _mesh(client: Client, shape: tuple) -> trimesh.Trimesh:
    """One visual shape of PyBullet: (body, link, geometry, dimensions, file, position, orientation, colour)."""
    body, link, geometry, size, file, position, turn, colour = shape[:8]
    if geometry == client.GEOM_MESH:
        mesh = _loaded(file.decode()).copy()
        mesh.apply_scale(size)
    elif geometry == client.GEOM_BOX:
        mesh = trimesh.creation.box(extents=size)
    elif geometry == client.GEOM_SPHERE:
        mesh = trimesh.creation.icosphere(radius=size[0], subdivisions=2)
    else:  # cylinders and capsules: length, radius
        mesh = trimesh.creation.cylinder(radius=size[1], height=size[0], sections=32)
    if geometry != client.GEOM_MESH:
        mesh.unmerge_vertices()  # edges stay sharp
    frame = np.eye(4)
    frame[:3, :3] = np.reshape(client.getMatrixFromQuaternion(turn), (3, 3))
    frame[:3, 3] = position
    mesh.apply_transform(frame)
    texture = client.painted.get((body, link))
    uv = getattr(mesh.visual, "uv", None)
    if texture is None or uv is None:
        mesh.visual = ColorVisuals(mesh, vertex_colors=_linear(np.tile(colour, (len(mesh.vertices), 1))))
    elif texture == str(PALETTE):
        mesh.visual = ColorVisuals(mesh, vertex_colors=_linear(_palette_colours(uv) * colour))
    else:
        picture = Image.open(texture).convert("RGB")
        tint = [*_linear(np.array([colour]))[0, :3], 255]
        paint = PBRMaterial(baseColorTexture=picture, baseColorFactor=tint, metallicFactor=0.0, roughnessFactor=ROUGH)
        mesh.visual = TextureVisuals(uv=uv, material=paint)
    return mesh


@lru_cache(maxsize=256)
def _loaded(file: str) -> trimesh.Trimesh:
    return trimesh.load_mesh(file, process=False, skip_materials=True, group_material=False)


@lru_cache(maxsize=1)
def _palette() -> np.ndarray:
    return np.asarray(Image.open(PALETTE).convert("RGB"), float) / 255


def _palette_colours(uv: np.ndarray) -> np.ndarray:
    """Colours (n, 4), 0 to 1, of texture coordinates (n, 2) that point into the palette."""
    palette = _palette()
    height, width = palette.shape[:2]
    columns = np.clip((uv[:, 0] * width).astype(int), 0, width - 1)
    rows = np.clip(((1 - uv[:, 1]) * height).astype(int), 0, height - 1)
    return np.concatenate([palette[rows, columns], np.ones((len(uv), 1))], 1)


def _linear(colours: np.ndarray) -> np.ndarray:
    """Colours (n, 4) from 0 to 1 as GLB wants them: in linear light, (n, 4) uint8."""
    rgb = np.clip(colours[:, :3], 0, 1)
    light = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return np.rint(np.concatenate([light, colours[:, 3:]], 1) * 255).astype(np.uint8)
