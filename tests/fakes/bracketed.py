"""A pseudo-language that brackets every entry, so that what no catalogue says stands out."""

import re
import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from fluent.syntax import FluentParser, FluentSerializer
from fluent.syntax.ast import Message, Pattern, TextElement

import locales
from domain.common.readers import Language
from integrations.fluent_words import FluentRenderer, read_words

BRACKETED = Language("en-XA")
"""The tag that is usual for pseudo-languages."""

_DESCRIPTION = """\
name = "⟦English⟧"
english_name = "Bracketed"
fallback = "en-US"
quotes = "“”"
clauses = "; "
blanks_beside_latin = false
"""
_INNERMOST = re.compile(r"⟦[^⟦⟧]*⟧")
_QUOTED = re.compile(r"“[^”]*”")
_WORDS = re.compile(r"[A-Za-z]{2,}(?:[,;:]? [A-Za-z]{2,})+")


@cache
def bracketed() -> FluentRenderer:
    """Return the words of the shipped languages and of the bracketed one."""
    with TemporaryDirectory() as name:
        folder = Path(name) / "locales"
        shutil.copytree(locales.HERE, folder)
        (folder / BRACKETED).mkdir()
        (folder / BRACKETED / locales.DESCRIPTION).write_text(_DESCRIPTION)
        for path in (folder / Language.ENGLISH).glob("*.ftl"):
            (folder / BRACKETED / path.name).write_text(_within_brackets(path.read_text()))
        return read_words(folder)


def bare_words(text: str) -> list[str]:
    """Return what reads like words of ours outside brackets: two Latin words or more in a row.

    What stands in quotes is somebody else's; one word alone is taken for a name or a code.
    """
    left = text
    while (fewer := _INNERMOST.sub(" | ", left)) != left:
        left = fewer
    return _WORDS.findall(_QUOTED.sub(" | ", left))


def _within_brackets(text: str) -> str:
    resource = FluentParser(with_spans=False).parse(text)
    for entry in resource.body:
        if isinstance(entry, Message) and entry.value is not None:
            elements = [TextElement("⟦"), *entry.value.elements, TextElement("⟧")]
            entry.value = Pattern(elements)
    return FluentSerializer().serialize(resource)
