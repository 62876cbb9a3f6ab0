"""Tables for terminals and documents, from rows of plain data."""

from collections.abc import Sequence

from rich.table import Table


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


def rich_table(title: str, rows: Sequence[dict]) -> Table:
    """The same for a terminal."""
    table = Table(title=title)
    for key in rows[0]:
        table.add_column(key)
    for row in rows:
        table.add_row(*(str(value) for value in row.values()))
    return table
