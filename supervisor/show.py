"""Tells a person how far things are: colours on a terminal, plain lines anywhere else."""

from collections.abc import Sequence
from typing import TextIO

from rich.console import Console
from rich.text import Text

from supervisor.parts import Address


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

    def table(self, title: str, addresses: Sequence[Address]) -> None:
        """Write where to look, aligned."""
        self._console.print()
        self._console.print(Text(title, style="bold"))
        label = max((len(each.label) for each in addresses), default=0)
        url = max((len(each.url) for each in addresses), default=0)
        for each in addresses:
            line = f"  {each.label.ljust(label)}  {each.url.ljust(url)}  {each.hint}"
            self._console.print(line.rstrip())
        self._console.print()

    def _line(self, mark: str, style: str, name: str, detail: str) -> None:
        self._console.print(Text.assemble((mark, style), f" {name}  ", detail))
