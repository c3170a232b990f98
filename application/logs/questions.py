"""Queries from what people ask in their own words; always shown, and run like any other (CLD-1)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from application.common.views import VIEW
from application.logs.logs import LONGEST_QUERY, LogService
from application.ports.logs import QueryWriter
from domain.common.errors import InvalidRequest, Rejected
from domain.common.messages import message
from domain.logs.logs import LogQuery, LogTopic
from domain.people.access import Actor, Permission, require

LONGEST_WORDS = 500


@dataclass(frozen=True, kw_only=True)
class WrittenQuery:
    """A query that a model wrote from somebody's words."""

    __pydantic_config__: ClassVar = VIEW

    topic_id: str
    """The topic that it is for."""

    region: str
    """Where that is; empty for the configured region."""

    words: str
    """What was asked."""

    query: str
    """CQL, perhaps with SQL: look at it before you believe what it finds."""


@dataclass(frozen=True)
class LogQuestionService:
    """The one door to queries from words."""

    writer: QueryWriter
    logs: LogService

    async def write(self, *, by: Actor, topic: str, words: str, region: str = "") -> WrittenQuery:
        """Return a query for what somebody asks of a topic, which may be called by its name.

        Raises:
            InvalidRequest: there are no words, or too many; or the name fits several topics.
            Rejected: no query came of them.
            Unavailable: who writes queries did not answer.
        """
        require(by, Permission.READ_LOGS)
        asked = " ".join(words.split())
        if not 0 < len(asked) <= LONGEST_WORDS:
            raise InvalidRequest("words", message("rule.characters", least=1, most=LONGEST_WORDS))
        now = self.logs.clock.now()
        named = await self.logs.named(LogQuery(topic, "*", now - timedelta(hours=1), now, region))
        place = LogTopic(named.topic_id, named.topic_id, "", named.region)
        query = await self.writer.query_for(asked, place)
        if not query or len(query.encode()) > LONGEST_QUERY:
            raise Rejected(message("log_question.none"))
        return WrittenQuery(topic_id=named.topic_id, region=named.region, words=asked, query=query)
