"""Nominal seconds of what Kitchen-v1 has beyond Kitchen-v0, and how long things cook and burn.

NOT YET FITTED to the physics: the robot has no skills for tools there yet. They are set like those of comparable skills
of Kitchen-v0 (`rules/durations.py`, `kitchens/catalogue.py`), all of whose seconds hold here too."""

CLOSE = 1.2
"""Seconds to push a door or a drawer shut on the way out of a unit: the robot closes what it opened."""
OVEN_DOOR = 5.6
"""Seconds to open the oven's door and shut it again, like opening a base cabinet, for whatever goes onto the tray."""
WAIT = 5.0
"""Seconds that the robot waits at a time."""
BURNS_AFTER = 25.0
"""Seconds beyond its time after which what is heated is burnt."""
