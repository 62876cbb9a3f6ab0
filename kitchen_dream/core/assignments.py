"""NAME=VALUE as people write it on a command line."""

from typing import Any

import yaml


def assigned(flag: str, text: str, example: str) -> tuple[str, Any]:
    """The name and the value, read as YAML. Raises ValueError, in one line, that shows an example."""
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise ValueError(f"{flag} {text!r}: write NAME=VALUE, such as {example}")
    try:
        return name, yaml.safe_load(value)
    except yaml.YAMLError as error:
        raise ValueError(f"{flag} {text!r}: the value cannot be read; write NAME=VALUE, such as {example}") from error
