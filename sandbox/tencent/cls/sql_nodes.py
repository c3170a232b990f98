"""Cut SQL into words and signs, with parentheses as nested groups."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias

from sandbox.tencent.errors import syntax_error

MAX_DEPTH = 50

_TOKEN = re.compile(
    r"""\s+
    | (?P<text>'(?:[^']|'')*')
    | (?P<quoted>"(?:[^"]|"")+")
    | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.]))
    | (?P<word>[^\W\d][\w]*(?:\.[^\W\d]\w*)*)
    | (?P<sign><>|!=|<=|>=|\|\||[-+*/%=<>(),])
    """,
    re.VERBOSE,
)


class Kind(Enum):
    """What an atom is."""

    TEXT = auto()
    QUOTED = auto()
    NUMBER = auto()
    WORD = auto()
    SIGN = auto()


@dataclass(frozen=True)
class Atom:
    """A word, name, number, text or sign, as it was written."""

    kind: Kind
    text: str

    @property
    def word(self) -> str:
        """The word in capitals, or nothing if this is not an unquoted word."""
        return self.text.upper() if self.kind is Kind.WORD else ""

    @property
    def name(self) -> str:
        """The name that this atom spells when it is used as one."""
        if self.kind is Kind.QUOTED:
            return self.text[1:-1].replace('""', '"')
        return self.text

    @property
    def is_name(self) -> bool:
        """Whether this atom can be the name of a column."""
        return self.kind in (Kind.WORD, Kind.QUOTED)


@dataclass(frozen=True)
class Group:
    """What stands between two parentheses."""

    nodes: tuple["Node", ...]

    @property
    def is_select(self) -> bool:
        """Whether this is a query of its own."""
        return bool(self.nodes) and word_of(self.nodes[0]) == "SELECT"


Node: TypeAlias = Atom | Group


def word_of(node: Node | None) -> str:
    """Return the unquoted word of a node, in capitals; nothing for anything else."""
    return node.word if isinstance(node, Atom) else ""


def is_sign(node: Node | None, sign: str) -> bool:
    """Say whether a node is that sign."""
    return isinstance(node, Atom) and node.kind is Kind.SIGN and node.text == sign


def read_nodes(sql: str) -> tuple[Node, ...]:
    """Return the nodes of a statement.

    Raises:
        ApiError: a character or parenthesis is out of place.
    """
    open_groups: list[list[Node]] = [[]]
    for atom in _atoms(sql):
        if is_sign(atom, "("):
            if len(open_groups) > MAX_DEPTH:
                raise syntax_error(f"the SQL is nested more than {MAX_DEPTH} levels deep.")
            open_groups.append([])
        elif is_sign(atom, ")"):
            inner = open_groups.pop()
            if not open_groups:
                raise syntax_error("the SQL closes a parenthesis that was not opened.")
            open_groups[-1].append(Group(tuple(inner)))
        else:
            open_groups[-1].append(atom)
    if len(open_groups) > 1:
        raise syntax_error("the SQL does not close a parenthesis.")
    return tuple(open_groups[0])


def split_at_commas(nodes: Sequence[Node]) -> list[tuple[Node, ...]]:
    """Return the parts between the commas; no part may be empty.

    Raises:
        ApiError: one is.
    """
    parts: list[list[Node]] = [[]]
    for node in nodes:
        if is_sign(node, ","):
            parts.append([])
        else:
            parts[-1].append(node)
    if any(not part for part in parts):
        raise syntax_error("something is missing beside a comma of the SQL.")
    return [tuple(part) for part in parts]


def _atoms(sql: str) -> Iterable[Atom]:
    position = 0
    while position < len(sql):
        match = _TOKEN.match(sql, position)
        if match is None:
            raise syntax_error(f"the SQL cannot be read from `{sql[position : position + 20]}` on.")
        position = match.end()
        if match.lastgroup is not None:
            yield Atom(Kind[match.lastgroup.upper()], match.group())
