"""Lines that come in through the upload API."""

import json

import pytest
from tencentcloud.cls.v20201016 import models

from sandbox.tencent.cls.upload import LogGroupList
from tests.sandbox.tencent.support import START, refusal


def payload(*times, **group) -> bytes:
    message = LogGroupList()
    added = message.logGroupList.add(**group)
    for number, time in enumerate(times):
        log = added.logs.add(time=time)
        log.contents.add(key="n", value=str(number))
        log.contents.add(key="level", value="错误")
    return message.SerializeToString()


@pytest.fixture
def upload(cls, topic):
    async def send(body, **parameters):
        request = models.UploadLogRequest()
        request.TopicId = topic.topic_id
        for name, value in parameters.items():
            setattr(request, name, value)
        return await cls.UploadLog(request, body)

    return send


async def test_uploaded_lines_are_found(upload, search, cloud):
    """CLD-1."""
    body = payload(
        START,
        START + 1,
        source="10.1.1.1",
        filename="/var/log/x.log",
        logTags=[{"key": "pod", "value": "web-7"}],
    )
    await upload(body)
    newest, oldest = (await search("level:错误 AND __TAG__.pod:web-7")).Results
    assert json.loads(oldest.LogJson) == {"__TAG__.pod": "web-7", "n": "0", "level": "错误"}
    assert (oldest.Time, oldest.Source, oldest.FileName) == (START, "10.1.1.1", "/var/log/x.log")
    assert (oldest.PkgLogId, newest.PkgLogId) == ("0", "1")
    (entry,) = cloud.ledger.entries("UploadLog")
    assert entry.applied


async def test_times_are_read_in_seconds_milliseconds_and_microseconds(upload, search):
    """CLD-1."""
    await upload(payload(START // 1000, START, START * 1000))
    assert {line.Time for line in (await search()).Results} == {START}


@pytest.mark.parametrize(
    ("body", "parameters", "code"),
    [
        (b"\xff\xff", {}, "InvalidParameter.Content"),
        (b"", {}, "FailedOperation.MissingContent"),
        (payload(START), {"CompressType": "lz4"}, "InvalidParameter"),
        (payload(START), {"TopicId": "no"}, "ResourceNotFound.TopicNotExist"),
        (payload(START), {"TopicId": None}, "MissingParameter"),
        (payload(*[START] * 10_001), {}, "InvalidParameter"),
    ],
)
async def test_an_upload_that_cannot_be_read_is_refused(upload, search, body, parameters, code):
    """REL-2."""
    assert await refusal(upload(body, **parameters)) == code
    assert (await search()).Results == []


async def test_a_required_field_that_is_missing_is_refused(upload):
    """REL-2."""
    message = LogGroupList()
    message.logGroupList.add().logs.add()
    assert await refusal(upload(message.SerializePartialToString())) == "InvalidParameter.Content"
