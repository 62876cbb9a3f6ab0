"""Nominal seconds of what Kitchen-v1 has beyond Kitchen-v0, and how long things cook and burn.

They are fitted to the shipped robot in PyBullet: those to push units shut with an empty hand to 25 pushes, all others
to dishes cooked by plan in 38 kitchens. `benchmarks/durations.py --parity` prints how far they are off. Those of
Kitchen-v0 (`rules/durations.py`, `kitchens/catalogue.py`) hold here too."""

CLOSE = {"drawer": 3.5, "base_cabinet": 5.2, "wall_cabinet": 5.7, "fridge": 6.2, "pantry": 5.5, "shelf": 0.0}
"""Seconds to push a unit shut with an empty hand before the robot drives off, by the kind that it is seen as."""
FULL_HAND = {"drawer": 2.5, "base_cabinet": 1.4, "wall_cabinet": 1.4, "fridge": 1.4, "pantry": 1.4, "shelf": 0.0}
"""Seconds that this takes longer with something in the hand, which must keep clear of the panel."""
PUT_HOB, PUT_TOOL = 2.8, 2.1
"""Seconds to drop an ingredient into pot, pan or tray, and how much longer it takes to put down any tool."""
OVEN_DOOR = 5.1
"""Seconds until the oven's rack is out, and to push it in again, for whatever goes onto the tray."""
WAIT = 5.0
"""Seconds that the robot waits at a time."""
SPARE = 5.0
"""Seconds that plans leave at least before anything burns, as skills may take longer in the physics."""
BURNS_AFTER = 25.0
"""Seconds beyond its time after which what is heated is burnt."""
