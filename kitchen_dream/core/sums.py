"""Sums that are the same in every Python."""

from collections.abc import Iterable


def plain_sum(values: Iterable[float]) -> float:
    """The sum from left to right, rounded after each addition.

    Python's own `sum` does so up to 3.11; from 3.12 on it carries along what rounding loses. A last bit decides here
    and there which way is shorter or how much room is left, so that a seed would give another kitchen.

    Examples:
        >>> plain_sum([0.1] * 10)
        0.9999999999999999
    """
    total = 0.0
    for value in values:
        total += value
    return total
