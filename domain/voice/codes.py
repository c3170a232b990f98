"""One-time codes as people say them: figures, or words of any installed language (VOI-4)."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass

CODE_DIGITS = 6

LONGEST_SAID = 200
"""Characters that are read: six digits with some words around them."""

_TOKEN = re.compile(r"[a-z]+|[0-9]|[^\W\d_]|.", re.DOTALL)
"""A word of Latin letters, else one character: only such words are told apart by blanks."""


@dataclass(frozen=True)
class CodeReader:
    """Reads codes and refusals.

    Attributes:
        digits: word, in lower case, to its digit; homophones among them.
        refusals: what people say who do not want it, in lower case.
    """

    digits: Mapping[str, int]
    refusals: Collection[str]

    def code(self, said: str) -> str | None:
        """Return the six digits that were said; None: more, fewer, or none."""
        tokens = _TOKEN.findall(_plain(said))
        found = [self._digit(each) for each in tokens]
        digits = "".join(each for each in found if each)
        return digits if len(digits) == CODE_DIGITS else None

    def refuses(self, said: str) -> bool:
        """Say whether somebody does not want it; a sentence with a digit is a code."""
        plain = _plain(said)
        if any(map(self._digit, _TOKEN.findall(plain))):
            return False
        words = {*re.findall(r"[a-z']+", plain), "".join(plain.split()).strip(".!?\u3002")}
        return any(
            each in words or (not each.isascii() and each in plain) for each in self.refusals
        )

    def _digit(self, token: str) -> str:
        if token.isascii() and token.isdigit():
            return token
        digit = self.digits.get(token)
        return "" if digit is None else str(digit)


def _plain(said: str) -> str:
    return unicodedata.normalize("NFKC", said[:LONGEST_SAID]).lower()
