"""Mines in a child process, which is ended when lines take too long or too much memory (ANL-1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from application.ports.isolation import Isolation, ParsingFailed, Spoiled
from domain.common.errors import Unavailable
from domain.common.messages import message
from domain.logs.logs import Level, LogLine, Template

MINING = "integrations.drain3_miner.child"


@dataclass(frozen=True)
class IsolatedMiner:
    """Implements `LogMiner`.

    Attributes:
        naming: words, in lower case, behind which somebody's name stands.
    """

    isolation: Isolation
    naming: frozenset[str]

    async def mine(self, lines: Sequence[LogLine], *, owner: str) -> list[Template]:
        """Group lines into templates; see `LogMiner.mine`."""
        sent = [(one.id, one.topic_id, one.at.isoformat(), one.text, one.level) for one in lines]
        question = {"naming": sorted(self.naming), "lines": sent}
        try:
            given = await self.isolation.ask(MINING, question, owner=owner)
        except ParsingFailed as failed:
            waiting = failed.why is Spoiled.TURN
            raise Unavailable(message("logs.not_mined", waiting=waiting)) from None
        return [_received(each) for each in given["templates"]]


def _received(sent: Sequence[Any]) -> Template:
    id_, pattern, count, level, examples, line, first_at, last_at, topic = sent
    return Template(
        id=id_,
        pattern=pattern,
        count=count,
        level=Level(level),
        examples=tuple(examples),
        line=line,
        first_at=datetime.fromisoformat(first_at) if first_at else None,
        last_at=datetime.fromisoformat(last_at) if last_at else None,
        topic=topic,
    )
