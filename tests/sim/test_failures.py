"""What fails says why, is tried a second time at most, and touches that were not meant are felt."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.rules.skills import SkillCall
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.sim.outcome import FailureReason, SkillFailed
from kitchen_dream.sim.skills import table

pytestmark = pytest.mark.physics


@pytest.fixture(scope="module")
def body() -> Iterator[KitchenBody]:
    body = KitchenBody(generate(3))
    yield body
    body.close()


def fail_with(monkeypatch, reasons: list[FailureReason | None]) -> list[int]:
    """Replace looking by a skill that fails for these reasons in turn; None is a success. The list counts its calls."""
    calls: list[int] = []

    def skill(actor, argument):
        calls.append(argument)
        reason = reasons[min(len(calls), len(reasons)) - 1]
        if reason is not None:
            raise SkillFailed(reason)

    monkeypatch.setitem(table._FUNCTIONS, "look", skill)
    return calls


@pytest.mark.parametrize(
    "reason", [r for r in FailureReason if r not in (FailureReason.NOT_POSSIBLE, FailureReason.TIMEOUT)]
)
def test_a_failed_skill_is_tried_twice_and_no_more(body, monkeypatch, reason):
    body.reset()
    calls = fail_with(monkeypatch, [reason])
    outcome = body.execute(SkillCall("look", 0))
    assert len(calls) == 2 and outcome.retries == 1
    assert not outcome.success and outcome.reason is reason


@pytest.mark.parametrize("reason", [FailureReason.NOT_POSSIBLE, FailureReason.TIMEOUT])
def test_what_cannot_help_is_not_tried_again(body, monkeypatch, reason):
    body.reset()
    calls = fail_with(monkeypatch, [reason])
    outcome = body.execute(SkillCall("look", 0))
    assert len(calls) == 1 and outcome.retries == 0 and outcome.reason is reason


def test_second_attempt_may_succeed(body, monkeypatch):
    body.reset()
    calls = fail_with(monkeypatch, [FailureReason.HANDLE_SLIPPED, None])
    outcome = body.execute(SkillCall("look", 0))
    assert outcome.success and outcome.reason is None and outcome.retries == 1 and len(calls) == 2
    assert "handle_slipped" in outcome.detail


def test_first_reason_stays_where_the_second_attempt_makes_no_sense(body, monkeypatch):
    body.reset()
    fail_with(monkeypatch, [FailureReason.ITEM_SLIPPED, FailureReason.NOT_POSSIBLE])
    assert body.execute(SkillCall("look", 0)).reason is FailureReason.ITEM_SLIPPED


def test_a_thing_in_the_way_is_felt_and_named(body):
    body.reset()
    client, robot = body.client, body.robot
    unit = max(range(len(body.kitchen.units)), key=lambda u: abs(body.actor.stations[u].x - body.kitchen.start.x))
    start, goal = body.kitchen.start, body.actor.stations[unit]
    path = body.actor.paths.path((start.x, start.y), (goal.x, goal.y))
    x, y = (path[0] + (path[1] - path[0]) * 0.6).tolist() if len(path) == 2 else path[1].tolist()
    shape = client.createCollisionShape(client.GEOM_BOX, halfExtents=[0.04, 0.04, 0.3])
    post = client.createMultiBody(0, shape, -1, [x, y, 0.3])  # the planner does not know of it
    try:
        outcome = body.execute(SkillCall("look", unit))
    finally:
        client.removeBody(post)
    assert not outcome.success and outcome.reason in (FailureReason.COLLISION, FailureReason.NO_PATH)
    assert outcome.max_force > 20 and outcome.collisions > 0
    assert body.actor.contacts.touched[1] == post and body.actor.contacts.touched[0] not in robot.fingers


def contact(body: KitchenBody, own: int, other: int, link: int, force: float) -> tuple:
    """A contact point as PyBullet gives it."""
    return (0, body.robot.body, other, own, link, (0, 0, 0), (0, 0, 0), (0, 0, 1), 0.0, force, 0, 0, 0, 0)


def test_only_the_hand_on_the_handle_is_meant(body, monkeypatch):
    body.reset()
    actor, unit = body.actor, next(u for u in body.scene.units if u.joint is not None)
    finger, forearm = body.robot.fingers[0], body.robot.joints[8]

    def felt(*contacts) -> float:
        felt_by = actor.contacts
        felt_by.begin()
        felt_by.expected = {(unit.body, unit.handle_link)}
        monkeypatch.setattr(body.client, "getContactPoints", lambda *_: contacts)
        felt_by.feel(None)
        return felt_by.max_force

    assert felt(contact(body, finger, unit.body, unit.handle_link, 90.0)) == 0.0
    assert felt(contact(body, finger, unit.body, -1, 30.0)) == 30.0, "the carcass is not the handle"
    assert felt(contact(body, forearm, unit.body, unit.handle_link, 30.0)) == 30.0, "the forearm is not the hand"
    assert felt(*[contact(body, finger, unit.body, -1, 15.0)] * 2) == 30.0, "points of one touch add up"
    assert actor.contacts.collisions == 1
