"""What is in the repository."""

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def tracked():
    """Files that belong to the project: known to git, or new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


def pages():
    """All Markdown."""
    return [path for path in tracked() if path.suffix == ".md"]


def name_of(path):
    return str(path.relative_to(ROOT))


def statements(tree):
    """Every statement of a module, however deep it stands.

    Whoever looks for functions and imports need not look into expressions, which hold none and are
    nine tenths of a module.
    """
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.stmt):
            yield child
        if not isinstance(child, ast.expr):
            yield from statements(child)


def table_rows(text):
    """The cells of each row of each table in a page, without heads and rules."""
    rows = []
    lines = text.splitlines()
    for number, line in enumerate(lines):
        is_head = number + 1 < len(lines) and re.match(r"\|\s*-", lines[number + 1])
        if line.startswith("|") and not is_head and not re.match(r"\|\s*-", line):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows
