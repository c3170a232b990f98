"""Queries from words: written for the right topic, shown, refused (CLD-1)."""

import pytest

from domain.common.errors import InvalidRequest, Rejected, Unavailable
from tests.fakes.face_services import MEI, FaceWorld


@pytest.fixture
def world():
    return FaceWorld()


async def test_a_topic_may_be_called_by_its_name_and_the_query_is_shown(world):
    """CLD-1."""
    written = await world.services.log_questions.write(
        by=MEI, topic="payments", words="  how many\nerrors "
    )

    assert (written.topic_id, written.region) == ("t-pay", "ap-guangzhou")
    assert written.words == "how many errors"
    assert written.query == "level:ERROR | SELECT COUNT(*) AS N"
    assert world.query_writer.asked == [("how many errors", "t-pay")]
    assert world.cloud.asked == []


@pytest.mark.parametrize("words", ["", "  ", "x" * 501])
async def test_no_words_or_too_many_are_refused(world, words):
    """CLD-1."""
    with pytest.raises(InvalidRequest, check=lambda error: error.field == "words"):
        await world.services.log_questions.write(by=MEI, topic="payments", words=words)


@pytest.mark.parametrize("query", ["", "x" * 12_289])
async def test_what_is_no_query_is_not_passed_on(world, query):
    """CLD-1, SEC-4."""
    world.query_writer.query = query
    with pytest.raises(Rejected):
        await world.services.log_questions.write(by=MEI, topic="payments", words="errors")


async def test_who_writes_queries_may_be_down(world):
    """CLD-1."""
    world.query_writer.error = Unavailable("no answer")
    with pytest.raises(Unavailable):
        await world.services.log_questions.write(by=MEI, topic="payments", words="errors")
