"""Lengths as people write them: 3.66, 366 cm, 12 ft, 12 ft 6 in, 12'6", 24 1/2 in."""

import re
from fractions import Fraction
from typing import Any

METRES = {
    "m": 1.0, "metre": 1.0, "metres": 1.0, "meter": 1.0, "meters": 1.0,
    "cm": 0.01, "mm": 0.001,
    "ft": 0.3048, "foot": 0.3048, "feet": 0.3048, "'": 0.3048, "′": 0.3048,
    "in": 0.0254, "inch": 0.0254, "inches": 0.0254, '"': 0.0254, "″": 0.0254,
}  # fmt: skip
"""Metres of each unit."""
NUMBER = r"(?:\d{1,6} )?\d{1,6}/\d{1,6}|\d{1,6}(?:\.\d{1,9})?"
"""A number without a sign: 3, 3.66, 1/2, 24 1/2."""
_UNIT = "|".join(sorted(map(re.escape, METRES), key=len, reverse=True))
_PART = rf"(?:{NUMBER})\s*(?:{_UNIT})"
LENGTH = rf"[+-]?(?:{_PART}(?:\s*,?\s*{_PART})?|{NUMBER})"
"""A length: a number of metres, or one or two numbers with units, such as feet and inches."""
_PARTS = re.compile(rf"({NUMBER})\s*({_UNIT})?")


def in_metres(value: Any) -> Any:
    """A length written with its units in metres, to a tenth of a millimetre; anything else as it is.

    Examples:
        >>> in_metres("12 ft 6 in"), in_metres("366 cm"), in_metres("24 1/2 in"), in_metres(3.66)
        (3.81, 3.66, 0.6223, 3.66)
        >>> in_metres("two feet"), in_metres("1/0 in")
        ('two feet', '1/0 in')
    """
    if not isinstance(value, str) or not re.fullmatch(LENGTH, text := value.strip().casefold()):
        return value
    try:
        parts = _PARTS.findall(text)
        total = sum(float(sum(map(Fraction, number.split()))) * METRES[unit or "m"] for number, unit in parts)
    except ZeroDivisionError:
        return value
    return round(-total if text.startswith("-") else total, 4)
