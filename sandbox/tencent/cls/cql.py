"""The parser of search conditions: CQL, and the part of Lucene that means the same.

Grammar, loosest first: words beside each other or `OR`, `AND`, `NOT`, then parentheses, `key:…`,
`key>…`, words and phrases. What is outside of it, or means different things in the two languages,
is a syntax error; so is nesting beyond `MAX_DEPTH`.
"""

import math
from collections.abc import Callable
from enum import IntEnum

from sandbox.tencent.cls.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Empty,
    Everything,
    Exists,
    Not,
    Operator,
    Term,
)
from sandbox.tencent.cls.tokens import Kind, Token, tokens_of
from sandbox.tencent.cls.words import MANY, ONE
from sandbox.tencent.errors import syntax_error

# Deep enough for any query a person writes, far from Python's recursion limit.
MAX_DEPTH = 50
_JOINING = frozenset({"AND", "OR", "NOT"})


class Syntax(IntEnum):
    """The two languages, with the vendor's numbers."""

    LUCENE = 0
    CQL = 1


def parse(condition: str, syntax: Syntax = Syntax.CQL) -> Condition:
    """Return the tree of a search condition; nothing and `*` mean every line.

    Raises:
        ApiError: `FailedOperation.SyntaxError`, it cannot be read or not be answered truthfully.
    """
    tokens = tokens_of(condition)
    if len(tokens) == 1 or (len(tokens) == 2 and tokens[0] == Token(Kind.WORD, MANY)):
        return Everything()
    return _Parser(tokens, syntax).whole()


class _Parser:
    def __init__(self, tokens: list[Token], syntax: Syntax) -> None:
        self._tokens = tokens
        self._syntax = syntax
        self._position = 0
        self._depth = 0

    def whole(self) -> Condition:
        tree = self._any_of(None)
        if self._next.kind is not Kind.END:
            raise syntax_error(f"`{self._next.text}` stands where nothing is expected.")
        return tree

    @property
    def _next(self) -> Token:
        return self._tokens[self._position]

    def _take(self) -> Token:
        token = self._next
        self._position += 1
        return token

    def _joins(self, token: Token) -> str | None:
        """Return AND, OR or NOT when the token is one; Lucene knows them in capitals only."""
        if token.kind is not Kind.WORD or token.escaped:
            return None
        word = token.text.upper() if self._syntax is Syntax.CQL else token.text
        return word if word in _JOINING else None

    def _any_of(self, key: str | None) -> Condition:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise syntax_error(f"it is nested more than {MAX_DEPTH} levels deep.")
        parts = [self._all_of(key)]
        while not self._at_end():
            if self._joins(self._next) == "OR":
                self._take()
            elif self._joins(self._next) == "NOT":
                raise syntax_error("write `AND NOT` or `OR NOT`; a bare `NOT` could mean either.")
            elif self._syntax is Syntax.LUCENE:
                raise syntax_error("write AND or OR between words; Lucene's default is not served.")
            parts.append(self._all_of(key))
        self._depth -= 1
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def _at_end(self) -> bool:
        return self._next.kind is Kind.END or self._next.is_sign(")")

    def _all_of(self, key: str | None) -> Condition:
        parts = [self._negated(key)]
        while self._joins(self._next) == "AND":
            self._take()
            parts.append(self._negated(key))
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def _negated(self, key: str | None) -> Condition:
        negations = 0
        while self._joins(self._next) == "NOT":
            self._take()
            negations += 1
        inner = self._primary(key)
        return Not(inner) if negations % 2 else inner

    def _primary(self, key: str | None) -> Condition:
        if self._next.is_sign("("):
            return self._parenthesised(lambda: self._any_of(key))
        if key is not None:
            return self._value(key)
        token = self._take()
        if token.kind is Kind.WORD and not self._joins(token):
            if self._next.is_sign(":"):
                self._take()
                return self._field(token.text)
            if self._next.kind is Kind.COMPARISON:
                return self._comparison(token.text)
            return _term(None, token, self._syntax)
        if token.kind is Kind.PHRASE:
            return _term(None, token, self._syntax)
        raise syntax_error(_unexpected(token))

    def _parenthesised(self, content: Callable[[], Condition]) -> Condition:
        self._take()
        inner = content()
        if not self._next.is_sign(")"):
            raise syntax_error("a parenthesis is not closed.")
        self._take()
        return inner

    def _field(self, key: str) -> Condition:
        if not key or MANY in key or ONE in key:
            raise syntax_error("a field name cannot have wildcards.")
        if self._next.is_sign("("):
            return self._parenthesised(lambda: self._any_of(key))
        return self._value(key)

    def _value(self, key: str) -> Condition:
        if self._next.kind is Kind.COMPARISON:
            return self._comparison(key)
        if self._syntax is Syntax.LUCENE and (self._next.is_sign("[") or self._next.is_sign("{")):
            return self._range(key)
        token = self._take()
        if token.kind is Kind.PHRASE and not token.text:
            return Empty(key)
        if token.kind is Kind.WORD and token.text == MANY:
            return Exists(key)
        if token.kind is Kind.PHRASE or (token.kind is Kind.WORD and not self._joins(token)):
            return _term(key, token, self._syntax)
        raise syntax_error(_unexpected(token))

    def _comparison(self, key: str) -> Condition:
        sign = self._take().text
        if sign not in list(Operator):
            raise syntax_error(f"`{sign}` is not a comparison.")
        return Compare(key, Operator(sign), self._number())

    def _number(self) -> float:
        token = self._take()
        try:
            number = float(token.text) if token.kind is Kind.WORD else math.nan
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise syntax_error(f"`{token.text}` is compared like a number but is none.")
        return number

    def _range(self, key: str) -> Condition:
        above = Operator.AT_LEAST if self._take().text == "[" else Operator.GREATER
        low = self._bound()
        if self._take() != Token(Kind.WORD, "TO"):
            raise syntax_error("a range is written `[low TO high]`.")
        high = self._bound()
        closing = self._take()
        if not (closing.is_sign("]") or closing.is_sign("}")):
            raise syntax_error("a range is not closed.")
        below = Operator.AT_MOST if closing.is_sign("]") else Operator.LESS
        bounds = ((above, low), (below, high))
        parts = tuple(Compare(key, sign, at) for sign, at in bounds if at is not None)
        return AllOf(parts) if parts else Exists(key)

    def _bound(self) -> float | None:
        if self._next == Token(Kind.WORD, MANY):
            self._take()
            return None
        return self._number()


def _term(key: str | None, token: Token, syntax: Syntax) -> Term:
    text = token.text
    if not text:
        raise syntax_error("an empty phrase finds nothing.")
    if token.kind is Kind.WORD:
        _refuse_foreign_signs(text, token, syntax)
    return Term(key, text, phrase=token.kind is Kind.PHRASE)


def _refuse_foreign_signs(text: str, token: Token, syntax: Syntax) -> None:
    """Refuse signs that one of the languages reads as an operator and the other as text."""
    if token.escaped:
        return
    if text[0] in "!+" or text == "&&" or (text[0] == "-" and not text[1:2].isdigit()):
        raise syntax_error(f"`{text}`: write AND, OR and NOT in words.")
    if syntax is Syntax.LUCENE and (text[0] in "-/" or "~" in text or "^" in text):
        raise syntax_error(
            f"`{text}`: this part of Lucene is not served; quote it to take it as is."
        )


def _unexpected(token: Token) -> str:
    if token.kind is Kind.END:
        return "it ends where a word is expected."
    return f"`{token.text}` stands where a word is expected."
