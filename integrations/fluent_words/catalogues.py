"""The entries of each language, cut out of their files at the start and parsed when first used.

Parsing 1,500 entries takes 0.2 s, which a command of the terminal must not wait for; cutting them
takes 5 ms.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from fluent.runtime import FluentBundle
from fluent.runtime.resolver import Message as Resolved
from fluent.syntax import FluentParser
from fluent.syntax.ast import Junk
from fluent.syntax.ast import Message as Entry

import locales
from domain.common.errors import Misconfigured
from domain.common.readers import Language
from integrations.fluent_words.language_data import Writing, read_writing

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


def read_catalogues(folder: Traversable | None = None) -> Catalogues:
    """Return the catalogues in a folder, ours unless told otherwise.

    Raises:
        Misconfigured: a language has no files, two entries of one name, or no `language.toml`.
    """
    root = folder or files(locales)
    sources = {language: _entries(root / language.value) for language in Language}
    bundles = {language: Bundle(language.value, sources[language]) for language in Language}
    writing = {language: read_writing(root / language.value, language) for language in Language}
    return Catalogues(bundles, sources, writing)


def _entries(folder: Traversable) -> dict[str, str]:
    if not folder.is_dir():
        raise Misconfigured(f"There are no words in {folder.name}: its folder is missing.")
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
