"""The copy of a world on a page; it is tested without a browser."""

import io

import numpy as np
import pytest
import trimesh

pytest.importorskip("viser", reason="the extra web is not installed")

from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.rules.skills import SkillCall
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.sim.scene.ingredients import build_item
from kitchen_dream.viewer.browser.bodies import ROOT, Bodies
from kitchen_dream.viewer.browser.server import open_server
from kitchen_dream.viewer.browser.shapes import _linear, link_glbs

pytestmark = pytest.mark.physics


@pytest.fixture(scope="module")
def body():
    made = KitchenBody(generate(3))
    yield made
    made.close()


@pytest.fixture
def server():
    made = open_server("test")
    yield made
    made.stop()


def points(glb: bytes) -> np.ndarray:
    return trimesh.load(io.BytesIO(glb), file_type="glb").to_mesh().vertices


@pytest.mark.slow
def test_every_shape_that_pybullet_knows_is_in_a_file_of_its_link(body):
    client = body.client
    for index in range(client.getNumBodies()):
        number = client.getBodyUniqueId(index)
        glbs = link_glbs(client, number)
        assert set(glbs) == {shape[1] for shape in client.getVisualShapeData(number)}
        for link, glb in glbs.items():
            low, high = points(glb).min(0), points(glb).max(0)
            assert (high - low < 8).all() and (high - low).max() > 0.005, (number, link)


def test_sizes_and_places_of_a_link_are_those_of_pybullet(body):
    """The base of the robot: cylinders, and a mast of 1.28 m around a height of 0.84 m."""
    robot = body.robot.body
    base = next(link for link in range(9) if body.client.getJointInfo(robot, link)[12] == b"base")
    found = points(link_glbs(body.client, robot)[base])
    assert found[:, 2].max() == pytest.approx(0.84 + 0.64, abs=1e-3) and found[:, 2].min() >= -0.01
    assert np.abs(found[:, 1]).max() == pytest.approx(0.274, abs=2e-3)


def test_colours_of_the_palette_are_in_linear_light(body):
    """A tomato is red: its brightest red is that of the picture, put into linear light."""
    tomato = cookbook().ingredient_id("tomato")
    client = body.client
    item = build_item(client, tomato, (0.0, 0.0, 20.0))
    mesh = trimesh.load(io.BytesIO(link_glbs(client, item.body)[-1]), file_type="glb").to_mesh()
    red, green, blue, opacity = np.median(mesh.visual.vertex_colors, axis=0)
    assert red > 3 * max(green, blue) and opacity == 255
    assert _linear(np.array([[0.5, 1.0, 0.0, 1.0]])).tolist() == [[55, 255, 0, 255]]
    client.removeBody(item.body)


@pytest.mark.slow
def test_the_page_follows_robot_doors_and_lamps(server):
    body = KitchenBody(generate(3))
    bodies = Bodies(server, body.scene)
    assert bodies.copy() == 0 or bodies.copy() == 0  # nothing has moved since
    unit = next(u for u, place in enumerate(body.kitchen.units) if place.kind == "drawer")
    moved, before = [], _places(server)
    body.frame_rate, body.on_frame = 4.0, lambda _: moved.append(bodies.copy())
    assert body.execute(SkillCall("look", unit)).success
    bodies.copy()
    after = _places(server)
    robot, drawer = body.robot.body, body.scene.units[unit]
    assert max(moved) >= 2 and before.keys() == after.keys()
    went = {name for name in after if np.abs(after[name] - before[name]).max() > 0.05}
    assert f"{ROOT}/{drawer.body}/{drawer.joint}" in went and any(name.startswith(f"{ROOT}/{robot}/") for name in went)
    for name in went:
        number, link = (int(part) for part in name.split("/")[2:])
        if link >= 0:
            np.testing.assert_allclose(after[name], body.client.getLinkState(number, link)[4], atol=2e-3)
    body.scene.set_lamp(0, True)
    glb = _node(server, f"{ROOT}/{body.scene.stove.body}/{body.scene.stove.lamp_links[0]}").glb_data
    bodies.copy()
    assert _node(server, f"{ROOT}/{body.scene.stove.body}/{body.scene.stove.lamp_links[0]}").glb_data != glb
    body.close()


def test_another_kitchen_takes_the_place_of_the_last(server, body):
    first = KitchenBody(generate(5))
    Bodies(server, first.scene)
    Bodies(server, body.scene)
    links = {
        f"{ROOT}/{number}/{link}"
        for number in map(body.client.getBodyUniqueId, range(body.client.getNumBodies()))
        for link in {shape[1] for shape in body.client.getVisualShapeData(number)}
    }
    assert set(_places(server)) == links
    first.close()


def _node(server, name: str):
    return server.scene._handle_from_node_name[name]


def _places(server) -> dict[str, np.ndarray]:
    nodes = server.scene._handle_from_node_name
    links = {name: node for name, node in nodes.items() if name.startswith(ROOT) and name.count("/") == 3}
    return {name: np.array(node.position) for name, node in links.items()}
