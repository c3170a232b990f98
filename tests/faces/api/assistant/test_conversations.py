"""The assistant over HTTP: at once, waiting, and as it comes (MCC-4)."""

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from api.live import end_streams
from domain.assistant.conversations import LONGEST_SAID, EndReason, TurnState
from domain.people.access import Scope
from tests.fakes.api_services import ApiWorld
from tests.fakes.face_services import BO, MEI
from tests.fakes.talks import (
    QUESTION,
    PlayedTurns,
    call,
    end,
    happen,
    question,
    result,
    word,
    words,
)

URL = "/api/v1/assistant"
PATIENCE = 25
"""Seconds for what comes at once on a quiet machine."""
ASKS = (call("remove", '{"id": 1}'), question("remove", "Remove 1?"))
REMOVED = (word("remove", agreed=True), result("remove", "gone"), words("Removed."), end())


@pytest.fixture
def world():
    """Turns do what a test has them do; by themselves they stay at thinking."""
    return ApiWorld(turns=PlayedTurns(opening=()))


async def say(http, text="What is wrong?", status=202, **more):
    """Say something; returns the answer."""
    params = {"wait_seconds": more.pop("wait")} if "wait" in more else {}
    headers = {"Idempotency-Key": more.pop("key")} if "key" in more else {}
    response = await http.post(URL, json={"text": text, **more}, params=params, headers=headers)
    assert response.status_code == status, response.text
    return response.json()


async def until(condition):
    """Wait until something is so."""
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0)


async def test_what_is_said_is_answered_at_once_with_where_to_read_on(mei, world):
    """MCC-4."""
    said = await say(mei)

    assert (said["turn"], said["state"], said["is_new"]) == (1, "thinking", True)
    assert (said["answer"], said["question"], said["next_after"]) == ("", None, 1)
    assert [each["kind"] for each in said["steps"]] == ["person"]
    assert world.turns.started[0].via.startswith("token:")
    await happen(world.conversations, said["conversation_id"], TurnState.DONE, words("All."), end())
    read = (await mei.get(f"{URL}/{said['conversation_id']}", params={"after": 1})).json()
    assert [each["text"] for each in read["steps"]] == ["All.", "Answered."]
    assert (read["state"], read["next_after"], read["title"]) == ("done", 3, "What is wrong?")


async def test_who_waits_is_answered_when_the_turn_is_over(mei, world):
    """MCC-4."""
    asking = asyncio.create_task(say(mei, wait=30, status=200))
    await until(lambda: world.turns.started)
    name = world.turns.started[0].conversation
    await happen(world.conversations, name, TurnState.CALLING, words("I look."), call("read"))
    ended = (result("read", "x"), words("Nothing."), end())
    await happen(world.conversations, name, TurnState.DONE, *ended)
    said = await asyncio.wait_for(asking, PATIENCE)

    assert (said["answer"], said["state"]) == ("Nothing.", "done")
    assert [each["kind"] for each in said["steps"]] == [
        *("person", "assistant", "call", "result", "assistant", "end")
    ]
    assert [each["number"] for each in said["steps"]] == [1, 2, 3, 4, 5, 6]


async def test_who_waits_is_told_of_a_question_and_answers_it_once(mei, world):
    """MCC-4, SEC-4."""
    world.turns.opening, world.turns.yes = ASKS, REMOVED
    said = await say(mei, wait=30)
    name = said["conversation_id"]

    assert said["state"] == "asking"
    assert said["question"] == {
        "question_id": QUESTION,
        "text": "Remove 1?",
        "tool": "remove",
        "plugin": "",
    }
    wrong = {"question_id": "0" * 64, "agreed": True}
    assert (await mei.post(f"{URL}/{name}/answer", json=wrong)).status_code == 409
    yes = {"question_id": QUESTION, "agreed": True}
    assert (await mei.post(f"{URL}/{name}/answer", json=yes)).status_code == 204
    assert world.turns.answers == [(QUESTION, True)]
    assert (await mei.get(f"{URL}/{name}")).json()["state"] == "done"
    late = await mei.post(f"{URL}/{name}/answer", json=yes)
    assert (late.status_code, "over" in late.json()["detail"]) == (409, True)


async def test_who_waits_too_short_a_time_reads_on_later(mei, world):
    """MCC-4."""
    said = await say(mei, wait=1)

    assert (said["state"], said["next_after"]) == ("thinking", 1)


async def test_the_same_key_begins_one_turn(mei, world):
    """MCC-4, REL-1."""
    world.turns.opening = (words("All is well."), end())
    first = await say(mei, key="k", status=200)
    again = await say(mei, key="k", status=200)

    assert (first["is_new"], again["is_new"]) == (True, False)
    assert again["answer"] == "All is well."
    assert len(world.turns.started) == 1
    await say(mei, "something else", key="k", status=409)


async def test_a_conversation_goes_on_turn_by_turn_and_one_at_a_time(mei, world):
    """MCC-4."""
    world.turns.opening = (words("First."), end())
    name = (await say(mei, status=200))["conversation_id"]
    world.turns.opening = ()
    second = await say(mei, "And?", conversation_id=name)

    assert (second["turn"], second["state"]) == (2, "thinking")
    assert [each["number"] for each in second["steps"]] == [4]
    busy = await mei.post(URL, json={"text": "And?", "conversation_id": name})
    assert (busy.status_code, "not over" in busy.json()["detail"]) == (409, True)
    stopped = await mei.post(f"{URL}/{name}/stop")
    assert stopped.status_code == 200
    assert len(world.turns.stopped) == 1
    ended = (await mei.get(f"{URL}/{name}")).json()
    assert (ended["state"], ended["steps"][-1]["reason"]) == ("stopped", "stopped_by_person")


async def test_conversations_are_listed_page_by_page_and_deleted(mei, world):
    """MCC-4."""
    world.turns.opening = (words("Done."), end())
    names = [(await say(mei, str(n), status=200))["conversation_id"] for n in range(3)]
    page = (await mei.get(URL, params={"limit": 2})).json()
    rest = (await mei.get(URL, params={"limit": 2, "before": page["next_before"]})).json()

    listed = [each["id"] for each in page["conversations"] + rest["conversations"]]
    assert (sorted(listed), rest["next_before"]) == (sorted(names), "")
    for name in names:
        assert (await mei.delete(f"{URL}/{name}")).status_code == 204
    assert (await mei.get(URL)).json()["conversations"] == []
    assert (await mei.delete(f"{URL}/{names[0]}")).status_code == 404


async def test_nobody_reaches_anothers_conversation(mei, client, world):
    """MCC-4, SEC-3."""
    world.turns.opening = ASKS
    name = (await say(mei))["conversation_id"]
    bo = await client(BO)

    yes = {"question_id": QUESTION, "agreed": True}
    asked = (
        bo.get(f"{URL}/{name}"),
        bo.get(f"{URL}/{name}/stream"),
        bo.post(f"{URL}/{name}/answer", json=yes),
        bo.post(f"{URL}/{name}/stop"),
        bo.delete(f"{URL}/{name}"),
        bo.post(URL, json={"text": "x", "conversation_id": name}),
    )
    assert {(await each).status_code for each in asked} == {404}
    assert (await bo.get(URL)).json()["conversations"] == []
    assert (world.turns.answers, world.turns.stopped) == ([], [])


async def test_a_page_of_another_site_cannot_speak_or_agree(client, world):
    """MCC-4, SEC-3."""
    browser = await client(MEI, by_session=True)
    assert (await browser.post(URL, json={"text": "x"})).status_code == 202
    name = world.turns.started[0].conversation
    del browser.headers["X-CSRF-Token"]
    for path, body in (
        (URL, {"text": "x"}),
        (f"{URL}/{name}/answer", {"question_id": QUESTION, "agreed": True}),
        (f"{URL}/{name}/stop", None),
    ):
        assert (await browser.post(path, json=body)).status_code == 403


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "x" * (LONGEST_SAID + 1)}, "text"),
        ({"text": "x", "conversation_id": "c_1"}, "conversation_id"),
        ({"text": "x", "model": "gpt"}, "model"),
    ],
)
async def test_what_breaks_a_rule_is_named_and_begins_nothing(mei, world, body, field):
    """EVT-3, MCC-4."""
    response = await mei.post(URL, json=body)

    assert (response.status_code, response.json()["field"]) == (422, field)
    assert world.conversations.kept == {}
    assert (await mei.post(f"{URL}?wait_seconds=61", json={"text": "x"})).status_code == 422


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
async def test_without_a_model_it_says_which_settings_it_lacks(mei, world, app, accept):
    """MCC-4, OPS-4: a setting of the operators', and no fault of ours; before anything is kept."""
    service = replace(world.services.conversations, configured=False)
    app.state.services = replace(world.services, conversations=service)
    response = await mei.post(URL, json={"text": "x"}, headers={"Accept": accept})
    problem = response.json()

    assert (response.status_code, problem["type"]) == (503, "urn:zhiban:problem:misconfigured")
    assert response.headers["content-type"] == "application/problem+json"
    assert "retry-after" not in response.headers
    assert "set ZHIBAN_LLM_API_KEY" in problem["detail"]
    assert "ZHIBAN_LLM_MODEL" in problem["detail"]
    assert world.conversations.kept == {}


@asynccontextmanager
async def streamed(served, token, path=URL, said=None, **headers):
    """Follow a stream: say something, or read on."""
    headers = {"Authorization": f"Bearer {token}", "Accept": "text/event-stream"} | headers
    method = "GET" if said is None else "POST"
    async with (
        httpx.AsyncClient(base_url=served.url, timeout=PATIENCE) as http,
        http.stream(method, path, headers=headers, json=said) as response,
    ):
        yield response


async def events(response):
    """Yield (event, id, data) of what comes, comments as ("", "", text)."""
    event = {}
    async for line in response.aiter_lines():
        name, _, text = line.partition(": ")
        if line.startswith(": "):
            yield "", "", line[2:]
        elif line:
            event[name] = text
        elif "data" in event:
            yield event["event"], event.get("id", ""), json.loads(event.pop("data"))
            event = {}


async def all_of(response):
    """Return all that comes but comments."""
    async with asyncio.timeout(PATIENCE):
        return [each async for each in events(response) if each[0]]


@pytest.fixture
async def token(world):
    return await world.token(MEI, Scope.OPERATE)


async def test_steps_are_streamed_as_they_come_and_words_as_they_grow(serve, world, token):
    """MCC-4."""
    kept = world.conversations
    async with (
        streamed(serve(), token, said={"text": "hello"}) as response,
        asyncio.timeout(PATIENCE),
    ):
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["cache-control"] == "no-cache"
        coming = events(response)
        came = [each async for each in _up_to(coming, "step")]
        assert [each[0] for each in came] == ["begun", "step"]
        assert came[0][2] == {"conversation_id": only(kept), "turn": 1, "is_new": True}
        await world.progress.set(f"conversation/{only(kept)}/1", "All is")
        came = [each async for each in _up_to(coming, "speaking")]
        assert came[-1] == ("speaking", "", {"turn": 1, "text": "All is"})
        await happen(kept, only(kept), TurnState.DONE, words("All is well."), end())
        rest = [each async for each in coming if each[0] == "step"]

    assert [(id_, step["text"]) for _, id_, step in rest] == [
        ("2", "All is well."),
        ("3", "Answered."),
    ]


def only(kept):
    (name,) = kept.kept
    return name


async def _up_to(coming, name):
    async for each in coming:
        if each[0]:
            yield each
        if each[0] == name:
            return


@pytest.mark.parametrize("by", ["header", "query"])
async def test_a_stream_that_broke_goes_on_where_it_was(serve, world, token, by):
    """MCC-4."""
    world.turns.opening = (words("All is well."), end())
    served = serve()
    async with streamed(served, token, said={"text": "hello"}) as response:
        assert [each[0] for each in await all_of(response)] == ["begun", "step", "step", "step"]
    path = f"{URL}/{only(world.conversations)}/stream"
    headers = {"Last-Event-ID": "2"} if by == "header" else {}
    at = path if by == "header" else f"{path}?after=2"

    async with streamed(served, token, at, **headers) as response:
        assert [each[1] for each in await all_of(response)] == ["3"]
    async with streamed(served, token, path, **{"Last-Event-ID": "3"}) as response:
        assert response.status_code == 204


async def test_a_quiet_stream_shows_that_it_lives_and_ends_with_the_server(serve, world, token):
    """MCC-4, OPS-5."""
    served = serve()
    async with streamed(served, token, said={"text": "hello"}) as response:
        async with asyncio.timeout(PATIENCE):
            async for each in events(response):
                if each[2] == "alive":
                    break
        end_streams(served.app)


async def test_a_turn_goes_on_when_nobody_listens_any_more(serve, world, token):
    """MCC-4."""
    served = serve(most_streams_each=1)
    async with streamed(served, token, said={"text": "hello"}) as response:
        assert response.status_code == 200
    await until(lambda: not served.app.state.streams.open_of.total())

    assert world.turns.stopped == []
    name = only(world.conversations)
    await happen(world.conversations, name, TurnState.DONE, words("All."), end())
    async with streamed(served, token, f"{URL}/{name}/stream") as response:
        assert [each[2]["kind"] for each in await all_of(response)] == [
            *("person", "assistant", "end")
        ]


async def test_an_earlier_turn_is_streamed_to_its_own_end(serve, world, token):
    """MCC-4, REL-1: a key that is used again finds its turn, whatever runs meanwhile."""
    world.turns.opening = (words("First."), end())
    served = serve()
    said = {"text": "one"}
    async with streamed(served, token, said=said, **{"Idempotency-Key": "k"}) as response:
        await all_of(response)
    world.turns.opening = ()
    more = {"text": "two", "conversation_id": only(world.conversations)}
    async with streamed(served, token, said=more):
        pass

    async with streamed(served, token, said=said, **{"Idempotency-Key": "k"}) as response:
        came = await all_of(response)
    assert [each[2]["turn"] for each in came] == [1, 1, 1, 1]
    assert not came[0][2]["is_new"]


async def test_streams_and_waiting_requests_are_bounded(serve, world, token):
    """MCC-4, SEC-2."""
    served = serve(most_streams_each=1)
    async with (
        streamed(served, token, said={"text": "hello"}),
        streamed(served, token, said={"text": "again"}) as second,
    ):
        assert second.status_code == 429
        async with httpx.AsyncClient(base_url=served.url, timeout=PATIENCE) as http:
            proof = {"Authorization": f"Bearer {token}"}
            waits = await http.post(f"{URL}?wait_seconds=5", json={"text": "x"}, headers=proof)
        assert waits.status_code == 429
    assert len(world.conversations.kept) == 1


async def test_a_stream_ends_after_its_time_and_the_turn_does_not(serve, world, token):
    """MCC-4."""
    served = serve(longest_stream=timedelta(seconds=2))
    async with streamed(served, token, said={"text": "hello"}) as response:
        came = await all_of(response)

    assert [each[0] for each in came] == ["begun", "step"]
    assert world.turns.stopped == []


async def test_a_revoked_token_hears_no_more(serve, world, token):
    """MCC-4, SEC-3."""
    async with streamed(serve(), token, said={"text": "hello"}) as response:
        kept = next(iter(world.tokens.kept.values()))
        await world.tokens.revoke(kept.id, at=world.clock.now())

        came = await all_of(response)
    assert EndReason.ANSWERED not in {each[2].get("reason") for each in came}
