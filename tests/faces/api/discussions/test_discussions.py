"""Discussions over HTTP."""

import pytest

from domain.people.access import Scope
from tests.fakes.api_services import DISCUSSION
from tests.fakes.face_services import OPERATOR

AT = "/api/v1/discussions"
STORE = "/api/v1/discussion-store"
HERE = f"{AT}/{DISCUSSION.id}"
SAYING = {"from_id": "lingyi", "topic": "网络", "content": "丢包了，请看。"}


@pytest.fixture
async def operator(client):
    return await client(OPERATOR, Scope.OPERATE)


async def test_a_message_is_sent_answered_and_read_with_who_is_proven(operator, world):
    """BUS-1, BUS-3, BUS-4."""
    said = await operator.post(AT, json=SAYING)
    where = f"{AT}/{said.json()['discussion_id']}"
    reply = {"from_id": "lingclaude", "content": "收到", "reply_to": said.json()["id"]}
    answered = await operator.post(f"{where}/messages", json=reply)
    read = (await operator.get(where)).json()

    assert (said.status_code, answered.status_code) == (201, 201)
    assert (said.json()["source_type"], said.json()["source_reason"]) == ("real", "proven")
    assert answered.json()["source_type"] == "unverifiable"
    assert said.json()["notified_endpoints"] == ["lingbridge"]
    assert [each["content"] for each in read["messages"]] == ["丢包了，请看。", "收到"]
    assert read["messages"][1]["claimed_source_type"] == "real"
    assert (read["message_count"], read["messages_left_out"]) == (2, 0)


async def test_the_same_key_sends_once(operator, world):
    """BUS-1."""
    first = await operator.post(AT, json=SAYING | {"key": "k-1"})
    again = await operator.post(AT, json=SAYING | {"key": "k-1"})

    assert again.json()["id"] == first.json()["id"]
    assert (first.json()["repeated"], again.json()["repeated"]) == (False, True)


async def test_a_closed_discussion_takes_no_reply(operator):
    """BUS-1."""
    closed = await operator.post(f"{HERE}/close")
    again = await operator.post(f"{HERE}/close")
    late = await operator.post(f"{HERE}/messages", json={"from_id": "lingyi", "content": "x"})

    assert closed.json()["status"] == again.json()["status"] == "closed"
    assert closed.json()["closed_at"] == again.json()["closed_at"]
    assert late.status_code == 409


async def test_discussions_are_listed_in_pages_and_broken_files_are_named(operator, world):
    """BUS-1."""
    await operator.post(AT, json=SAYING)
    world.discussions.write("broken")

    one = (await operator.get(AT, params={"limit": 1})).json()
    two = (await operator.get(AT, params={"limit": 1, "after": one["next_after"]})).json()
    closed = (await operator.get(AT, params={"status": "closed"})).json()

    assert (one["total"], one["open"], closed["total"]) == (2, 2, 0)
    assert {each["id"] for page in (one, two) for each in page["discussions"]} == set(
        world.discussions.kept
    )
    assert two["next_after"] == ""
    assert [each["name"] for each in one["broken"]] == ["broken.json"]
    assert "JSON" in one["broken"][0]["why"]


async def test_older_messages_are_asked_for_by_position(operator):
    """BUS-1."""
    for number in range(4):
        await operator.post(f"{HERE}/messages", json={"from_id": "lingyi", "content": str(number)})

    newest = (await operator.get(HERE, params={"limit": 2})).json()
    older = (await operator.get(HERE, params={"before": newest["messages_left_out"]})).json()

    assert [each["content"] for each in newest["messages"]] == ["2", "3"]
    assert [each["content"] for each in older["messages"]] == ["快满了，请看。", "0", "1"]


async def test_messages_are_found_by_what_they_say_and_by_topic(operator):
    """BUS-4."""
    by_word = (await operator.get(f"{AT}/search", params={"keyword": "快满"})).json()
    by_topic = (await operator.get(f"{AT}/search", params={"keyword": "磁盘"})).json()
    nothing = (await operator.get(f"{AT}/search", params={"keyword": "杭州"})).json()

    assert by_word["found"][0]["message"]["id"] == DISCUSSION.messages[0].id
    assert (by_topic["total"], nothing["total"]) == (1, 0)


async def test_anomalies_are_told_and_marked_once(operator, world):
    """BUS-1."""
    said = (await operator.post(AT, json=SAYING)).json()
    where = f"{AT}/{said['discussion_id']}"
    world.clock.move(seconds=0.3)
    await operator.post(f"{where}/messages", json={"from_id": "lingclaude", "content": "收到"})

    odd = (await operator.get(f"{where}/anomalies")).json()
    none = (await operator.get(f"{where}/anomalies", params={"threshold_seconds": 0.1})).json()
    marked = (await operator.post(f"{where}/annotate")).json()
    again = (await operator.post(f"{where}/annotate")).json()

    assert [each["kind"] for each in odd["anomalies"]] == ["pair"]
    assert none["anomalies"] == []
    assert (marked["updated"], again["updated"]) == (2, 0)
    assert {each["source_type"] for each in marked["details"]} == {"inferred"}


async def test_the_store_is_made_counted_checked_and_mended(operator, admin, world):
    """BUS-1, BUS-2."""
    made = (await operator.post(STORE)).json()
    counted = (await operator.get(f"{AT}/statistics")).json()
    projects = (await operator.get(f"{AT}/projects")).json()
    sent = (await operator.post(AT, json=SAYING)).json()
    world.discussions.foreign(sent["discussion_id"], messages=[])
    checked = (await operator.get(f"{STORE}/check")).json()
    refused = await operator.post(f"{STORE}/repair")
    mended = (await admin.post(f"{STORE}/repair")).json()

    assert made["made"]
    assert counted["by_sender"] == {"灵依": 1}
    assert {"id": "lingyi", "name": "灵依", "role": "情报中枢"} in projects
    assert (checked["messages"], checked["repaired"], mended["repaired"]) == (1, False, True)
    assert refused.status_code == 403


async def test_one_message_is_read_whole(operator):
    """BUS-1."""
    found = await operator.get(f"{HERE}/messages/{DISCUSSION.messages[0].id}")
    unknown = await operator.get(f"{HERE}/messages/msg_none")

    assert found.json()["content"] == "快满了，请看。"
    assert unknown.status_code == 404


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"from_id": "mallory"}, 422),
        ({"content": "x" * 10_000_000}, 413),
        ({"reply_to": "../../config"}, 422),
        ({"sender": "u_mei"}, 422),
    ],
)
async def test_what_cannot_be_said_is_refused_and_nothing_is_kept(operator, world, changes, status):
    """BUS-1, SEC-2."""
    response = await operator.post(AT, json=SAYING | changes)

    assert response.status_code == status, response.text
    assert list(world.discussions.kept) == [DISCUSSION.id]


async def test_a_file_that_cannot_be_read_says_which_and_why(operator, world):
    """BUS-2."""
    world.discussions.write(DISCUSSION.id)

    response = await operator.get(HERE)

    assert response.status_code == 502
    assert "JSON" in response.json()["detail"]


async def test_half_a_character_of_another_program_is_told_as_a_mark(operator, world):
    """BUS-2: JSON knows half a surrogate pair, what travels does not."""
    message = rb'{"id": "msg_1", "from_name": "n\ud800", "content": "c\ud800", "tags": ["\ud800"]}'
    odd = rb'{"topic": "t\ud800", "participants": ["p\ud800"], "messages": [%b]}' % message
    world.discussions.write("disc_odd", odd)

    read = await operator.get(f"{AT}/disc_odd")
    listed = await operator.get(AT)

    assert (read.status_code, listed.status_code) == (200, 200)
    assert read.json()["messages"][0]["content"] == "c\N{REPLACEMENT CHARACTER}"
