"""YAML files from anywhere, read safely: plain data, the line of each place, and mistakes told in one line each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from kitchen_dream.core.messages import one_line
from kitchen_dream.core.plain_yaml import Unreadable, parse, read_text

Place = tuple[str | int, ...]

class KitchenError(ValueError):
    """A kitchen file or cookbook that cannot be used. `lines` has one line a mistake; the message is the first."""

    def __init__(self, path: Path | str, mistakes: list[str]) -> None:
        self.lines = [f"{path}: {one_line(mistake)}" for mistake in mistakes]
        more = f" (and {len(mistakes) - 1} more)" if len(mistakes) > 1 else ""
        super().__init__(self.lines[0] + more)
        self.path, self.mistakes = path, mistakes

    def __reduce__(self) -> tuple:
        return type(self), (self.path, self.mistakes)  # a worker process hands its mistake to the one that asked


class Lines:
    """Where in a YAML text each place of the data stands."""

    def __init__(self, root: yaml.Node | None) -> None:
        self._line: dict[Place, int] = {}
        self.twice: Place | None = None
        """The first key that stands twice in one mapping."""
        if root is not None:
            self._walk(root, ())

    @classmethod
    def of(cls, line: Mapping[Place, int]) -> Lines:
        """Lines that are known already, such as those of a Python program."""
        lines = cls(None)
        lines._line.update(line)
        return lines

    def _walk(self, node: yaml.Node, place: Place) -> None:
        self._line.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                inner = (*place, str(key.value))
                if inner in self._line and self.twice is None:
                    self.twice = inner
                self._line[inner] = key.start_mark.line + 1
                self._walk(value, inner)
        elif isinstance(node, yaml.SequenceNode):
            for i, value in enumerate(node.value):
                self._walk(value, (*place, i))

    def locate(self, place: Place) -> str:
        """The place and its line, like `units[2].kind (line 14)`; where it is missing, that of what holds it."""
        text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")
        for length in range(len(place), 0, -1):
            if place[:length] in self._line:
                return f"{text} (line {self._line[place[:length]]})"
        return text or "the file"


def read_yaml(path: Path, what: str, keys: str, form: str, begin: str) -> tuple[dict[str, Any], Lines]:
    """The plain data of a YAML file, and the line of each of its places. Raises KitchenError.

    Args:
        path: a file from anywhere.
        what: what the file holds, such as "kitchen"; with `keys`, the keys with which it starts, for messages.
        form: a file to compare with.
        begin: what to do where there is no file."""
    try:
        data, node = parse(read_text(path))
        lines = Lines(node)
    except FileNotFoundError:
        raise KitchenError(path, [f"there is no such file; {begin}"]) from None
    except Unreadable as error:
        form = f"; see {form} for the form" if "not YAML" in str(error) else ""
        raise KitchenError(path, [f"{error}{form}"]) from None
    if lines.twice is not None:
        raise KitchenError(path, [f"{lines.locate(lines.twice)}: the key stands there twice; keep one"])
    if not isinstance(data, dict):
        raise KitchenError(path, [f"holds no {what}; it must start with keys such as {keys}"])
    return data, lines


def dump_yaml(data: Any, width: int) -> str:
    """The text of plain data, in which every `Flow` and `FlowList` takes one line."""
    # PyYAML writes the line break U+0085 in a way that it does not read back, unless everything foreign is escaped.
    plain = "\\x85" in repr(data)
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, width=width, allow_unicode=not plain)


class Flow(dict):
    """A mapping written in one line."""


class FlowList(list):
    """A list written in one line."""


class _Dumper(yaml.SafeDumper):
    pass


_Dumper.add_representer(Flow, lambda d, value: d.represent_mapping("tag:yaml.org,2002:map", value, True))
_Dumper.add_representer(FlowList, lambda d, value: d.represent_sequence("tag:yaml.org,2002:seq", value, True))
