"""Translate expressions of the service's SQL: columns, operators and the functions it shares."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sandbox.tencent.cls.sql_nodes import (
    Atom,
    Group,
    Kind,
    Node,
    is_sign,
    split_at_commas,
    word_of,
)
from sandbox.tencent.errors import syntax_error

KEYWORDS = frozenset(
    "AND OR NOT IN LIKE BETWEEN IS NULL CASE WHEN THEN ELSE END TRUE FALSE".split()  # noqa: SIM905 - a list of words
)
# Words that can name neither a column nor an alias unless they are quoted.
RESERVED = KEYWORDS | {"SELECT", "AS", "BY", "DISTINCT", "INTERVAL", "ASC", "DESC"}
AGGREGATES = frozenset(("COUNT", "COUNT_IF", "APPROX_DISTINCT", "SUM", "AVG", "MIN", "MAX"))
# Functions that mean the same in Presto and SQLite, or that `sql.py` gives to SQLite by this name;
# the number of arguments each takes.
_SHARED: Mapping[str, tuple[int, ...]] = {
    "ABS": (1,),
    "CEIL": (1,),
    "FLOOR": (1,),
    "ROUND": (1, 2),
    "LENGTH": (1,),
    "LOWER": (1,),
    "UPPER": (1,),
    "TRIM": (1,),
    "SUBSTR": (2, 3),
    "REPLACE": (3,),
    "COALESCE": (2, 3, 4, 5),
    "NULLIF": (2,),
    "REGEXP_LIKE": (2,),
}
_CASTS = {
    "BIGINT": "to_bigint",
    "INTEGER": "to_bigint",
    "DOUBLE": "to_double",
    "VARCHAR": "to_varchar",
    "TIMESTAMP": "to_timestamp",
}
# Milliseconds; months and years are left out because they have no fixed length.
_UNITS = {"SECOND": 1000, "MINUTE": 60_000, "HOUR": 3_600_000, "DAY": 86_400_000}
_ARITHMETIC = frozenset("+-*/%")
_COMPARING = frozenset(("=", "!=", "<>", "<", ">", "<=", ">="))


@dataclass
class Scope:
    """The columns an expression may name: name to SQLite's name.

    `texts` are those that hold text; `used` collects those that were named.
    """

    columns: Mapping[str, str]
    texts: frozenset[str] = frozenset()
    used: set[str] = field(default_factory=set)

    def column(self, name: str) -> str:
        """Return SQLite's name of a column.

        Raises:
            ApiError: there is no such column.
        """
        if name not in self.columns:
            raise syntax_error(f"there is no field `{name}` to analyse.")
        self.used.add(name)
        return self.columns[name]


@dataclass(frozen=True)
class Expressions:
    """Translates expressions over `scope`; `select` translates a SELECT inside one."""

    scope: Scope
    select: Callable[[Sequence[Node]], str]

    def translate(self, nodes: Sequence[Node], aliases: frozenset[str] = frozenset()) -> str:
        """Return the expression in SQLite's words; a name in `aliases` is the result's column.

        Raises:
            ApiError: a word, function or shape is not known, or text is used as a number.
        """
        if not nodes:
            raise syntax_error("an expression of the SQL is empty.")
        self._refuse_text_as_number(nodes, aliases)
        parts: list[str] = []
        position = 0
        while position < len(nodes):
            node = nodes[position]
            following = nodes[position + 1] if position + 1 < len(nodes) else None
            if isinstance(following, Group) and _is_function(node):
                parts.append(self._function(word_of(node), following, aliases))
                position += 2
                continue
            if isinstance(node, Group):
                after_in = position > 0 and word_of(nodes[position - 1]) == "IN"
                parts.append(self._group(node, aliases, listed=after_in))
            else:
                parts.append(self._atom(node, aliases))
            position += 1
        return " ".join(parts)

    def _atom(self, atom: Atom, aliases: frozenset[str]) -> str:
        if atom.word in KEYWORDS:
            return atom.word
        if atom.is_name:
            return quoted(atom.name) if atom.name in aliases else self.scope.column(atom.name)
        if is_sign(atom, ","):
            raise syntax_error("a comma stands in the wrong place of the SQL.")
        return atom.text

    def _group(self, group: Group, aliases: frozenset[str], *, listed: bool) -> str:
        if group.is_select:
            return f"({self.select(group.nodes)})"
        if listed:
            parts = split_at_commas(group.nodes)
            return "(" + ", ".join(self.translate(part, aliases) for part in parts) + ")"
        return f"({self.translate(group.nodes, aliases)})"

    def _function(self, name: str, arguments: Group, aliases: frozenset[str]) -> str:
        if name == "CAST":
            return self._cast(arguments.nodes, aliases)
        if name == "COUNT" and len(arguments.nodes) == 1 and is_sign(arguments.nodes[0], "*"):
            return "count(*)"
        nodes = arguments.nodes
        distinct = bool(nodes) and name in AGGREGATES and word_of(nodes[0]) == "DISTINCT"
        parts = split_at_commas(nodes[1:] if distinct else nodes)
        if name == "HISTOGRAM":
            return self._histogram(parts, aliases)
        translated = [self.translate(part, aliases) for part in parts]
        if name in AGGREGATES:
            return _aggregate(name, translated, distinct=distinct)
        return _plain_function(name, translated)

    def _cast(self, nodes: Sequence[Node], aliases: frozenset[str]) -> str:
        if len(nodes) < 3 or word_of(nodes[-2]) != "AS" or word_of(nodes[-1]) not in _CASTS:
            raise syntax_error("CAST is served to BIGINT, DOUBLE, VARCHAR and TIMESTAMP.")
        return f"{_CASTS[word_of(nodes[-1])]}({self.translate(nodes[:-2], aliases)})"

    def _histogram(self, parts: Sequence[tuple[Node, ...]], aliases: frozenset[str]) -> str:
        if len(parts) != 2 or len(parts[1]) != 3 or word_of(parts[1][0]) != "INTERVAL":
            raise syntax_error("write histogram(__TIMESTAMP__, INTERVAL 5 MINUTE).")
        count, unit = parts[1][1:]
        if not isinstance(count, Atom) or not count.text.isdigit() or int(count.text) < 1:
            raise syntax_error("the interval of histogram must be a whole number above 0.")
        if word_of(unit) not in _UNITS:
            raise syntax_error("the interval of histogram is in SECOND, MINUTE, HOUR or DAY.")
        width = int(count.text) * _UNITS[word_of(unit)]
        return f"histogram({self.translate(parts[0], aliases)}, {width})"

    def _refuse_text_as_number(self, nodes: Sequence[Node], aliases: frozenset[str]) -> None:
        # SQLite would quietly take text for 0; Presto refuses it, and so must its stand-in.
        for position, node in enumerate(nodes):
            if not isinstance(node, Atom) or not node.is_name or node.name in aliases:
                continue
            if node.name not in self.scope.texts:
                continue
            around = (
                nodes[position - 1] if position else None,
                *nodes[position + 1 : position + 2],
            )
            if any(_sign_of(each) in _ARITHMETIC for each in around):
                raise syntax_error(f"`{node.name}` is text; CAST it before calculating with it.")
            if _compared_with_number(nodes, position):
                raise syntax_error(f"`{node.name}` is text; CAST it or compare it with text.")


def quoted(name: str) -> str:
    """Return `name` as SQLite's quoted identifier."""
    return '"' + name.replace('"', '""') + '"'


def aggregates(nodes: Sequence[Node]) -> bool:
    """Say whether an expression counts, sums or the like."""
    for position, node in enumerate(nodes):
        if isinstance(node, Group) and not node.is_select:
            function = word_of(nodes[position - 1]) if position else ""
            if function in AGGREGATES or aggregates(node.nodes):
                return True
    return False


def loose_names(nodes: Sequence[Node]) -> set[str]:
    """Return the columns an expression names outside of aggregates and inner SELECTs."""
    names: set[str] = set()
    for position, node in enumerate(nodes):
        following = nodes[position + 1] if position + 1 < len(nodes) else None
        if isinstance(node, Group):
            function = word_of(nodes[position - 1]) if position else ""
            if function not in AGGREGATES and not node.is_select:
                names |= loose_names(node.nodes)
        elif _names_a_column(node) and not (isinstance(following, Group) and _is_function(node)):
            names.add(node.name)
    return names


def time_type(nodes: Sequence[Node]) -> str | None:
    """Return `timestamp` when an expression is a time by its form."""
    if len(nodes) != 2 or not isinstance(nodes[1], Group) or not nodes[1].nodes:
        return None
    to_time = word_of(nodes[0]) == "CAST" and word_of(nodes[1].nodes[-1]) == "TIMESTAMP"
    return "timestamp" if to_time or word_of(nodes[0]) == "HISTOGRAM" else None


def _names_a_column(atom: Atom) -> bool:
    # The words inside INTERVAL 5 MINUTE and CAST(x AS BIGINT) are not columns.
    return atom.is_name and atom.word not in RESERVED | set(_UNITS) | set(_CASTS)


def _is_function(node: Node) -> bool:
    return bool(word_of(node)) and word_of(node) not in KEYWORDS


def _aggregate(name: str, translated: Sequence[str], *, distinct: bool) -> str:
    if len(translated) != 1:
        raise syntax_error(f"{name} takes one argument.")
    argument = ("DISTINCT " if distinct else "") + translated[0]
    match name:
        case "COUNT_IF" if not distinct:
            return f"count(CASE WHEN {argument} THEN 1 END)"
        case "APPROX_DISTINCT" if not distinct:
            return f"count(DISTINCT {argument})"
        case "SUM" | "AVG":
            return f"{name.lower()}({'DISTINCT ' if distinct else ''}to_number({translated[0]}))"
        case "COUNT" | "MIN" | "MAX":
            return f"{name.lower()}({argument})"
    raise syntax_error(f"{name} does not take DISTINCT.")


def _plain_function(name: str, translated: Sequence[str]) -> str:
    if name == "CONCAT" and len(translated) >= 2:
        return "(" + " || ".join(translated) + ")"
    if name == "IF" and len(translated) in (2, 3):
        return f"iif({', '.join((*translated, 'NULL')[:3])})"
    if len(translated) not in _SHARED.get(name, ()):
        raise syntax_error(f"the function {name} with {len(translated)} arguments is not served.")
    return f"{name.lower()}({', '.join(translated)})"


def _sign_of(node: Node | None) -> str:
    return node.text if isinstance(node, Atom) and node.kind is Kind.SIGN else ""


def _compared_with_number(nodes: Sequence[Node], position: int) -> bool:
    before = nodes[max(0, position - 2) : position][::-1]
    after = nodes[position + 1 : position + 3]
    return any(
        len(side) == 2
        and _sign_of(side[0]) in _COMPARING
        and isinstance(side[1], Atom)
        and side[1].kind is Kind.NUMBER
        for side in (before, after)
    )
