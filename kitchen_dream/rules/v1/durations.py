"""Nominal seconds of what Kitchen-v1 has beyond Kitchen-v0, and how long things cook and burn.

Those to push units shut are means of few pushes of the shipped robot in PyBullet, and OVEN_DOOR is an estimate: both
are to be fitted as those of Kitchen-v0 (`rules/durations.py`, `kitchens/catalogue.py`) are, which hold here too."""

CLOSE = {"drawer": 3.5, "base_cabinet": 5.2, "wall_cabinet": 5.7, "fridge": 6.2, "pantry": 5.5, "shelf": 0.0}
"""Seconds to push a unit shut with an empty hand before the robot drives off, by the kind that it is seen as."""
FULL_HAND = 1.4
"""Seconds that this takes longer with something in the hand, which must keep clear of the panel."""
OVEN_DOOR = 5.1
"""Seconds until the oven's rack is out, and to push it in again, for whatever goes onto the tray."""
WAIT = 5.0
"""Seconds that the robot waits at a time."""
BURNS_AFTER = 25.0
"""Seconds beyond its time after which what is heated is burnt."""
