"""What servers want to ask a person, in both protocol eras."""

import asyncio
from typing import Annotated

import mcp_types
import pytest
from mcp.server.mcpserver import Elicit, ElicitationResult, Resolve
from pydantic import BaseModel

from mcp_client import ClientPool, FaultKind, Network, Question, ServerFault, anywhere
from mcp_client.questions import MOST_QUESTIONS, answers_to, elicitation
from tests.mcp_client.patience import LATE, SOON
from tests.mcp_client.serving import ERAS, Plugin, running, until


class Sure(BaseModel):
    sure: bool
    note: str = "none"


async def ask() -> Elicit[Sure]:
    return Elicit("Remove it?", Sure)


async def remove(answer: Annotated[ElicitationResult[Sure], Resolve(ask)]) -> str:
    """Remove it, if the person agrees."""
    return str(answer.action) if answer.action != "accept" else f"sure: {answer.data.sure}"


@pytest.fixture(params=ERAS)
def plugin(request):
    plugin = Plugin(request.param)
    plugin.mcp.add_tool(remove)
    return plugin


async def answer_of(plugin, asker):
    async with (
        running(plugin),
        ClientPool(lambda: Network(anywhere), asker=asker) as servers,
    ):
        await servers.register("u_mei", "files", plugin.config)
        result = await servers.call_tool("u_mei", "files", "remove", {})
        return result.blocks[0].text


async def test_the_person_answers_what_a_server_asks(plugin):
    """MCC-2."""
    heard = []

    async def asker(question):
        heard.append(question)
        return {"sure": True}

    assert await answer_of(plugin, asker) == "sure: True"
    (question,) = heard
    assert isinstance(question, Question)
    assert (question.owner, question.server, question.message) == ("u_mei", "files", "Remove it?")
    assert question.schema["properties"]["sure"]["type"] == "boolean"
    assert question.url == ""


async def test_a_person_may_decline(plugin):
    """MCC-2."""

    async def asker(question):
        return None

    assert await answer_of(plugin, asker) == "decline"


async def test_an_asker_that_fails_agrees_to_nothing(plugin, caplog):
    """MCC-2."""

    async def asker(question):
        raise RuntimeError("The window was closed.")

    assert await answer_of(plugin, asker) == "cancel"
    assert "could not be put to anybody" in caplog.text


async def test_without_an_asker_nobody_is_asked(plugin):
    """MCC-2: a server cannot get at a person of its own accord."""
    with pytest.raises(ServerFault) as caught:
        await answer_of(plugin, None)

    assert caught.value.kind is FaultKind.ASKS


async def test_an_address_is_shown_and_never_filled_in():
    """MCC-2: what the person does there is between them and the server."""
    seen = []

    async def asker(question):
        seen.append(question.url)
        return {"password": "hush"}

    params = mcp_types.ElicitRequestURLParams(message="Sign in.", url="https://wiki.example.cn/in")
    said = await elicitation(asker, "u_mei", "wiki")(context=None, params=params)

    assert seen == ["https://wiki.example.cn/in"]
    assert (said.action, said.content) == ("accept", None)


async def test_a_server_cannot_ask_without_end():
    """MCC-2."""
    params = mcp_types.ElicitRequestFormParams(message="And?", requested_schema={})
    requests = {
        str(number): mcp_types.ElicitRequest(params=params) for number in range(MOST_QUESTIONS + 1)
    }

    assert await answers_to(None, requests) is None


async def test_a_person_is_not_flooded_with_questions():
    """MCC-2, SEC-4: a server of before 2026 may ask at any time, and as often as it likes."""
    asked, may_answer = 0, asyncio.Event()

    async def slowly(question):
        nonlocal asked
        asked += 1
        await may_answer.wait()
        return {"sure": True}

    answer = elicitation(slowly, "mei", "weather")
    params = mcp_types.ElicitRequestFormParams(message="Sure?", requested_schema={})
    asking = [asyncio.create_task(answer(None, params)) for _ in range(3 * MOST_QUESTIONS)]
    refused = 2 * MOST_QUESTIONS
    await until(lambda: sum(each.done() for each in asking) == refused)

    assert asked == MOST_QUESTIONS
    may_answer.set()
    said = [(await each).action for each in asking]
    assert (said.count("accept"), said.count("cancel")) == (MOST_QUESTIONS, refused)
    assert (await answer(None, params)).action == "accept"


@pytest.mark.parametrize("plugin", [ERAS[0]], indirect=True)
async def test_a_person_who_takes_their_time_breaks_no_other_call_off(plugin):
    """MCC-2: the call that asked took the session along, and all that waited on it."""
    asked = asyncio.Event()

    async def slowly(question):
        asked.set()
        await asyncio.Event().wait()

    async with running(plugin), ClientPool(lambda: Network(anywhere), asker=slowly) as servers:
        await servers.register("mei", "weather", plugin.config)
        other = asyncio.create_task(servers.call_tool("mei", "weather", "wait", {}))
        await until(lambda: plugin.asked["tools/call wait"] == 1)
        with pytest.raises(ServerFault) as met:
            await servers.call_tool("mei", "weather", "remove", {}, timeout=LATE)

        assert (asked.is_set(), met.value.kind) == (True, FaultKind.TIMED_OUT)
        assert not other.done()
        plugin.release.set()
        assert (await asyncio.wait_for(other, SOON)).text == "released"
