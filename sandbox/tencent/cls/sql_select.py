"""Translate one SELECT of the log service into SQLite's words.

The service speaks Presto without a FROM. What is translated here keeps its meaning; every other
word, function or shape is a syntax error.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sandbox.tencent.cls.sql_expressions import (
    KEYWORDS,
    RESERVED,
    Expressions,
    Scope,
    aggregates,
    loose_names,
    quoted,
    time_type,
)
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

# The service returns this many rows when no LIMIT is written, and never more than the second.
DEFAULT_ROWS = 100
MAX_ROWS = 1_000_000

_CLAUSES = ("FROM", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT")


@dataclass(frozen=True)
class OutputColumn:
    """A column of the result; `type` is known for times only, else it follows from the values."""

    name: str
    type: str | None = None


@dataclass(frozen=True)
class Select:
    """A translated SELECT."""

    sql: str
    columns: tuple[OutputColumn, ...]


@dataclass(frozen=True)
class _Item:
    nodes: tuple[Node, ...]
    alias: str | None

    @property
    def name(self) -> str | None:
        """The alias, or the column's own name when the item is just a column."""
        only = self.nodes[0]
        if self.alias is None and len(self.nodes) == 1 and isinstance(only, Atom) and only.is_name:
            return only.name
        return self.alias


def translate(nodes: Sequence[Node], log: Scope, *, outermost: bool = True) -> Select:
    """Translate a SELECT over the table `log`, whose fields are `log.columns`.

    Raises:
        ApiError: it cannot be translated truthfully.
    """
    head, clauses = _clauses(nodes)
    table, scope = _table(clauses.get("FROM"), log)
    expressions = Expressions(scope, lambda inner: translate(inner, log, outermost=False).sql)
    distinct = word_of(head[0] if head else None) == "DISTINCT"
    items = _items(head[1:] if distinct else head, scope)
    _check_grouping(items, clauses)
    columns = _columns(items)
    listed = ", ".join(
        f"{expressions.translate(item.nodes)} AS {quoted(column.name)}"
        for item, column in zip(items, columns, strict=True)
    )
    # Every name and word in it comes from the tables of this package, quoted where it must be.
    sql = f"SELECT {'DISTINCT ' if distinct else ''}{listed} FROM {table}"  # noqa: S608
    aliases = frozenset(item.alias for item in items if item.alias is not None)
    for clause, content in clauses.items():
        if clause not in ("FROM", "LIMIT"):
            sql += f" {_clause(clause, content, expressions, aliases)}"
    return Select(sql + _limit(clauses.get("LIMIT"), outermost=outermost), columns)


def _clauses(nodes: Sequence[Node]) -> tuple[tuple[Node, ...], dict[str, tuple[Node, ...]]]:
    """Return the select list, and the clauses behind it by their first word."""
    if not nodes or word_of(nodes[0]) != "SELECT":
        raise syntax_error("what follows the `|` must be a SELECT.")
    found: dict[str, list[Node]] = {"": []}
    for node in nodes[1:]:
        if word_of(node) in _CLAUSES:
            _check_order(word_of(node), list(found)[1:])
            found[word_of(node)] = []
        else:
            found[list(found)[-1]].append(node)
    for name, content in found.items():
        if name in ("GROUP", "ORDER") and word_of(content.pop(0) if content else None) != "BY":
            raise syntax_error(f"BY is missing after {name}.")
        if name and not content:
            raise syntax_error(f"the {name} of the SQL is empty.")
    return tuple(found.pop("")), {name: tuple(content) for name, content in found.items()}


def _check_order(word: str, before: Sequence[str]) -> None:
    if any(_CLAUSES.index(word) <= _CLAUSES.index(earlier) for earlier in before):
        raise syntax_error(f"{word} stands in the wrong place of the SQL.")


def _table(nodes: Sequence[Node] | None, log: Scope) -> tuple[str, Scope]:
    """Return the table and its columns; without FROM it is the lines that were found."""
    if nodes is None or (len(nodes) == 1 and word_of(nodes[0]) == "LOG"):
        return "log", log
    inner = nodes[0]
    names = [node for node in nodes[1:] if word_of(node) != "AS"]
    named = len(names) <= 1 and all(isinstance(node, Atom) and node.is_name for node in names)
    if isinstance(inner, Group) and inner.is_select and named:
        select = translate(inner.nodes, log, outermost=False)
        return f"({select.sql})", Scope({each.name: quoted(each.name) for each in select.columns})
    raise syntax_error("the SQL may read from `log` or from one inner SELECT only.")


def _items(nodes: Sequence[Node], scope: Scope) -> list[_Item]:
    if not nodes:
        raise syntax_error("the SQL selects nothing.")
    items: list[_Item] = []
    for part in split_at_commas(nodes):
        if len(part) == 1 and is_sign(part[0], "*"):
            names = sorted(scope.columns)
            items.extend(_Item((Atom(Kind.QUOTED, quoted(name)),), None) for name in names)
        else:
            items.append(_item(part))
    return items


def _item(part: tuple[Node, ...]) -> _Item:
    last = part[-1]
    if len(part) == 1 or not isinstance(last, Atom) or not last.is_name or last.word in RESERVED:
        return _Item(part, None)
    if word_of(part[-2]) == "AS" and len(part) > 2:
        return _Item(part[:-2], last.name)
    before = part[-2]
    if isinstance(before, Atom) and (before.kind is Kind.SIGN or before.word in KEYWORDS - {"END"}):
        return _Item(part, None)
    return _Item(part[:-1], last.name)


def _columns(items: Sequence[_Item]) -> tuple[OutputColumn, ...]:
    columns = tuple(
        # Presto's name for an expression without an alias.
        OutputColumn(item.name or f"_col{position}", time_type(item.nodes))
        for position, item in enumerate(items)
    )
    # SQLite takes names that differ in case only for the same.
    if len({column.name.lower() for column in columns}) != len(columns):
        raise syntax_error("two columns of the SQL have the same name; use AS.")
    return columns


def _clause(
    clause: str, content: Sequence[Node], expressions: Expressions, aliases: frozenset[str]
) -> str:
    if clause == "WHERE":
        return f"WHERE {expressions.translate(content)}"
    if clause == "HAVING":
        return f"HAVING {expressions.translate(content, aliases)}"
    if clause == "GROUP":
        # A name that is both a field and an alias means the field here.
        own = aliases - set(expressions.scope.columns)
        keys = [expressions.translate(key, own) for key in split_at_commas(content)]
        return "GROUP BY " + ", ".join(keys)
    keys = [_order_key(key, expressions, aliases) for key in split_at_commas(content)]
    return "ORDER BY " + ", ".join(keys)


def _order_key(key: tuple[Node, ...], expressions: Expressions, aliases: frozenset[str]) -> str:
    direction = word_of(key[-1]) if word_of(key[-1]) in ("ASC", "DESC") else ""
    nodes = key[:-1] if direction else key
    # Presto puts what is missing last in both directions; SQLite would put it first.
    return f"{expressions.translate(nodes, aliases)} {direction or 'ASC'} NULLS LAST"


def _limit(nodes: Sequence[Node] | None, *, outermost: bool) -> str:
    if nodes is None:
        return f" LIMIT {DEFAULT_ROWS}" if outermost else ""
    only = nodes[0]
    if len(nodes) != 1 or not isinstance(only, Atom) or not _is_count(only):
        raise syntax_error("LIMIT must be followed by one whole number.")
    return f" LIMIT {min(int(only.text), MAX_ROWS)}"


def _is_count(atom: Atom) -> bool:
    return atom.kind is Kind.NUMBER and atom.text.isascii() and atom.text.isdigit()


def _check_grouping(items: Sequence[_Item], clauses: Mapping[str, Sequence[Node]]) -> None:
    """Refuse columns that are neither grouped nor aggregated: SQLite would pick any row's value."""
    keys = split_at_commas(clauses["GROUP"]) if "GROUP" in clauses else []
    later = [clauses.get(name, ()) for name in ("HAVING", "ORDER")]
    if not keys and not any(aggregates(nodes) for nodes in (*(i.nodes for i in items), *later)):
        return
    grouped = [item.nodes if (item := _referenced(key, items)) else key for key in keys]
    names = {name for nodes in grouped if len(nodes) == 1 for name in loose_names(nodes)}
    for item in items:
        if item.nodes not in grouped:
            _check_names(loose_names(item.nodes) - names)
    aliases = {item.alias for item in items if item.alias is not None}
    for nodes in later:
        _check_names(loose_names(nodes) - names - aliases)


def _check_names(loose: set[str]) -> None:
    if loose:
        raise syntax_error(f"`{min(loose)}` must be in GROUP BY or aggregated.")


def _referenced(key: tuple[Node, ...], items: Sequence[_Item]) -> _Item | None:
    """Return the select item that a GROUP BY key names by alias or position."""
    only = key[0]
    if len(key) != 1 or not isinstance(only, Atom):
        return None
    if _is_count(only) and 1 <= int(only.text) <= len(items):
        return items[int(only.text) - 1]
    return next((item for item in items if only.is_name and item.alias == only.name), None)
