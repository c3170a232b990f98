"""What a search asks, read from its parameters."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.tencent.cls.cql import Syntax
from sandbox.tencent.cls.tokens import split_query
from sandbox.tencent.errors import invalid_parameter

# Both from the SDK's description of SearchLogRequest.
MAX_LIMIT = 1000
MAX_QUERY_BYTES = 12 * 1024


@dataclass(frozen=True)
class Question:
    """What a search asks, the same on every page."""

    condition: str
    sql: str | None
    syntax: Syntax
    start: int
    end: int
    newest_first: bool
    limit: int
    highlight: bool = False

    def text(self, topic_id: str) -> str:
        """Return what binds a context to this question about that topic."""
        return repr((topic_id, self))


def read_question(params: Mapping[str, Any]) -> Question:
    """Return the question of a SearchLog or GetAlarmLog request.

    Raises:
        ApiError: a parameter is out of range or contradicts another.
    """
    query, syntax = _query(params)
    if params["From"] >= params["To"]:
        raise invalid_parameter("From", "it must be before To.")
    if len(query.encode()) > MAX_QUERY_BYTES:
        raise invalid_parameter("QueryString", "it is longer than 12 KB.")
    limit = params.get("Limit", 100)
    if not 1 <= limit <= MAX_LIMIT:
        raise invalid_parameter("Limit", f"it must be between 1 and {MAX_LIMIT}.")
    sort = params.get("Sort", "desc")
    if sort not in ("asc", "desc"):
        raise invalid_parameter("Sort", "it must be asc or desc.")
    condition, sql = split_query(query)
    return Question(
        condition=condition,
        sql=sql,
        syntax=syntax,
        start=params["From"],
        end=params["To"],
        newest_first=sort == "desc",
        limit=limit,
        highlight=bool(params.get("HighLight", False)),
    )


def _query(params: Mapping[str, Any]) -> tuple[str, Syntax]:
    """Return the query and its language: the old `Query` field defaults to Lucene, not CQL."""
    old = "QueryString" not in params and "Query" in params
    if old:
        number = params.get("SyntaxRule", Syntax.LUCENE)
        return params["Query"], read_syntax(number, "SyntaxRule")
    return params.get("QueryString", ""), read_syntax(
        params.get("QuerySyntax", Syntax.CQL), "QuerySyntax"
    )


def read_syntax(number: int, name: str) -> Syntax:
    """Return the language of that number.

    Raises:
        ApiError: there is none.
    """
    try:
        return Syntax(number)
    except ValueError as error:
        raise invalid_parameter(name, "it must be 0 (Lucene) or 1 (CQL).") from error
