"""The words and signs of a search condition."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from sandbox.tencent.cls.words import MANY, ONE
from sandbox.tencent.errors import syntax_error

_SIGNS = "()[]{}:"
_QUOTES = "\"'"
_COMPARISONS = "<>="
_ENDS_A_WORD = _SIGNS + '"' + _COMPARISONS + "|"


class Kind(Enum):
    """What a token is."""

    WORD = auto()
    PHRASE = auto()
    SIGN = auto()
    COMPARISON = auto()
    END = auto()


@dataclass(frozen=True)
class Token:
    """One token. `text` has wildcards marked and escapes resolved; `escaped`: there were some."""

    kind: Kind
    text: str
    escaped: bool = False

    def is_sign(self, sign: str) -> bool:
        """Say whether this is that sign."""
        return self.kind is Kind.SIGN and self.text == sign


def split_query(query: str) -> tuple[str, str | None]:
    """Return the search condition and the SQL behind the first unquoted `|`, if there is one.

    Raises:
        ApiError: a quote is not closed, a backslash ends the query.
    """
    scanner = _Scanner(query)
    for _ in scanner.tokens():
        pass
    if scanner.position >= len(query):
        return query, None
    return query[: scanner.position], query[scanner.position + 1 :]


def tokens_of(condition: str) -> list[Token]:
    """Return the tokens of a search condition, the last one being END.

    Raises:
        ApiError: a quote is not closed, a backslash ends the query.
    """
    return [*_Scanner(condition).tokens(), Token(Kind.END, "")]


class _Scanner:
    def __init__(self, text: str) -> None:
        if MANY in text or ONE in text:
            raise syntax_error("it holds a character that is reserved.")
        self._text = text
        self.position = 0

    def tokens(self) -> Iterator[Token]:
        while self.position < len(self._text):
            sign = self._text[self.position]
            if sign == "|":
                return
            if sign.isspace():
                self.position += 1
            elif sign in _SIGNS:
                self.position += 1
                yield Token(Kind.SIGN, sign)
            elif sign in _COMPARISONS:
                yield self._comparison()
            elif sign in _QUOTES:
                yield self._phrase(sign)
            else:
                yield self._word()

    def _comparison(self) -> Token:
        start = self.position
        while self.position < len(self._text) and self._text[self.position] in _COMPARISONS:
            self.position += 1
        return Token(Kind.COMPARISON, self._text[start : self.position])

    def _phrase(self, quote: str) -> Token:
        self.position += 1
        parts: list[str] = []
        while self.position < len(self._text):
            if self._text[self.position] == quote:
                self.position += 1
                return Token(Kind.PHRASE, "".join(parts))
            parts.append(self._character())
        raise syntax_error(f"the quote {quote} is not closed.")

    def _word(self) -> Token:
        start = self.position
        parts: list[str] = []
        while self.position < len(self._text):
            sign = self._text[self.position]
            if sign == '"':
                raise syntax_error("a quote stands in the middle of a word; put a space before it.")
            if sign.isspace() or sign in _ENDS_A_WORD:
                break
            parts.append(self._character())
        text = "".join(parts)
        return Token(Kind.WORD, text, escaped="\\" in self._text[start : self.position])

    def _character(self) -> str:
        sign = self._text[self.position]
        self.position += 1
        if sign == "*":
            return MANY
        if sign == "?":
            return ONE
        if sign != "\\":
            return sign
        if self.position == len(self._text):
            raise syntax_error("a backslash stands at the end.")
        self.position += 1
        return self._text[self.position - 1]
