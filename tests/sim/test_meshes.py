"""Meshes and pictures: every ingredient has one that fits its shape, and looks unlike the others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import trimesh
from helpers import distances
from PIL import Image

from kitchen_dream.core.resources import ASSETS
from kitchen_dream.kitchens.catalogue import CLUTTER_SIZES
from kitchen_dream.kitchens.cookbook import cookbook, use_cookbook
from kitchen_dream.kitchens.files.kitchen_files import load_kitchen
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.kitchens.spec import LAYOUT_FAMILIES, Kitchen
from kitchen_dream.sim.engine.camera import render
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.meshes.builder import Model, colour_uv
from kitchen_dream.sim.meshes.clutter import clutter_model
from kitchen_dream.sim.scene.ingredients import FOLDER, SHAPES, build_item
from kitchen_dream.sim.scene.kitchen_scene import Scene
from kitchen_dream.sim.scene.textures import PALETTE
from kitchen_dream.sim.sensing.pictures import View, _seen_from, gallery, perspective, perspectives, viewpoint, views

pytestmark = pytest.mark.physics


@pytest.fixture
def all_ingredients(tmp_path: Path) -> Iterator[tuple[str, ...]]:
    """Cook by a book of everything that has a mesh; gives the names in the order of their ids."""
    names = list(SHAPES)
    groups = {f"group {k}": names[k::4] for k in range(4)}
    recipes = {f"dish {k}": {"dish": "soup", "ingredients": names[k : k + 2]} for k in range(4)}
    (tmp_path / "all.yaml").write_text(json.dumps({"groups": groups, "recipes": recipes}))
    yield use_cookbook(tmp_path / "all.yaml").ingredients
    use_cookbook(None)


def test_every_ingredient_of_the_shipped_cookbook_has_a_shape_and_a_mesh() -> None:
    assert set(cookbook().ingredients) <= set(SHAPES) == {path.stem for path in FOLDER.glob("*.obj")}


@pytest.mark.parametrize("name", SHAPES)
def test_ingredient_mesh_fits_its_shape(name: str) -> None:
    mesh = trimesh.load(FOLDER / f"{name}.obj", force="mesh")
    half_width, height, half_depth = SHAPES[name].half_width, SHAPES[name].height, SHAPES[name].half_depth
    assert len(mesh.faces) <= 300
    assert 0.05 <= height <= 0.2 and 0.02 <= half_width <= 0.035
    low, high = mesh.bounds
    assert abs(low[2]) < 0.002, "the foot stands on the ground"
    assert high[2] == pytest.approx(height, abs=0.012)
    assert max(-low[1], high[1]) == pytest.approx(half_width, abs=0.006)
    assert max(-low[0], high[0]) == pytest.approx(half_depth, abs=0.006)


def test_palette_holds_the_colour_asked_for() -> None:
    pixels = np.asarray(Image.open(PALETTE).convert("RGB"))
    for colour in np.random.default_rng(0).random((50, 3)):
        u, v = colour_uv(colour)
        found = pixels[int((1 - v) * len(pixels)), int(u * len(pixels))] / 255
        assert np.abs(found - colour).max() < 0.02


def test_box_faces_look_outwards() -> None:
    model = Model()
    model.box((0, 0, 0), (1, 2, 3), (1, 1, 1))
    corners = model.points
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    assert ((corners.mean(axis=1) - [0.5, 1, 1.5]) * normals).sum(axis=1).min() > 0


@pytest.mark.slow
def test_ingredients_are_told_apart_by_eye(all_ingredients: tuple[str, ...]) -> None:
    pictures = []
    for i in range(len(all_ingredients)):
        with Client() as client:
            build_item(client, i, (0, 0, 0))
            pictures.append(render(client, (0.42, 0.12, 0.25), (0, 0, 0.07), 32, 32, 32, supersample=2).astype(float))
    flat = np.array(pictures).reshape(len(pictures), -1) / 255
    distance = np.sqrt(((flat[:, None] - flat[None]) ** 2).mean(axis=2)) + np.eye(len(pictures))
    pair = np.unravel_index(distance.argmin(), distance.shape)
    assert distance.min() > 0.05, " looks like ".join(all_ingredients[i] for i in pair)


@pytest.mark.slow
@pytest.mark.parametrize("family", LAYOUT_FAMILIES)
def test_picture_of_a_kitchen_shows_something(family: str) -> None:
    image = perspective(generate(5, [family]), 96, 64)
    assert image.shape == (64, 96, 3) and image.dtype == np.uint8
    assert len(np.unique(image.reshape(-1, 3), axis=0)) > 200
    assert (image.min(axis=2) > 250).mean() < 0.3, "mostly background"


@pytest.mark.slow
def test_gallery_has_a_place_for_each() -> None:
    sheet = gallery([generate(1)] * 2, columns=2, width=60, height=40)
    assert sheet.shape == (40, 120, 3)


def test_background_is_what_was_asked_for() -> None:
    with Client() as client:
        image = render(client, (1, 0, 0), (0, 0, 0), width=8, height=6, background=(10, 20, 30))
    assert (image == (10, 20, 30)).all()


def test_a_wall_picture_vanishes_with_its_wall() -> None:
    """Both have one side: a camera that looks through the wall from outside sees no bar where the picture hangs."""
    model = clutter_model("picture", CLUTTER_SIZES["picture"], (0.2, 0.45, 0.55))
    points = model.points
    normals = np.cross(points[:, 1] - points[:, 0], points[:, 2] - points[:, 0])
    assert (normals[:, 0] > 0).all() and np.abs(normals[:, 1:]).max() < 1e-9
    (low, high), (width, depth, height) = model.bounds, CLUTTER_SIZES["picture"]
    assert np.allclose(high - low, (high[0] - low[0], width, height)) and low[0] >= -depth / 2


@pytest.mark.parametrize(
    "kitchen", [generate(4, ["galley"]), load_kitchen(ASSETS / "layouts" / "galley.yaml")], ids=["drawn", "example"]
)
@pytest.mark.slow
def test_views_of_galleys_keep_backs_of_cabinets_out_of_the_foreground(kitchen: Kitchen) -> None:
    """Whichever row the camera looks over, hardly anything of it is much nearer than what the camera looks at."""
    with Client() as client:
        view = viewpoint(Scene(client, kitchen), 1.5)
        depth = distances(client, view.eye, view.target, view.fov, 60, 40)
    assert (depth < 0.45 * np.linalg.norm(np.subtract(view.eye, view.target))).mean() < 0.05


@pytest.mark.slow
def test_two_views_of_a_galley_show_both_rows() -> None:
    kitchen = load_kitchen(ASSETS / "layouts" / "galley.yaml")
    with Client() as client:
        north, south = views(Scene(client, kitchen), 1.6)
    # Each camera looks at the fronts of one row: one against +y, one against -y.
    assert {np.sign(view.target[1] - view.eye[1]) for view in (north, south)} == {-1.0, 1.0}
    pictures = perspectives(kitchen, 96, 60)
    assert len(pictures) == 2 and all(picture.shape == (60, 96, 3) for picture in pictures)
    assert len(perspectives(generate(5, ["one_wall"]), 96, 60)) == 1


def test_frames_of_windows_and_doors_that_the_camera_looks_through_are_left_out():
    kitchen = load_kitchen(Path(__file__).parents[2] / "benchmarks" / "floor_plans" / "us_10_by_10.yaml")
    with Client() as client:
        outside = View((1.5, -1.0, 1.8), (1.5, 1.5, 1.0), 50.0)  # beyond the wall with the door
        shown = _seen_from(outside, kitchen, Scene(client, kitchen))
        assert {fixture.kind for fixture in shown.kitchen.fixtures} == {"hood", "window"}
        inside = View((1.5, 1.0, 1.8), (1.5, 3.0, 1.0), 50.0)
        assert _seen_from(inside, kitchen, shown).kitchen == kitchen
