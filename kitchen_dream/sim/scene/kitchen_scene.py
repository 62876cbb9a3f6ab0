"""A kitchen in the physics: everything but the robot."""

from kitchen_dream.kitchens.cookbook import Cookbook, cookbook
from kitchen_dream.kitchens.geometry import bowl_position, pot_position, slot_local
from kitchen_dream.kitchens.roles import roles
from kitchen_dream.kitchens.spec import BURNERS, Kitchen, Unit
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.scene.furniture import CLOSE_FORCES, CLOSE_SPEEDS, DAMPER, FRICTIONS, UnitBody, build_unit
from kitchen_dream.sim.scene.ingredients import Item, build_item
from kitchen_dream.sim.scene.oven import BELOW_HOB, build_oven, oven_front, show_oven
from kitchen_dream.sim.scene.portions import appear, build_portion, place_of
from kitchen_dream.sim.scene.room import build_room
from kitchen_dream.sim.scene.stove import (
    BUTTON_OUT,
    BUTTON_PRESSED,
    StoveBody,
    build_stove,
    release_buttons,
    show_burner,
)
from kitchen_dream.sim.scene.stowing import Place, stowed, used_at
from kitchen_dream.sim.scene.textures import note_image
from kitchen_dream.sim.scene.vessels import (
    BOWL_FOOT_RADIUS,
    BOWL_HEIGHT,
    BOWL_RADIUS,
    POT_HEIGHT,
    POT_RADIUS,
    Vessel,
    build_vessel,
)
from kitchen_dream.sim.scene.ware import IN_USE, Tool, build_tool

FURNITURE, LOOSE = 2, 1
"""Collision groups: furniture does not touch furniture, or doors would jam on their neighbours."""
_SETTLE_STEPS = 40

NOWHERE = -1
"""Unit in the keys of tools that stand out."""
_ASIDE = 0.06
"""Metres by which a tool may stand beside the place where it is used, along each axis."""
_AWAY = 5.0
"""Metres above the kitchen where ingredients touch nothing."""


class Scene:
    """The bodies of one kitchen.

    Attributes:
        kitchen: what was built.
        units: a `UnitBody` for each storage unit, in the kitchen's order; and last the oven's, where it is in use.
        places: the same as boxes with a front.
        items: an `Item` for each ingredient, by (unit index, slot) where it starts; and a `Tool` for each tool of the
            cookbook, which has the key (NOWHERE, number) where it stands out.
        stove: the appliance.
        lit: which burners' lamps are on, as they are shown.
        oven_on: whether the oven is on.
        tints: of bodies that were given another colour.
        cut: keys of the ingredients that were put into a vessel and are cut up, with its name.

    Args:
        client: an open world; what it holds is left alone. Call `client.clear()` before building another kitchen.
        kitchen: a valid kitchen.
        sleep: whether what lies still may sleep, which makes a kitchen step three times faster. Without it, what
            follows a `reset` is the same to the last bit as in a scene just built; with it, up to rounding, since
            Bullet never forgets for how long things have been still.
        edged: whether the edges of boards that are seen in the gaps of fronts have the fronts' colour. Without, they
            are pale, as in the pictures that the robot of Kitchen-v0 learns from.
        book: whose ingredients and tools these are; None: the one in use. Where it has tools, the oven is in use, and
            buttons switch off again what they have switched on."""

    def __init__(
        self, client: Client, kitchen: Kitchen, sleep: bool = True, edged: bool = True, book: Cookbook | None = None
    ) -> None:
        self.client, self._sleep, self.kitchen, self._edged = client, sleep, kitchen, edged
        self.book = book or cookbook()
        self.units: list[UnitBody] = []
        self.places: list[Unit] = list(kitchen.units)
        self.items: dict[tuple[int, int], Item | Tool] = {}
        self._vessels: dict[str, Vessel] = {}
        self._spare: dict[tuple[int, int], Item] = {}
        """What each ingredient becomes when it is cut up; or once it is, what it was."""
        self.cut: dict[tuple[int, int], str] = {}
        self.tints: dict[int, tuple[float, float, float]] = {}
        with client.held():
            self._build(client, kitchen)

    def _build(self, client: Client, kitchen: Kitchen) -> None:
        self.room = build_room(client, kitchen, self._edged)
        note = self._note_image()
        for unit, role in zip(kitchen.units, roles(kitchen.units, kitchen.stove, kitchen.sink), strict=True):
            wanted, note = (note, None) if unit.traits.cold else (None, note)
            self.units.append(build_unit(client, unit, role, kitchen.decoration, wanted, self._edged))
            if self.book.tools and unit.traits.opens == "drawer":  # what lies in one that is pushed shut would creep
                client.changeDynamics(self.units[-1].body, self.units[-1].panel_link, frictionAnchor=1)
        if self.book.tools:
            self.stove: StoveBody = build_stove(client, kitchen.stove, kitchen.stove.height - BELOW_HOB)
            self._front = oven_front(kitchen.stove)
            self.units.append(build_oven(client, self._front))
            self.places.append(self._front)
        else:
            self.stove = build_stove(client, kitchen.stove)
            pot, bowl, turn = pot_position(kitchen.stove), bowl_position(kitchen.bowl), kitchen.stove.yaw
            self._vessels = {
                "pot": build_vessel(client, "pot", pot, POT_RADIUS, POT_RADIUS, POT_HEIGHT, turn),
                "bowl": build_vessel(client, "bowl", bowl, BOWL_RADIUS, BOWL_FOOT_RADIUS, BOWL_HEIGHT),
            }
        self._starts: dict[tuple[int, int], tuple[tuple[float, ...], tuple[float, ...]]] = {}
        for u, unit in enumerate(kitchen.units):
            self._fill(u, unit)
        if self.book.tools:
            self._spare = {key: build_portion(client, item, self.book) for key, item in self.items.items()
                           if isinstance(item, Item)}  # fmt: skip
        for number, tool in enumerate(self.book.tools):
            if all(item.symbol != number for item in self.items.values()):
                self.items[NOWHERE, number] = build_tool(client, number, tool, *self.used_at(number))
        self.lit, self.oven_on = [False] * BURNERS, False
        if not client.still:
            self._mask_furniture()
            self._settle()
            for _ in range(2):  # the second time, nothing is left of how the bodies came into the world
                client.stepSimulation()
                self.reset()

    def _fill(self, u: int, unit: Unit) -> None:
        contents = {slot: name for slot, name in enumerate(unit.contents) if name is not None}
        places = stowed(unit, contents) if self.book.tools else {}
        for slot, name in contents.items():
            symbol = self.book.symbol_id(name)
            foot, turn = places.get(slot) or (slot_local(unit, slot), 0.0)
            where, way = unit.to_world(foot), unit.yaw + turn
            if name in self.book.tools:
                self.items[u, slot] = build_tool(self.client, symbol, name, where, way)
            else:
                self.items[u, slot] = build_item(self.client, symbol, where, way, self.book)

    @property
    def fixed_vessels(self) -> list[int]:
        """Bodies of the vessels that stand ready and are never moved."""
        return [vessel.body for vessel in self._vessels.values()]

    @property
    def oven(self) -> int | None:
        """Index in `units` of the oven that is in use."""
        return len(self.kitchen.units) if self.book.tools else None

    def used_at(self, tool: int) -> Place:
        """Where a tool is used, in the world: the middle of its foot, and where its grip looks if it stands out."""
        return used_at(self.kitchen, self._front, self.book.tools[tool], self.opening(-1) * self.units[-1].travel)

    def tool(self, number: int) -> tuple[tuple[int, int], Tool]:
        """A tool of the cookbook, with its key in `items`."""
        for key, item in self.items.items():
            if isinstance(item, Tool) and item.symbol == number:
                return key, item
        raise ValueError(f"there is no tool {number}; the cookbook has {len(self.book.tools)}")

    def vessel(self, name: str) -> Vessel:
        """Pot, pan, tray or bowl, where it stands now."""
        if name in self._vessels:
            return self._vessels[name]
        return self.tool(self.book.tools.index(name))[1].vessel(self.client)

    def cut_up(self, key: tuple[int, int], vessel: str) -> None:
        """An ingredient that lies in a vessel becomes a handful of pieces there."""
        whole, pieces = self.items[key], self._spare[key]
        assert isinstance(whole, Item)
        others = [self.items[other] for other, name in self.cut.items() if name == vessel]
        foot = self.vessel(vessel).foot
        appear(self.client, whole, None)
        place = place_of(self.client, foot, [item for item in others if isinstance(item, Item)])
        appear(self.client, pieces, place, self._sleep)
        self.items[key], self._spare[key], self.cut[key] = pieces, whole, vessel

    def make_whole(self) -> None:
        """Undo all cutting up: ingredients are whole, and where they lay at the start."""
        for key in self.cut:
            pieces, whole = self.items[key], self._spare[key]
            assert isinstance(pieces, Item)
            appear(self.client, pieces, None)
            appear(self.client, whole, self._starts[key][0])
            self.items[key], self._spare[key] = whole, pieces
        self.cut = {}

    @property
    def loose(self) -> list[int]:
        """Bodies that are no furniture: tools and ingredients, whole and cut up."""
        return [item.body for item in (*self.items.values(), *self._spare.values())]

    def tint(self, body: int, tint: tuple[float, float, float]) -> None:
        """Multiply a body's colours by one. It changes the picture only."""
        if self.tints.get(body, (1.0, 1.0, 1.0)) != tint:
            self.client.changeVisualShape(body, -1, rgbaColor=[*tint, 1.0])
            self.tints[body] = tint

    def weigh(self, tool: Tool, in_use: bool) -> None:
        """Make a tool as heavy as one that is in use, or as light as one that is carried."""
        self.client.changeDynamics(tool.body, -1, mass=IN_USE if in_use else tool.ware.mass)

    def is_used(self, tool: int) -> bool:
        """Whether a tool stands upright where it is used."""
        place, turn = self.client.getBasePositionAndOrientation(self.tool(tool)[1].body)
        foot, _ = self.used_at(tool)
        near = all(abs(a - b) < limit for a, b, limit in zip(place, foot, (_ASIDE, _ASIDE, 0.03), strict=True))
        return near and self.client.getMatrixFromQuaternion(turn)[8] > 0.95

    def opening(self, unit: int) -> float:
        """How far a unit stands open, from 0 (closed) to 1 (at its stop); an open shelf is always 1."""
        body = self.units[unit]
        if body.joint is None:
            return 1.0
        return min(max(self.client.getJointState(body.body, body.joint)[0] / body.travel, 0.0), 1.0)

    def release(self, unit: int, damped: bool = False) -> None:
        """Let a joint go: only friction holds it where it is. damped: a drawer stops with the hand that pushes it; one
        that ran on to its end would upset what stands in it."""
        body = self.units[unit]
        if body.joint is not None:
            force = DAMPER if damped and body.opens == "drawer" else FRICTIONS[body.opens]
            self.client.setJointMotorControl2(
                body.body, body.joint, self.client.VELOCITY_CONTROL, targetVelocity=0.0, force=force
            )

    def close(self, unit: int) -> None:
        """Switch the soft-close spring on: it pulls the joint to 0 with little force. `release` switches it off."""
        body = self.units[unit]
        if body.joint is None:
            return
        self.wake(unit)
        self.client.setJointMotorControl2(
            body.body, body.joint, self.client.POSITION_CONTROL, targetPosition=0.0, positionGain=0.05,
            velocityGain=1.0, force=CLOSE_FORCES[body.opens], maxVelocity=self.close_speed(unit),
        )

    def close_speed(self, unit: int) -> float:
        """Metres or radians per second at which the spring shuts a unit at most."""
        return CLOSE_SPEEDS[self.units[unit].opens]

    def wake(self, unit: int) -> None:
        """Wake a unit; asleep, it ignores new motor targets."""
        self.client.changeDynamics(self.units[unit].body, -1, activationState=self.client.ACTIVATION_STATE_WAKE_UP)

    def set_opening(self, unit: int, fraction: float) -> None:
        """Put a joint at a fraction of its travel at once; what lies in a drawer moves with it."""
        body = self.units[unit]
        if body.joint is None:
            return
        before = self.client.getJointState(body.body, body.joint)[0]
        after = fraction * body.travel
        inside = self.inside(unit) if body.opens == "drawer" else []
        self.client.resetJointState(body.body, body.joint, after)
        place = self.places[unit]
        dx, dy, _ = place.to_world((after - before, 0.0, 0.0))
        dx, dy = dx - place.x, dy - place.y
        for item in inside:
            (x, y, z), turn = self.client.getBasePositionAndOrientation(item.body)
            self.client.resetBasePositionAndOrientation(item.body, (x + dx, y + dy, z), turn)

    def inside(self, unit: int) -> list[Item | Tool]:
        """Ingredients that lie within a unit, as the bodies say; an open drawer's box is where the drawer is."""
        box, body = self.places[unit], self.units[unit]
        shift = 0.0
        if body.opens == "drawer" and body.joint is not None:
            shift = self.client.getJointState(body.body, body.joint)[0]
        cx, cy, _ = box.to_world((shift, 0.0, 0.0))
        sx, sy = box.size_xy
        found = []
        for item in self.items.values():
            x, y, z = self.client.getBasePositionAndOrientation(item.body)[0]
            if abs(x - cx) < sx / 2 and abs(y - cy) < sy / 2 and box.z <= z <= box.z + box.height:
                found.append(item)
        return found

    def pressed(self, button: int, before: bool = False) -> bool:
        """Whether a button, a burner's or the oven's, is pushed in right now; before: whether it was so just now."""
        state = self.client.getJointState(self.stove.body, self.stove.button_joints[button])
        return state[0] > (BUTTON_OUT if before else BUTTON_PRESSED)

    def switch(self, button: int) -> None:
        """What a press of a button does: a burner that works is lit, and where there are tools the next press puts it
        out again; the last button is the oven's."""
        if button == BURNERS:
            self.set_oven(not self.oven_on)
        elif not self.kitchen.stove.broken[button]:
            self.set_lamp(button, not (self.book.tools and self.lit[button]))

    def set_oven(self, on: bool) -> None:
        """Switch the oven on or off; its window is lit. There must be one that is in use."""
        if on != self.oven_on:
            show_oven(self.client, self.units[-1], on)
            self.oven_on = on

    def set_lamp(self, burner: int, on: bool) -> None:
        """Light a burner's lamp and ring, or put them out. It changes the picture only."""
        if on != self.lit[burner]:
            show_burner(self.client, self.stove, burner, on)
            self.lit[burner] = on

    def reset(self) -> None:
        """Put everything back to the start without building it again; what may sleep sleeps until something touches it.

        Contacts that were stored are forgotten: everything is woken, since Bullet keeps the contacts of what sleeps,
        and ingredients are in the air for a step."""
        self.make_whole()
        for u, body in enumerate(self.units):
            if body.joint is not None:
                self.client.resetJointState(body.body, body.joint, 0.0)
                self.release(u)
        release_buttons(self.client, self.stove)
        self.wake_all()
        self._allow_sleep(False)  # a step without leave to sleep sets the units' clocks of stillness to 0
        self._place(lift=_AWAY)
        self.client.performCollisionDetection()
        self.client.stepSimulation()
        self._allow_sleep(True)
        self._place(lift=_AWAY)
        self.client.performCollisionDetection()
        self._place()
        self.client.stepSimulation()  # makes the contacts anew; not counted in `client.steps`
        for body in self.units:
            if body.joint is not None:
                self.client.resetJointState(body.body, body.joint, 0.0)
        for burner in range(BURNERS):
            self.set_lamp(burner, False)
        self.set_oven(False)
        if self._sleep:
            self._rest()  # with that step's contacts: put down anew, round things would rock, awake for 2 s
        else:
            self._place()
            self._allow_sleep(False)

    def _settle(self) -> None:
        """Let ingredients find their feet, and remember where they stand."""
        for u in range(len(self.units)):
            self.release(u)
        for _ in range(_SETTLE_STEPS):
            self.client.stepSimulation()
        for key, item in self.items.items():
            self._starts[key] = self.client.getBasePositionAndOrientation(item.body)

    def _place(self, lift: float = 0.0) -> None:
        for key, item in self.items.items():
            if isinstance(item, Tool):
                self.weigh(item, key[0] == NOWHERE)
            (x, y, z), turn = self._starts[key]
            self.client.resetBasePositionAndOrientation(item.body, (x, y, z + lift), turn)
            self.client.resetBaseVelocity(item.body, (0, 0, 0), (0, 0, 0))

    def move_item(self, item: Item | Tool, position: tuple[float, float, float]) -> None:
        """Put the centre of an ingredient somewhere at once, awake, so that it falls if nothing carries it."""
        self.client.resetBasePositionAndOrientation(item.body, position, (0, 0, 0, 1))
        self.client.resetBaseVelocity(item.body, (0, 0, 0), (0, 0, 0))
        self.client.changeDynamics(item.body, -1, activationState=self.client.ACTIVATION_STATE_WAKE_UP)

    def wake_all(self) -> None:
        """Wake everything that can move."""
        for body in self._bodies():
            self.client.changeDynamics(body, -1, activationState=self.client.ACTIVATION_STATE_WAKE_UP)

    def _note_image(self) -> str | None:
        if self.kitchen.note is None:
            return None
        places = self.kitchen.note.places
        # PyBullet caches images by name, so that another note needs another name
        name = "_".join(f"{group}-{place}" for group, place in places.items()).replace(" ", "")
        path = self.client.folder / f"note_{name}.png"
        note_image(places, path)
        return str(path)

    def _rest(self) -> None:
        """Let all bodies sleep as they stand: a new kitchen and one that was reset then go on alike."""
        for body in self._bodies():
            self.client.changeDynamics(body, -1, activationState=self.client.ACTIVATION_STATE_SLEEP)

    def _fixed(self) -> list[int]:
        return [*(unit.body for unit in self.units), self.stove.body, *self.fixed_vessels, *self.room.solid]

    def _bodies(self) -> list[int]:
        return [*self._fixed(), *(item.body for item in self.items.values())]

    def _mask_furniture(self) -> None:
        for body in self._fixed():
            for link in range(-1, self.client.getNumJoints(body)):
                self.client.setCollisionFilterGroupMask(body, link, FURNITURE, ~FURNITURE)
        # a body that may not sleep keeps all that touches it awake; asleep, a kitchen steps ten times faster
        self._allow_sleep(True)

    def _allow_sleep(self, allow: bool) -> None:
        state = self.client.ACTIVATION_STATE_ENABLE_SLEEPING if allow else self.client.ACTIVATION_STATE_DISABLE_SLEEPING
        for body in self._bodies():
            self.client.changeDynamics(body, -1, activationState=state)
