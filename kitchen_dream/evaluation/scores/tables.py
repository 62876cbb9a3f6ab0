"""Tables for terminals and documents, from rows of plain data."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

GAP = 3
"""Characters between two columns."""

def markdown_table(rows: Sequence[dict]) -> str:
    """Rows with equal keys as a Markdown table.

    >>> print(markdown_table([{"a": 1, "b": "x"}]))
    | a | b |
    |---|---|
    | 1 | x |
    <BLANKLINE>
    """
    head = list(rows[0])
    table = [head, *([str(row[key]) for key in head] for row in rows)]
    lines = [f"| {' | '.join(cells)} |" for cells in table]
    return "\n".join([lines[0], f"|{'---|' * len(head)}", *lines[1:]]) + "\n"


def print_table(console: Console, title: str, rows: Sequence[Mapping[str, Any]], notes: Sequence[str] = ()) -> None:
    """Print rows with equal keys as a table, and notes below it.

    Words are never cut: where the terminal has no room for the columns, each row is a list of its own."""
    cells = [{key: cell(value) for key, value in row.items()} for row in rows]
    # An interval stands beside its value, or below it where that takes too much room.
    below = [{key: value.replace(" [", "\n[") for key, value in row.items()} for row in cells]
    console.print(Text(title, style="italic"), overflow="fold")
    widest = {key: _widths(key, cells)[1] for key in cells[0]}
    if _total(widest) <= console.width:
        console.print(_table(cells, _widened(widest, {key: cell_len(key) for key in widest}, console.width)))
    elif _total(least := {key: _widths(key, below)[0] for key in cells[0]}) <= console.width:
        wanted = {key: _widths(key, below)[1] for key in least}
        console.print(_table(below, _widened(least, wanted, console.width)))
    else:
        _print_lists(console, cells)
    for note in notes:
        console.print(note, highlight=False, markup=False, style="dim")
    console.print()


def cell(value: Any) -> str:
    """A value as it is read in a table.

    Examples:
        >>> [cell(value) for value in (0.12345, 3, True, None, {}, {"backend": "pybullet"}, (1, 2))]
        ['0.123', '3', 'yes', '-', 'none', 'backend=pybullet', '1, 2']
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key}={cell(one)}" for key, one in value.items()) or "none"
    if isinstance(value, list | tuple):
        return ", ".join(map(cell, value)) or "none"
    return str(value)


def _widths(key: str, rows: Sequence[Mapping[str, str]]) -> tuple[int, int]:
    """Least and most characters of a column: of its longest word, of which an interval is one, and of its longest line.

    A heading may always be broken between words."""
    lines = [line for row in rows for line in row[key].splitlines()]
    words = key.split() + [word for line in lines for word in ([line] if line.startswith("[") else line.split())]
    least = max(map(cell_len, words), default=0)
    return least, max([least, *map(cell_len, lines)])


def _total(widths: Mapping[str, int]) -> int:
    return sum(widths.values()) + GAP * (len(widths) - 1)


def _widened(widths: Mapping[str, int], wanted: Mapping[str, int], room: int) -> dict[str, int]:
    """Widths that come nearer to the wanted ones, as far as there is room; those that lack little come first."""
    out, spare = dict(widths), room - _total(widths)
    for key in sorted(out, key=lambda key: wanted[key] - out[key]):
        more = min(max(wanted[key] - out[key], 0), spare)
        out[key], spare = out[key] + more, spare - more
    return out


def _table(rows: Sequence[Mapping[str, str]], widths: Mapping[str, int]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for number, (key, width) in enumerate(widths.items()):
        numbers = number > 0 and all(row[key][:1].isdigit() or row[key][:1] in ("", "-") for row in rows)
        table.add_column(Text(key), overflow="fold", justify="right" if numbers else "left", width=width)
    for row in rows:
        table.add_row(*map(Text, row.values()))
    return table


def _print_lists(console: Console, rows: Sequence[Mapping[str, str]]) -> None:
    for row in rows:
        (head, first), *others = row.items()
        console.print(Text(f"\n{head}: {first}".replace("\n: ", "\n"), style="bold"), overflow="fold")
        for key, value in others:
            console.print(Text(f"  {key}: {value}" if key else f"  {value}"), overflow="fold")
