"""A run's log, `metrics.csv`: a row for each evaluation, with scores on validation problems and mean losses."""

import csv
import io
import math
from pathlib import Path

METRICS = "metrics.csv"
Row = dict[str, float]


def log_bytes(rows: list[Row]) -> bytes:
    """The content of the file."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def read_log(path: Path) -> list[Row]:
    """The rows of a log. Raises ValueError, in one line that names file and line, for one that is damaged."""
    rows: list[Row] = []
    try:
        with path.open(newline="", encoding="utf-8") as file:
            for cells in csv.DictReader(file, restkey="more"):
                row = {name: float(cell) for name, cell in cells.items() if cell != ""}
                if not all(map(math.isfinite, row.values())) or row["steps"] < 0:
                    raise ValueError("a number that is none")
                rows.append(row)
    except (OSError, ValueError, KeyError, TypeError, csv.Error) as error:
        raise ValueError(f"{path}: damaged in line {len(rows) + 2} ({str(error)[:100]})") from error
    return rows
