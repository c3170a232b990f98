"""What every bench prints: a table for people, or one line of JSON, and nothing else."""

import json
import os
import sys
from collections.abc import Mapping, Sequence


def keep_output_clean() -> None:
    """Send what child processes print to standard error, so that ours is alone on standard output.

    The Temporal server prints a banner on the output it inherits.
    """
    sys.stdout.flush()
    ours = os.dup(1)
    os.dup2(2, 1)
    sys.stdout = os.fdopen(ours, "w", encoding="utf-8", buffering=1)


def print_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table: the first column to the left, numbers to the right."""
    lines = [heads, *rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(heads))]
    for line in lines:
        first = line[0].ljust(widths[0])
        others = [cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)]
        print("  ".join([first, *others]))


def print_json(figures: Mapping[str, object]) -> None:
    """Print one line."""
    print(json.dumps(figures, ensure_ascii=False))


def leave(code: int) -> None:
    """End now: Temporal's threads can crash or hang an interpreter that winds down by itself."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
