"""Robots from outside the package work in a kitchen: one that is chosen by name, and one with a body of its own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from guests.toy_robot import SlowPanda

import kitchen_dream as kd
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.media.choice import physics_options, with_robot
from kitchen_dream.problems.kitchen.physics import PhysicsKitchenProblem
from kitchen_dream.rules.skills import SkillCall
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.sim.robot.panda_mobile import PANDA_MOBILE, PandaMobile
from kitchen_dream.sim.robot.robot import find_robot
from tools.assets.robot_urdf import compose

pytestmark = pytest.mark.physics

KITCHEN = generate(3)
DRAWER = next(u for u, unit in enumerate(KITCHEN.units) if unit.kind == "drawer" and any(unit.contents))
SLOT = next(s for s, item in enumerate(KITCHEN.units[DRAWER].contents) if item)
SKILLS = (SkillCall("look", DRAWER), SkillCall("take", SLOT), SkillCall("put_pot"), SkillCall("press", 0))


def check_skills(robot: str | type[PandaMobile], count: int = len(SKILLS)) -> float:
    """Carry out the first skills with a robot; returns their seconds."""
    body, seconds = KitchenBody(KITCHEN, robot=robot), 0.0
    try:
        for call in SKILLS[:count]:
            outcome = body.execute(call)
            assert outcome.success and outcome.collisions == 0, (call, outcome)
            seconds += outcome.seconds
        state = body.state()
        assert count < 3 or state.pot[0, 0] >= 0
        assert count < 4 or state.pressed[0, 0]
        return seconds
    finally:
        body.close()


@pytest.fixture
def low_panda(tmp_path) -> type[PandaMobile]:
    """The shipped robot with a mast lower by 0.12 m, and so with a URDF of its own."""
    x, y, z = PANDA_MOBILE.head
    facts = replace(PANDA_MOBILE, name="low_panda", head=(x, y, z - 0.12), urdf=tmp_path / "robot.urdf")
    (tmp_path / "meshes").symlink_to(PANDA_MOBILE.urdf.parent / "meshes")
    facts.urdf.write_text(compose(facts))
    return type("LowPanda", (PandaMobile,), {"facts": facts})


@pytest.mark.slow
def test_a_slower_robot_takes_longer():
    name = "guests.toy_robot:SlowPanda"
    assert find_robot(name) is SlowPanda
    assert check_skills(name) > check_skills(PandaMobile) + 2.0


@pytest.mark.slow
def test_a_robot_with_another_body(low_panda):
    body = KitchenBody(KITCHEN, robot=low_panda)
    assert body.robot.head_camera_pose().eye[2] == pytest.approx(PANDA_MOBILE.head[2] - 0.12, abs=0.1)
    assert body.client.getBodyInfo(body.robot.body)[1] == b"low_panda"
    body.close()
    check_skills(low_panda, count=2)


def test_the_problem_takes_a_robot(test_tables):
    problem = PhysicsKitchenProblem(test_tables, "test", robot=SlowPanda)
    problem.begin(np.zeros(1, np.int64), np.full(1, -1))
    assert type(problem.sim.robot) is SlowPanda
    problem.close()


def test_environments_and_policies_take_it_by_name(test_tables):
    name = "guests.toy_robot:SlowPanda"
    env = kd.make("KitchenDream/KitchenPhysics-v0", kitchen=KITCHEN, robot=name).unwrapped
    env.reset(seed=0)
    assert type(env.problem.sim.robot) is SlowPanda
    env.close()
    policy = kd.load_policy("kitchen")
    policy.family = with_robot(policy, name)
    assert physics_options(policy)["robot"] == name and policy.family.options()["robot"] == name
    with pytest.raises(ValueError, match="there is no option 'robot'"):
        with_robot(kd.load_policy("map"), name)
    with pytest.raises(ValueError, match="is not found"):
        kd.make("KitchenDream/KitchenPhysics-v0", robot="nowhere:Robot")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("nowhere:Robot", "is not found"),
        ("guests.toy_robot", "is not found"),
        ("guests.toy_robot:replace", "no class with `facts`"),
    ],
)
@pytest.mark.slow
def test_a_wrong_name_is_told(name, why):
    with pytest.raises(ValueError, match=why):
        KitchenBody(KITCHEN, robot=name)
