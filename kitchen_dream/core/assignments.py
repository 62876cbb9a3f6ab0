"""NAME=VALUE as people write it on a command line."""

from typing import Any

from kitchen_dream.core.plain_yaml import Unreadable, parse


def assigned(flag: str, text: str, example: str) -> tuple[str, Any]:
    """The name and the value, read as YAML. Raises ValueError, in one line, that shows an example."""
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise ValueError(f"{flag} {text!r}: write NAME=VALUE, such as {example}")
    try:
        return name, parse(value)[0]
    except Unreadable as error:
        raise ValueError(f"{flag} {text!r}: the value cannot be read; write NAME=VALUE, such as {example}") from error
