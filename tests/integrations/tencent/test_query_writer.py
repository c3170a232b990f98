"""Queries from words, on the real SDK and the stand-in (CLD-1)."""

from datetime import timedelta

import pytest

from domain.common.errors import Rejected, ZhibanError
from domain.logs.logs import LogQuery, LogTopic
from integrations.tencent.logs import TencentLogs
from integrations.tencent.query_writer import TencentQueryWriter, _query_in
from tests.integrations.tencent.conftest import NOON


def place(topic):
    return LogTopic(topic.topic_id, topic.name, topic.logset_id, topic.region)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("how many errors were there?", [{"n": 25}]),
        ("最近有多少报错", [{"n": 25}]),
        ("errors by service", [{"service": "orders", "n": 25}]),
    ],
)
async def test_what_is_written_can_be_searched(calls, topic, words, found):
    """CLD-1."""
    query = await TencentQueryWriter(calls).query_for(words, place(topic))
    asked = LogQuery(topic.topic_id, query, NOON - timedelta(days=1), NOON + timedelta(seconds=1))
    page = await TencentLogs(calls).search(asked)

    assert "```" not in query
    assert list(page.records) == found


@pytest.mark.parametrize(
    ("said", "query"),
    [
        ("```sql\nlevel:ERROR |\n  select 1\n```", "level:ERROR | select 1"),
        ("Here it is:\n```\n*\n```\nDone.", "*"),
        ("level:ERROR", "level:ERROR"),
        ("", ""),
    ],
)
def test_the_query_is_taken_out_of_what_the_model_says(said, query):
    """CLD-1."""
    assert _query_in(said) == query


async def test_a_topic_that_there_is_not_is_refused(calls):
    """CLD-1."""
    with pytest.raises(ZhibanError):
        await TencentQueryWriter(calls).query_for("errors", LogTopic("t-no", "no", "", ""))


class Sensitive:
    """An assistant that refuses to answer."""

    class access:  # noqa: N801 - as the calls have it
        region = "ap-guangzhou"

    async def call(self, *_: object, **__: object) -> dict[str, object]:
        return {"Choices": [{"FinishReason": "sensitive", "Message": {"Content": "x"}}]}


async def test_a_refusal_of_the_model_is_told_as_that(topic):
    """CLD-1."""
    with pytest.raises(Rejected):
        await TencentQueryWriter(Sensitive()).query_for("errors", place(topic))
