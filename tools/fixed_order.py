"""Finds the best fixed order of looking on training kitchens, and makes it the shipped one (assets/fixed_order.json).

Run it as `python tools/fixed_order.py`; it takes a minute or two.
"""

from __future__ import annotations

from kitchen_dream.problems.kitchen.references import fixed_order

if __name__ == "__main__":
    fixed_order.save_order(fixed_order.find_order(seed=0))
    print(f"wrote {fixed_order.FILE}")
