"""What each set of tools costs a model, in bytes and tokens: `python -m bench.catalogue`."""

import json
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

from mcp_types import Tool

from domain.common.token_counts import estimated_tokens
from integrations.fluent_words import FluentRenderer, read_catalogues, read_speech
from mcp_server.desk import DESK, listed_at_desk
from mcp_server.toolsets import ALL, SETS, tools_of

BEFORE = ("before", 84, 106.0, 162.0)
"""What was listed when no set was named, until few tools were listed then: tools, kB of names,
descriptions and schemas of arguments, kB of schemas of results."""


def main() -> None:
    """Print a row for each set, one for what is listed by default, and what that was before."""
    words = FluentRenderer(read_catalogues(), read_speech())
    services = cast("Any", SimpleNamespace(words=words, tool_choice=None, sandbox=False))
    print(f"{'set':<12}{'tools':>6}{'input kB':>10}{'output kB':>11}{'tokens':>9}")
    for name in (*SETS, ALL):
        print(_row(name, tools_of(services, cast("Any", None), (name,))))
    print(_listed(DESK, listed_at_desk(tools_of(services, cast("Any", None), (DESK,)), ())))
    name, tools, given, answers = BEFORE
    print(f"{name:<12}{tools:>6}{given:>10.1f}{answers:>11.1f}")


def _row(name: str, tools: Sequence[Any]) -> str:
    sent = [json.dumps([t.name, t.description, t.parameters], ensure_ascii=False) for t in tools]
    answers = [json.dumps(t.fn_metadata.output_schema or {}, ensure_ascii=False) for t in tools]
    return _line(name, sent, answers)


def _listed(name: str, tools: Sequence[Tool]) -> str:
    sent = [json.dumps([t.name, t.description, t.input_schema], ensure_ascii=False) for t in tools]
    return _line(name, sent, [])


def _line(name: str, sent: Sequence[str], answers: Sequence[str]) -> str:
    size, beside = (sum(len(each.encode()) for each in texts) / 1000 for texts in (sent, answers))
    tokens = sum(estimated_tokens(each) for each in sent)
    return f"{name:<12}{len(sent):>6}{size:>10.1f}{beside:>11.1f}{tokens:>9}"


if __name__ == "__main__":
    main()
