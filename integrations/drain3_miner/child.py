"""The child's side of mining: lines come as JSON, templates go back."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from domain.logs.logs import Level, LogLine, Template
from integrations.drain3_miner.miner import Drain3Miner


def answer(
    question: Mapping[str, Any],
    briefly: Callable[[], AbstractContextManager[None]],  # noqa: ARG001 - nothing here is an owner's own expression
) -> dict[str, Any]:
    """Return the templates of the lines of a question."""
    lines = [
        LogLine(id=id_, topic_id=topic, at=datetime.fromisoformat(at), text=text, level=Level(bad))
        for id_, topic, at, text, bad in question["lines"]
    ]
    found = Drain3Miner(frozenset(question["naming"])).mine(lines)
    return {"templates": [_sent(each) for each in found]}


def _sent(template: Template) -> list[Any]:
    moments = (template.first_at, template.last_at)
    return [
        *(template.id, template.pattern, template.count, template.level, list(template.examples)),
        *(template.line, *(each.isoformat() if each else None for each in moments)),
        template.topic,
    ]
