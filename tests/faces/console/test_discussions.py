"""Discussions on the bus in the console: read, search, say, mark, close (BUS-1 … BUS-4)."""

import re
from dataclasses import replace

import pytest

from api.console.routes import ROOT
from domain.discussions.discussions import Message
from tests.fakes.api_services import DISCUSSION, INCIDENT
from tests.fakes.face_services import ADMIN, MEI, OPERATOR

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

PAGE = f"{ROOT}/discussions"
HERE = f"{PAGE}/{DISCUSSION.id}"
STORE = f"{ROOT}/discussion-store"
FIRST = DISCUSSION.messages[0]
SAID = {"from_id": "lingyi", "topic": "网络", "content": "丢包 <b>now</b>", "tags": "net，urgent"}


def filled(world, count, content="line"):
    """The discussion with so many messages of other programs."""
    messages = tuple(
        Message(
            id=f"msg_{number:014}",
            from_id="lingyi",
            from_name="灵<i>依</i>",
            topic=DISCUSSION.topic,
            content=f"{content}-{number}.",
            timestamp="2026-11-20T22:30:00",
        )
        for number in range(count)
    )
    world.discussions.put(replace(DISCUSSION, messages=messages))


async def test_a_message_opens_a_discussion_once(client, world):
    """BUS-1, BUS-3: pressing twice says it once; words of others are text, and marked."""
    http = await client(OPERATOR, by_session=True)
    form = (await http.get(f"{PAGE}/new")).text
    key = form.partition('name="key" value="')[2].partition('"')[0]
    first = await http.post(f"{PAGE}/new", data=SAID | {"key": key})
    second = await http.post(f"{PAGE}/new", data=SAID | {"key": key})
    page = (await http.get(first.headers["location"])).text

    assert key
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] == second.headers["location"]
    assert page.count("丢包 &lt;b&gt;now") == 1
    assert "<b>now" not in page
    assert "net, urgent" in page
    assert "proven" in page
    assert "网络" in (await http.get(PAGE)).text


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"content": ""}, 422),
        ({"content": "   "}, 422),
        ({"content": "x" * 100_001}, 422),
        ({"topic": ""}, 422),
        ({"topic": "two\nlines"}, 422),
        ({"from_id": "nobody"}, 422),
        ({"from_id": ""}, 422),
        ({"tags": ",".join(map(str, range(21)))}, 422),
        ({"tags": "x" * 65}, 422),
    ],
    ids=[
        "empty",
        "blank",
        "long",
        "no topic",
        "two lines",
        "unknown",
        "for nobody",
        "many tags",
        "long tag",
    ],
)
async def test_what_cannot_be_said_is_refused_in_the_form(client, world, wrong, status):
    """BUS-1, CON-2: what was typed stays."""
    http = await client(OPERATOR, by_session=True)
    before = len(world.discussions.kept)
    refused = await http.post(f"{PAGE}/new", data=SAID | {"key": "k"} | wrong)

    assert refused.status_code == status
    assert 'role="alert"' in refused.text
    assert 'name="content"' in refused.text
    assert len(world.discussions.kept) == before


async def test_a_reply_names_what_it_answers(client, world):
    """BUS-1: an id that cannot be is refused."""
    http = await client(OPERATOR, by_session=True)
    asked = await http.get(f"{HERE}/reply", params={"to": FIRST.id})
    reply = {"from_id": "lingyi", "content": "收到", "reply_to": FIRST.id, "key": "r"}
    done = await http.post(f"{HERE}/reply", data=reply)
    wrong = await http.post(f"{HERE}/reply", data=reply | {"reply_to": "../x", "key": "q"})
    kept = world.discussions.kept[DISCUSSION.id].messages

    assert FIRST.id in asked.text
    assert (done.status_code, wrong.status_code) == (303, 422)
    assert [each.reply_to for each in kept] == ["", FIRST.id]
    assert f'href="{HERE}/messages/{FIRST.id}"' in (await http.get(HERE)).text


async def test_a_closed_discussion_takes_no_reply(client):
    """BUS-1: the page no longer offers it; a form that is still open is refused."""
    http = await client(OPERATOR, by_session=True)
    asked = await http.get(f"{HERE}/close")
    first, again = await http.post(f"{HERE}/close"), await http.post(f"{HERE}/close")
    late = await http.post(f"{HERE}/reply", data={"from_id": "lingyi", "content": "x", "key": "k"})
    page = (await http.get(HERE)).text

    assert "nothing opens it again" in asked.text
    assert (first.status_code, again.status_code, late.status_code) == (303, 303, 409)
    assert f"{HERE}/reply" not in page


async def test_what_came_too_fast_is_marked_after_a_question(client, world):
    """BUS-3: two senders in one second; marking again changes nothing."""
    http = await client(OPERATOR, by_session=True)
    said = await http.post(f"{PAGE}/new", data=SAID | {"key": "k"})
    where = said.headers["location"]
    world.clock.move(seconds=0.3)
    await http.post(f"{where}/reply", data={"from_id": "lingclaude", "content": "收到", "key": "r"})
    asked = await http.get(f"{where}/annotate")
    assert "1 anomaly in 2 messages" in asked.text
    assert (await http.post(f"{where}/annotate")).status_code == 303
    page = (await http.get(where)).text

    assert page.count("inferred") == 2
    assert (await http.post(f"{where}/annotate")).status_code == 303


async def test_messages_are_found_by_words_and_pages_of_them(client, world):
    """BUS-4: the search is the address; what is no place begins at the best."""
    filled(world, 60, "磁盘<script>")
    http = await client(MEI, by_session=True)
    first = (await http.get(PAGE, params={"keyword": "磁盘"})).text
    rest = (await http.get(PAGE, params={"keyword": "磁盘", "after": "50"})).text
    odd = await http.get(PAGE, params={"keyword": "磁盘", "after": "x"})
    none = (await http.get(PAGE, params={"keyword": "zeppelin"})).text

    assert first.count('id="found-') == 50
    assert "after=50" in first
    assert rest.count('id="found-') == 10
    assert "<script>-" not in first
    assert odd.status_code == 200
    assert "Nothing matches" in none


async def test_a_long_discussion_goes_back_by_its_place(client, world):
    """BUS-1: the newest first, none left out; a long message has a page of its own."""
    filled(world, 230)
    http = await client(MEI, by_session=True)
    seen, address = [], HERE
    for _ in range(4):
        page = (await http.get(address)).text
        seen += [number for number in range(230) if f"line-{number}." in page]
        if not (older := re.search(rf'class="button" href="({HERE}\?before=\d+)"', page)):
            break
        address = older[1]
    assert sorted(seen) == list(range(230))

    filled(world, 1, "y" * 5_000)
    page = (await http.get(HERE)).text
    whole = (await http.get(f"{HERE}/messages/msg_{0:014}")).text
    assert page.count("y" * 2_001) == 0
    assert "y" * 5_000 in whole
    assert "<i>依" not in page + whole


async def test_files_that_cannot_be_read_are_named(client, world):
    """BUS-1: the rest of the list stands."""
    world.discussions.write("broken")
    http = await client(MEI, by_session=True)
    page = (await http.get(PAGE)).text

    assert "broken" in page
    assert DISCUSSION.topic in page


async def test_a_viewer_reads_and_says_nothing(client):
    """SEC-3: a page for readers holds no form, and what is not there is not found."""
    http = await client(MEI, by_session=True)
    page = (await http.get(HERE)).text
    assert FIRST.content in page
    for path in (f"{PAGE}/new", f"{HERE}/reply", f"{HERE}/close", f"{HERE}/annotate"):
        assert path not in page
        assert (await http.get(path)).status_code == 403
        assert (await http.post(path)).status_code == 403
    for path in ("disc_none", "disc_none/messages/msg_1", f"{DISCUSSION.id}/messages/msg_none"):
        assert (await http.get(f"{PAGE}/{path}")).status_code == 404


async def test_an_incident_and_its_discussion_lead_to_each_other(client):
    """BUS-5."""
    http = await client(OPERATOR, by_session=True)
    incident = f"{ROOT}/incidents/{INCIDENT.id}"
    await http.post(f"{incident}/discuss")
    link = re.search(rf'href="({PAGE}/[^"/]+)"', (await http.get(incident)).text)

    assert f'href="{incident}"' in (await http.get(link[1])).text


async def test_a_reply_is_written_in_the_dialog(look, world):
    """CON-1, BUS-1: seen at once, on a phone, by keyboard alone."""
    async with look(OPERATOR, size="phone") as seen:
        page = await seen.open(HERE)
        await page.locator(f"#reply-{FIRST.id}").focus()
        await page.keyboard.press("Enter")
        await page.locator("#dialog #f-from_id").select_option("lingyi")
        await page.locator("#dialog #f-content").fill("I look at it.")
        await page.locator("#dialog button[type=submit]").press("Enter")
        await page.locator(".foreign", has_text="I look at it.").wait_for(timeout=20_000)
        assert await seen.faults() == []


async def test_the_store_is_counted_checked_and_completed(client):
    """BUS-2, CON-2."""
    http = await client(OPERATOR, by_session=True)
    counted = await http.get(STORE)
    checked = await http.get(f"{STORE}/check")
    made = await http.post(f"{STORE}/make")

    assert "lingyi" in counted.text
    assert checked.status_code == 200
    assert (made.status_code, made.headers["location"]) == (303, STORE)


async def test_only_whoever_acts_for_others_mends_the_store(client):
    """BUS-2, SEC-3."""
    mei, admin = await client(MEI, by_session=True), await client(ADMIN, by_session=True)

    assert (await mei.get(f"{STORE}/repair")).status_code == 403
    assert (await mei.post(f"{STORE}/make")).status_code == 403
    assert (await admin.get(f"{STORE}/repair")).status_code == 200
    assert (await admin.post(f"{STORE}/repair")).status_code == 303


@pytest.mark.parametrize(
    ("typed", "status"), [("2", 200), ("soon", 422), ("-1", 422), ("nan", 422)]
)
async def test_odd_times_are_looked_for_by_a_span_that_can_be(client, typed, status):
    """BUS-1, CON-2: the sentence of the other faces stands at the field."""
    http = await client(MEI, by_session=True)
    page = await http.get(f"{HERE}/anomalies", params={"threshold_seconds": typed})

    assert page.status_code == status
    assert ('id="e-threshold_seconds"' in page.text) is (status == 422)
