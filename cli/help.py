"""The help of a command in somebody's language, from `locales/*/help.toml`.

One file is read and nothing is rendered, so that help needs neither catalogues nor, for lists of
commands, the commands themselves.
"""

import inspect
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import locales
from domain.common.readers import Language

FILE = "help.toml"
OPTION = "option."
"""What an option's or argument's `help` begins with; the rest is its name in the file."""

WIDTH = 80
_COLUMN = 30
_EXAMPLE = "Example:"
_PIECES = re.compile(
    r"\s+|[^\s\u2e80-\uffef]+[\uff0c\uff1b\u3002\uff1a\u3001]?|.[\uff0c\uff1b\u3002\uff1a\u3001]?"
)
"""What a line may be broken between: Latin words, and each character of other scripts."""

_EXTRAS = re.compile(r"\[([^\[\]]*(?:\[[^\]]*\][^\[\]]*)*)\]$")

Tongue = Callable[[], Language]
"""Says in which language help is shown."""


@dataclass(frozen=True)
class HelpTexts:
    """The help of all commands in one language.

    Attributes:
        words: headings and marks.
        commands: what each command and group does, by the words that call it.
        options: what options and arguments mean, by the names that commands give them.
    """

    words: Mapping[str, str]
    commands: Mapping[str, str]
    options: Mapping[str, str]


@cache
def help_texts(language: Language, folder: Path = locales.HERE) -> HelpTexts:
    """Return the help in a language, else in the one that it falls back to, else in English."""
    found: dict[str, Mapping[str, str]] = {"words": {}, "commands": {}, "options": {}}
    for tag in _fallbacks(language, folder):
        file = folder / tag / FILE
        if file.is_file():
            texts = tomllib.loads(file.read_text(encoding="utf-8"))
            found = {part: {**texts[part], **known} for part, known in found.items()}
    return HelpTexts(**found)


def _fallbacks(language: Language, folder: Path) -> Iterator[str]:
    tag, seen = str(language), set[str]()
    while tag and tag not in seen:
        yield tag
        seen.add(tag)
        described = folder / tag / locales.DESCRIPTION
        known = tomllib.loads(described.read_text(encoding="utf-8")) if described.is_file() else {}
        tag = known.get("fallback", "")
    if Language.ENGLISH not in seen:
        yield Language.ENGLISH


def page(command: Any, ctx: Any, language: Language) -> str:  # noqa: ANN401 - typer's own
    """Return the help of a command or group: usage, what it does, an example, what it takes."""
    texts = help_texts(language)
    usage = " ".join([ctx.command_path, *command.collect_usage_pieces(ctx)])
    parts = [texts.words["usage"] + usage]
    said = texts.commands.get(called(ctx))
    written = inspect.cleandoc(command.help or "")
    parts += ["\n".join(_wrapped(each, WIDTH)) for each in (said or _prose(written)).split("\n\n")]
    if example := _example(written):
        parts.append(texts.words["example"] + example)
    rows = [(each.param_type_name, *_row(each, ctx, texts)) for each in command.get_params(ctx)]
    for heading, kind in (("arguments", "argument"), ("options", "option")):
        parts += _table(texts.words[heading], [row[1:] for row in rows if row[0] == kind])
    parts += _table(texts.words["commands"], list(_commands(command, ctx, texts)))
    return "\n\n".join(filter(None, parts))


def called(ctx: Any) -> str:  # noqa: ANN401 - typer's own
    """Return the words that call a command, without the program's own."""
    names: list[str] = []
    while ctx.parent is not None:
        names.append(ctx.info_name)
        ctx = ctx.parent
    return " ".join(reversed(names))


def _prose(text: str) -> str:
    return "\n\n".join(each for each in text.split("\n\n") if not each.startswith(_EXAMPLE))


def _example(text: str) -> str:
    found = (each for each in text.split("\n\n") if each.startswith(_EXAMPLE))
    return next(found, "").removeprefix(_EXAMPLE).strip()


def _commands(command: Any, ctx: Any, texts: HelpTexts) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    for name in getattr(command, "commands", ()):
        path = f"{called(ctx)} {name}".strip()
        said = texts.commands.get(path) or command.commands[name].get_short_help_str()
        yield name, said.partition("\n\n")[0]


def _row(param: Any, ctx: Any, texts: HelpTexts) -> tuple[str, str]:  # noqa: ANN401 - typer's own
    name, text = param.get_help_record(ctx)
    written = param.help or ""
    known = texts.options.get(written.removeprefix(OPTION), written)
    if name.endswith("--help"):
        known = texts.options["help"]
    extras = _EXTRAS.search(text.removeprefix(written))
    if extras is None:
        return name, known
    marks = (_mark(each, texts.words) for each in extras[1].split("; "))
    return name, f"{known}  [{'; '.join(marks)}]"


def _mark(mark: str, words: Mapping[str, str]) -> str:
    if mark == "required":
        return words["required"]
    return mark.replace("default: ", f"{words['default']}: ", 1)


def _table(heading: str, rows: Sequence[tuple[str, str]]) -> list[str]:
    if not rows:
        return []
    column = min(max(map(_columns, (name for name, _ in rows))), _COLUMN) + 4
    lines = [heading]
    for name, text in rows:
        wrapped = _wrapped(text, WIDTH - column)
        if _columns(name) + 4 > column:
            lines.append(f"  {name}")
        else:
            lines.append(f"  {name}".ljust(column) + (wrapped.pop(0) if wrapped else ""))
        lines += [" " * column + each for each in wrapped]
    return ["\n".join(line.rstrip() for line in lines)]


def _wrapped(text: str, width: int) -> list[str]:
    lines, line = [], ""
    for piece in _PIECES.findall(" ".join(text.split(" "))):
        if line and _columns(line + piece) > width and not piece.isspace():
            lines.append(line.rstrip())
            line = ""
        line += piece if line or not piece.isspace() else ""
    return [*lines, line.rstrip()] if line.strip() else lines


def _columns(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(2 if east_asian_width(each) in "WF" else 1 for each in text)
