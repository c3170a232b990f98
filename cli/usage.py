"""Wrong usage of a command, told in the terminal's language."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import IO, Any

import typer
from typer._click.exceptions import (
    BadParameter,
    MissingParameter,
    NoArgsIsHelpError,
    NoSuchOption,
    UsageError,
)

import locales
from cli.languages import PARAMETER
from domain.common.messages import Alternatives, Command, Foreign, Message, message

Say = Callable[[Message], str]
"""Puts a message into the words of whoever sits at the terminal."""

MOST_CHOICES = 20

_BOUND = re.compile(r"should be (less|greater) than or equal to (-?[0-9]+(?:\.[0-9]+)?)")


class _Told(UsageError):
    """Wrong usage in somebody's words."""

    def __init__(self, error: UsageError, say: Say) -> None:
        super().__init__(error.message, error.ctx)
        self._error, self._say = error, say

    def show(self, file: IO[Any] | None = None) -> None:
        """Write how the command is used, where its help is, and what is wrong."""
        lines = [self._say(_wrong(self._error))]
        if self.ctx is not None:
            pieces = " ".join(self.ctx.command.collect_usage_pieces(self.ctx))
            usage = Command(f"{self.ctx.command_path} {pieces}")
            asked = Command(f"{self.ctx.command_path} --help")
            lines = [
                self._say(message("usage.line", command=usage)),
                self._say(message("usage.help", command=asked)),
                "",
                *lines,
            ]
        typer.echo("\n".join(lines), file=file, err=file is None)


def told(error: Exception, say: Say) -> Exception | None:
    """Return wrong usage in these words; None when it is none, or is told already."""
    if isinstance(error, (_Told, NoArgsIsHelpError)) or not isinstance(error, UsageError):
        return None
    return _Told(error, say)


def _wrong(error: UsageError) -> Message:
    match error:
        case NoSuchOption():
            near = tuple(map(Command, sorted(error.possibilities or ())[:MOST_CHOICES]))
            option = Command(error.option_name)
            return message(
                "usage.no_option", option=option, near=Alternatives(near) if near else None
            )
        case MissingParameter():
            return message("usage.missing", name=_name(error), choices=_choices(error))
        case BadParameter():
            return _wrong_value(error)
    said = error.message
    if said.startswith("Got unexpected extra argument"):
        return message("usage.extra", arguments=Command(said.partition("(s) (")[2].rstrip(")")))
    if said.startswith("No such command"):
        return message("usage.no_command", command=Command(said.split("'")[1]))
    return message("usage.other", why=Foreign(said))


def _wrong_value(error: BadParameter) -> Message:
    if (rule := _rule(error.message)) is not None:
        return message("usage.rule", name=_name(error), rule=rule)
    choices = _choices(error)
    why = None if choices else Foreign(error.message.removeprefix("Value error, "))
    value = Foreign(error.message.split("'")[1]) if choices and "'" in error.message else None
    return message("usage.value", name=_name(error), value=value, choices=choices, why=why)


def _rule(said: str) -> Message | None:
    """Return the rule of a number that the reading library tells in English; None for others."""
    if "valid integer" in said:
        return message("rule.whole_number")
    if (bound := _BOUND.search(said)) is None:
        return None
    limit = Decimal(bound[2])
    if bound[1] == "less":
        return message("rule.at_most", most=limit)
    return message("rule.at_least", least=limit)


def _name(error: BadParameter) -> Command:
    """Return what a parameter is called: an option as it is typed, an argument by its name."""
    param = error.param
    if param is None:
        return Command(str(error.param_hint or ""))
    return Command(
        " / ".join(param.opts) if param.param_type_name == "option" else param.name or ""
    )


def _choices(error: BadParameter) -> Alternatives | None:
    param, context = error.param, error.ctx
    if param is not None and param.name == PARAMETER:
        return Alternatives(tuple(map(Command, locales.installed())))
    said = param.get_missing_message(ctx=context) if param is not None else None
    if not said or not said.startswith("Choose from:"):
        return None
    found = (each.strip() for each in said.removeprefix("Choose from:").split(","))
    return Alternatives(tuple(map(Command, list(found)[:MOST_CHOICES])))
