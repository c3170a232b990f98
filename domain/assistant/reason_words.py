"""Says the reasons of conversations, and reads recorded ones in the person's language (MCC-4).

A sentence that is not known here is somebody else's, such as a tool's, and stays as it is. A fact
is never read as a template.
"""

import re
from collections.abc import Mapping
from functools import cache

from domain.assistant.reasons import SENTENCES, Reason
from domain.common.readers import Language
from domain.plugins.fault_words import PLUGIN_FAULTS

_LONGEST = 1_500
"""Characters of a reason, which may hold others' words; what is longer is none of ours."""

_SENTENCES = frozenset({"away", "fault", "rule"})
"""Facts that are sentences themselves, and read as such."""

_ROWS = (*SENTENCES.values(), *PLUGIN_FAULTS)


def recorded(reason: Reason, **facts: object) -> str:
    """Return a reason as it is recorded: in English, with its facts."""
    return SENTENCES[reason][0].format_map(facts)


def is_known(sentence: str) -> bool:
    """Say whether a sentence is one of ours."""
    return _chinese(sentence) is not None


def in_words(sentence: str, language: Language) -> str:
    """Return a recorded sentence in this language; what is not ours, as it is."""
    known = _chinese(sentence) if language is Language.CHINESE else None
    return sentence if known is None else known


def _chinese(sentence: str) -> str | None:
    if len(sentence) > _LONGEST:
        return None
    for english, chinese in _ROWS:
        found = _pattern(english).fullmatch(sentence)
        if found is not None:
            return chinese.format_map(_facts(found.groupdict()))
    return None


def _facts(found: Mapping[str, str]) -> dict[str, str]:
    """Return facts; the sentences among them are shorter than what they stand in."""
    return {
        name: _chinese(value) or value if name in _SENTENCES else value
        for name, value in found.items()
    }


@cache
def _pattern(template: str) -> re.Pattern[str]:
    """Return what finds a recorded sentence and its facts."""
    parts = re.split(r"\{(\w+)\}", template)
    return re.compile(
        "".join(
            f"(?P<{part}>.+?)" if number % 2 else re.escape(part)
            for number, part in enumerate(parts)
        ),
        re.DOTALL,
    )
