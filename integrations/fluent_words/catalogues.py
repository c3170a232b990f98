"""The entries of each language, cut out of their files at the start and parsed when first used.

Parsing 1,500 entries takes 0.2 s, which a command of the terminal must not wait for; cutting them
takes 5 ms.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from fluent.runtime import FluentBundle
from fluent.runtime.resolver import Message as Resolved
from fluent.syntax import FluentParser
from fluent.syntax.ast import Junk
from fluent.syntax.ast import Message as Entry

import locales
from domain.common.errors import Misconfigured
from domain.common.readers import NOBODY_KNOWN, Language, nearest
from integrations.fluent_words.language_data import Writing, read_writings

_ENTRY = re.compile(r"^(?=[a-z][\w-]*[ ]*=)", re.MULTILINE)
_NAME = re.compile(r"[a-z][\w-]*")
_COMMENT = re.compile(r"^#.*\n?", re.MULTILINE)


class Bundle(FluentBundle):
    """One language; an entry is parsed when it is first looked for."""

    def __init__(self, language: str, sources: Mapping[str, str]) -> None:
        # Marks around each argument would be read out, or shown, by some channels.
        super().__init__([language], use_isolating=False)
        self._sources = sources
        self._parser = FluentParser(with_spans=False)

    def has_message(self, message_id: str) -> bool:
        """Say whether there is an entry of this name."""
        return message_id in self._sources

    def _lookup(
        self,
        entry_id: str,
        term: bool = False,  # noqa: FBT001, FBT002  # theirs
    ) -> Resolved:
        if entry_id not in self._messages and entry_id in self._sources:
            entry = self._parser.parse_entry(self._sources[entry_id])
            if not isinstance(entry, Entry):
                raise Misconfigured(f"The words for {entry_id} cannot be read: {_why(entry)}")
            self._messages[entry_id] = entry
        return super()._lookup(entry_id, term)


@dataclass(frozen=True)
class Catalogues:
    """Every language.

    Attributes:
        bundles: by language.
        sources: the text of each entry, by language and entry.
        writing: how each language is written.
    """

    bundles: Mapping[Language, Bundle]
    sources: Mapping[Language, Mapping[str, str]]
    writing: Mapping[Language, Writing]

    @cached_property
    def _orders(self) -> Mapping[Language, tuple[Language, ...]]:
        return {each: self._order(each) for each in self.writing}

    def order(self, language: Language) -> tuple[Language, ...]:
        """Return the languages in which an entry is looked for.

        First the reader's, or the nearest one to it, then those that it falls back to, then those
        that lack nothing.
        """
        if language not in self._orders:
            language = nearest(language, self.writing) or NOBODY_KNOWN
        return self._orders[language]

    def _order(self, language: Language) -> tuple[Language, ...]:
        found: dict[Language, None] = {}
        own = str(language)
        while own and own not in found:
            found[Language(own)] = None
            own = self.writing[Language(own)].fallback
        whole = (each for each, writing in self.writing.items() if not writing.fallback)
        return tuple(found | dict.fromkeys(whole))


def read_catalogues(folder: Path = locales.HERE) -> Catalogues:
    """Return the catalogues in a folder, ours unless told otherwise.

    Raises:
        Misconfigured: a language has two entries of one name, or its `language.toml` cannot be
            used.
    """
    writing = read_writings(folder)
    sources = {language: _entries(folder / language) for language in writing}
    bundles = {language: Bundle(language, sources[language]) for language in writing}
    return Catalogues(bundles, sources, writing)


def _entries(folder: Path) -> dict[str, str]:
    entries: dict[str, str] = {}
    for path in sorted(folder.iterdir(), key=lambda each: each.name):
        if not path.name.endswith(".ftl"):
            continue
        for text in _ENTRY.split(_COMMENT.sub("", path.read_text(encoding="utf-8"))):
            found = _NAME.match(text)
            if found is None:
                continue
            if found[0] in entries:
                raise Misconfigured(f"{path.name} of {folder.name} has {found[0]} once more.")
            entries[found[0]] = text
    return entries


def _why(entry: object) -> str:
    notes = entry.annotations if isinstance(entry, Junk) else []
    return "; ".join(str(each.message) for each in notes) or "it is no entry"
