"""What kitchens assume of every robot: how much room it needs, and how far its hand reaches. Metres.

A kitchen is built and checked before any robot is in it, so these stand here. `tests/sim/test_robot_facts.py` proves
that the shipped robot keeps them; one that is larger or reaches less far cannot work in every kitchen that passes the
checks."""

BASE_RADIUS = 0.35
"""Radius of the circle that holds the robot with its arm tucked."""
STATION_DISTANCE = 0.95
"""Distance from a front to the centre of the base that parks before it, where there is room for that."""
BODY_HEIGHT = 1.3
"""Height below which furniture stops the base; what hangs higher does not."""
HEAD_BEHIND, HEAD_RADIUS = 0.23, 0.12
"""What of the tucked robot is above BODY_HEIGHT lies within a circle of this radius so far behind the base's middle."""
AISLE = 1.0
"""Depth of the floor that must be free before every front."""
DRAWER_AISLE = 1.06
"""The same before a drawer, which comes out whole there, so that the hand reaches what lies behind in it."""
FRONT_REACH = (0.12, 1.95)
"""Heights of handles, and of boards with things on them, that the hand reaches from the front."""
DRAWER_REACH = (0.10, 0.75)
"""Heights of drawer floors that the hand reaches from above."""
HOB_REACH = (0.75, 1.05)
"""Heights of the hob with its buttons, and of the bowl's foot."""
HEADROOM = 0.45
"""Free height above pot and bowl, for an arm that drops something in."""
