"""What each set of tools costs a model, in bytes and tokens: `python -m bench.catalogue`."""

import json
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

from domain.common.token_counts import estimated_tokens
from integrations.fluent_words import FluentRenderer, read_catalogues, read_speech
from mcp_server.toolsets import SETS, TOGETHER, tools_of


def main() -> None:
    """Print a row for each set, and one for all that are served by default."""
    services = cast("Any", SimpleNamespace(words=FluentRenderer(read_catalogues(), read_speech())))
    print(f"{'set':<12}{'tools':>6}{'input kB':>10}{'output kB':>11}{'tokens':>9}")
    for name, sets in (*((each, (each,)) for each in SETS), ("default", TOGETHER)):
        print(_row(name, tools_of(services, cast("Any", None), sets)))


def _row(name: str, tools: Sequence[Any]) -> str:
    sent = [json.dumps([t.name, t.description, t.parameters], ensure_ascii=False) for t in tools]
    answers = [json.dumps(t.fn_metadata.output_schema or {}, ensure_ascii=False) for t in tools]
    size, beside = (sum(len(each.encode()) for each in texts) / 1000 for texts in (sent, answers))
    tokens = sum(estimated_tokens(each) for each in sent)
    return f"{name:<12}{len(tools):>6}{size:>10.1f}{beside:>11.1f}{tokens:>9}"


if __name__ == "__main__":
    main()
