"""Tells a person how far things are: colours on a terminal, plain lines anywhere else."""

from collections.abc import Sequence
from typing import TextIO

from rich.console import Console
from rich.text import Text


class Show:
    """Writes progress, one line per thing."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._console = Console(file=stream, soft_wrap=True, highlight=False, markup=False)

    def say(self, text: str) -> None:
        """Write a line."""
        self._console.print(text)

    def done(self, name: str, detail: str = "") -> None:
        """Write that something is ready."""
        self._line("✓", "green", name, detail)

    def trouble(self, name: str, detail: str) -> None:
        """Write that something went wrong; the detail may have several lines."""
        self._line("!", "bold red", name, detail)

    def table(self, title: str, rows: Sequence[tuple[str, str, str]]) -> None:
        """Write rows of name, address and hint, aligned."""
        self._console.print()
        self._console.print(Text(title, style="bold"))
        widths = [max((len(row[column]) for row in rows), default=0) for column in (0, 1)]
        for name, address, hint in rows:
            self._console.print(
                f"  {name.ljust(widths[0])}  {address.ljust(widths[1])}  {hint}".rstrip()
            )
        self._console.print()

    def _line(self, mark: str, style: str, name: str, detail: str) -> None:
        self._console.print(Text.assemble((mark, style), f" {name}  ", detail))
