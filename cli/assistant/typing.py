"""What a person says to `zhiban chat`: typed, from a pipe, or by Ctrl-C (MCC-4)."""

import sys
from enum import Enum, auto
from io import TextIOWrapper

import typer

from application.common.wording import Localizer
from cli.output import note
from domain.common.messages import message

MOST_PIPED = 100_000
"""Characters; more than may be said, however much white space stands around it. A pipe that never
ends, as that of `yes`, is not waited for."""


class Word(Enum):
    """What a person says to a question."""

    YES = auto()
    NO = auto()
    STOP = auto()
    NONE = auto()


def read_pipe() -> str:
    """Return what a pipe brings, or as much of it as shows that it is too much."""
    if sys.stdin is None:
        return ""
    take_any_bytes()
    return sys.stdin.read(MOST_PIPED)


def take_any_bytes() -> None:
    """Read bytes that are no text as what is refused by name, not as an error of ours."""
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="surrogateescape")


def read_line() -> str | None:
    """Return what the person types; None when they leave (Ctrl-D)."""
    try:
        return str(typer.prompt("", prompt_suffix="> ", default="", show_default=False, err=True))
    except typer.Abort as abort:
        note("")
        return "" if _was_ctrl_c(abort) else None


def read_word(reader: Localizer) -> Word:
    """Return what the person says to a question."""
    try:
        agreed = typer.confirm(reader.text(message("talk.agree")), default=False, err=True)
    except typer.Abort as abort:
        note("")
        return Word.STOP if _was_ctrl_c(abort) else Word.NONE
    return Word.YES if agreed else Word.NO


def _was_ctrl_c(abort: typer.Abort) -> bool:
    """Say which of the two it was that typer makes one error of."""
    return isinstance(abort.__context__, KeyboardInterrupt)
