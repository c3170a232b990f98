"""Groups of commands: how each is made, whatever is in it."""

from collections.abc import Callable, Mapping
from typing import Any

import typer

from cli.typed import typed

Commands = Mapping[str, Callable[..., Any]]
"""Commands by the names that people type."""


def group(words: str, commands: Commands) -> typer.Typer:
    """Make a group that shows its help when no command is named; plain text, so that it pipes."""
    made = typer.Typer(
        help=words,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for name, command in commands.items():
        made.command(name)(typed(command))
    return made
