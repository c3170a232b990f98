"""What docs/http.md tells receivers of events agrees with what we send and how we judge answers."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from domain.deliveries.webhooks import (
    GIVE_UP_AFTER,
    MOST_REFUSALS,
    Answer,
    Post,
    Reply,
    judge,
    reply_of,
    secret_of,
    signed_headers,
)
from tests.docs.tree import ROOT, table_rows

PAGE = (ROOT / "docs" / "http.md").read_text()
CHAPTER = PAGE.partition("## Events sent to your programs\n")[2].partition("\n## ")[0]
ROWS = table_rows(CHAPTER)
SECRET = "whsec_" + "c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0"
POST = Post("msg_1", '{"title": "故障"}'.encode())


@pytest.fixture
def is_genuine():
    [example] = re.findall(r"(?ms)^```python\n(.*?)^```", CHAPTER)
    names = {}
    exec(compile(example, "docs/http.md", "exec"), names)
    return names["is_genuine"]


def test_the_example_accepts_what_we_sign_and_nothing_else(is_genuine):
    """EVT-2, SEC-2."""
    at = datetime(2026, 11, 21, tzinfo=UTC)
    headers = signed_headers(POST, secret=secret_of(SECRET), at=at)

    assert is_genuine(SECRET, headers, POST.body)
    assert not is_genuine(SECRET, headers, POST.body + b" ")
    assert not is_genuine(SECRET, headers | {"webhook-timestamp": "1"}, POST.body)
    assert not is_genuine(SECRET, headers | {"webhook-id": "msg_2"}, POST.body)


def statuses_of(first_cell):
    return {int(each) for each in re.findall(r"\b[45]\d\d\b", first_cell)}


def test_every_status_means_what_the_table_says():
    """EVT-2, REL-2."""
    busy, wrong = (
        next(row for row in ROWS if row[0].startswith(begin)) for begin in ("5xx", "401")
    )
    told = {Reply.BUSY: statuses_of(busy[0]), Reply.WRONG_DOOR: statuses_of(wrong[0])}
    by_reply = {reply: set() for reply in Reply}
    for status in range(400, 500):
        by_reply[reply_of(status)].add(status)

    assert {reply: by_reply[reply] for reply in told} == told
    assert reply_of(302) is Reply.WRONG_DOOR
    assert reply_of(503) is Reply.BUSY


def test_waits_and_bounds_are_those_of_the_table():
    """EVT-2."""
    silent = [judge(Answer(None, ""), tries=each, failing_for=timedelta(days=9)) for each in (1, 9)]
    wrong = judge(Answer(404, ""), tries=1, failing_for=timedelta())
    asked = judge(Answer(429, "", timedelta(days=1)), tries=1, failing_for=timedelta())

    assert [each.wait for each in silent] == [timedelta(seconds=5), timedelta(minutes=15)]
    assert "after 5 seconds" in CHAPTER
    assert "up to 15 minutes, without end" in CHAPTER
    assert (wrong.wait, asked.wait) == (timedelta(minutes=15), timedelta(hours=1))
    assert f"left out after {MOST_REFUSALS} tries" in CHAPTER
    assert timedelta(days=1) == GIVE_UP_AFTER
