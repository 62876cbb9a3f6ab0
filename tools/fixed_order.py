"""Finds the best fixed order of looking on training kitchens, and makes it the shipped one (assets/fixed_order*.json).

Run it as `python tools/fixed_order.py`, or with `kitchen-v1` behind; it takes some minutes.
"""

from __future__ import annotations

import sys

from kitchen_dream.problems.kitchen.references import fixed_order
from kitchen_dream.problems.registry import problem_class

if __name__ == "__main__":
    family = problem_class(sys.argv[1] if len(sys.argv) > 1 else "kitchen")
    fixed_order.save_order(fixed_order.find_order(0, family.problem_class), family.order_file)
    print(f"wrote assets/{family.order_file}")
