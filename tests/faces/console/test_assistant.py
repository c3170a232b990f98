"""The assistant in the console: ask, watch, answer, stop, delete (MCC-4, CON-2)."""

import re
from dataclasses import replace

import pytest

from api.console.routes import ROOT
from domain.assistant.conversations import EndReason, TurnState
from tests.faces.console.examples import talk_of
from tests.fakes.face_services import MEI, OPERATOR
from tests.fakes.talks import QUESTION, call, end, happen, result, word, words

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

PAGE = f"{ROOT}/assistant"
MINE = talk_of(MEI.person_id)
TALK = f"{PAGE}/{MINE}"
GONE = (word("restart", agreed=True), result("restart", "gone"), words("Restarted."), end())


async def test_what_is_asked_begins_a_conversation_and_leads_to_it(client, world):
    """MCC-4: the form holds a key, so that pressing twice asks once."""
    http = await client(MEI, by_session=True)
    key = (await http.get(PAGE)).text.partition('name="key" value="')[2].partition('"')[0]
    asked = {"text": "Which pods are ill?", "key": key}
    first = await http.post(PAGE, data=asked)
    second = await http.post(PAGE, data=asked)
    page = (await http.get(first.headers["location"])).text

    assert key
    assert first.status_code == 303
    assert first.headers["location"] == second.headers["location"]
    assert len(world.turns.started) >= 1
    assert len({each.conversation for each in world.turns.started}) == 1
    assert "Which pods are ill?" in page
    assert "All is well." in page


@pytest.mark.parametrize("text", ["", "   ", "x" * 8001])
async def test_what_cannot_be_asked_is_refused_at_its_field(client, world, text):
    """MCC-4, CON-2."""
    http = await client(MEI, by_session=True)
    for address in (PAGE, TALK):
        refused = await http.post(address, data={"text": text, "key": "k"})
        assert refused.status_code == 422
        assert 'aria-invalid="true"' in refused.text
    assert world.turns.started == []


async def test_a_conversation_that_is_not_over_says_so_and_keeps_what_was_typed(client):
    """MCC-4."""
    http = await client(MEI, by_session=True)
    refused = await http.post(TALK, data={"text": "and <b>now</b>?", "key": "k"})

    assert refused.status_code == 409
    assert "is not over" in refused.text
    assert "and &lt;b&gt;now&lt;/b&gt;?" in refused.text


async def test_what_strangers_wrote_stands_as_text_and_is_marked(client):
    """SEC-4: results, words of the model and questions alike; the whole of a long one is a page."""
    http = await client(MEI, by_session=True)
    page = (await http.get(TALK)).text
    whole = (await http.get(f"{TALK}/steps/3")).text

    for text in ("<b>slow", "<img src=x", "<i>full", "<u>checkout"):
        assert text not in page
    assert "Result, as the tool gave it" in page
    assert "A tool of your plugin" in page
    assert page.count("行line") < 500
    assert whole.count("行line") == 600
    assert (await http.get(f"{TALK}/steps/99")).status_code == 404


async def test_a_question_is_answered_once(client, world):
    """MCC-4, SEC-4: exactly the one that was shown; a wrong word is no answer."""
    http = await client(MEI, by_session=True)
    address = f"{TALK}/answer"
    world.turns.yes = GONE
    for wrong in ({}, {"agreed": "yes"}, {"question_id": QUESTION, "agreed": "maybe"}):
        assert (await http.post(address, data=wrong)).status_code == 422
    other = await http.post(address, data={"question_id": "0" * 64, "agreed": "yes"})
    before = list(world.turns.answers)
    done = await http.post(address, data={"question_id": QUESTION, "agreed": "yes"})
    late = await http.post(address, data={"question_id": QUESTION, "agreed": "no"})

    assert (other.status_code, before) == (409, [])
    assert "Restart &lt;u&gt;checkout" in other.text
    assert (done.status_code, world.turns.answers) == (303, [(QUESTION, True)])
    assert late.status_code == 409
    assert "Nothing waits for your answer" in late.text
    assert "Restarted." in (await http.get(TALK)).text


async def test_a_turn_is_stopped_and_a_conversation_deleted_after_a_question(client, world):
    """MCC-4."""
    http = await client(MEI, by_session=True)
    asked = await http.get(f"{TALK}/do/stop")
    before = list(world.turns.stopped)
    stopped = await http.post(f"{TALK}/do/stop")

    assert "finished first" in asked.text
    assert (before, stopped.status_code, len(world.turns.stopped)) == ([], 303, 1)
    assert "You stopped it." in (await http.get(TALK)).text
    gone = await http.post(f"{TALK}/do/delete")
    assert (gone.status_code, gone.headers["location"]) == (303, PAGE)
    assert (await http.get(TALK)).status_code == 404
    assert (await http.get(f"{TALK}/do/forget")).status_code == 404


async def test_conversations_of_others_are_not_there(client):
    """MCC-4, SEC-3: neither seen, nor answered, nor deleted."""
    http = await client(OPERATOR, by_session=True)
    assert MINE not in (await http.get(PAGE)).text
    for path in ("", "/answer", "/steps/1", "/do/stop", "/do/delete"):
        assert (await http.get(TALK + path)).status_code == 404
    data = {"question_id": QUESTION, "agreed": "yes", "text": "x", "key": "k"}
    for path in ("", "/answer", "/do/stop", "/do/delete"):
        assert (await http.post(TALK + path, data=data)).status_code == 404


async def test_without_a_model_it_says_what_to_set(client, world, app):
    """MCC-4: what was said before can still be read."""
    service = replace(world.services.conversations, configured=False)
    app.state.services = replace(world.services, conversations=service)
    http = await client(MEI, by_session=True)
    page = await http.get(PAGE)
    refused = await http.post(PAGE, data={"text": "hello", "key": "k"})

    assert "ZHIBAN_LLM_API_KEY" in page.text
    assert 'name="text"' not in page.text
    assert MINE in page.text
    assert (await http.get(TALK)).status_code == 200
    assert refused.status_code >= 400
    assert "ZHIBAN_LLM_API_KEY" in refused.text


async def test_why_a_turn_ended_is_told_in_it(client, world):
    """MCC-4: a call that was not made says so."""
    limit = end(EndReason.TOO_MANY_STEPS, "It took too many steps.")
    await happen(world.conversations, MINE, TurnState.LIMITED, call("more"), limit)
    http = await client(MEI, by_session=True)
    page = (await http.get(TALK)).text

    assert "It took too many steps." in page
    assert "not called" in page
    assert "look-again" not in page


async def test_a_long_conversation_goes_back_by_its_place(client, world):
    """CON-2: no page holds more than 200 steps, none is left out."""
    said = world.conversations.words[MINE]
    filled = [replace(said[5], number=n, text=f"step-{n}.") for n in range(1, 451)]
    world.conversations.words[MINE] = filled
    http = await client(MEI, by_session=True)
    seen, address = [], TALK
    for _ in range(4):
        page = (await http.get(address)).text
        seen += [n for n in range(1, 451) if f"step-{n}." in page]
        if not (older := re.search(rf'class="button" href="({TALK}\?before=\d+)"', page)):
            break
        address = older[1]

    assert sorted(seen) == list(range(1, 451))
    assert (await http.get(TALK, params={"before": "x"})).status_code == 404


async def test_it_is_watched_while_it_works(look, world):
    """MCC-4, CON-2: steps and the model's unfinished words come by themselves; typed text stays."""
    await happen(world.conversations, MINE, TurnState.THINKING, word("restart", agreed=True))
    await world.progress.set(f"conversation/{MINE}/2", "I look at")
    async with look(MEI) as seen:
        page = await seen.open(TALK)
        await page.get_by_text("I look at").wait_for(timeout=20_000)
        await page.locator("#f-text").fill("typed meanwhile")
        await happen(world.conversations, MINE, TurnState.DONE, words("It is well."), end())
        await page.get_by_text("It is well.").wait_for(timeout=20_000)
        assert await page.locator("#look-again").count() == 0
        assert await page.locator("#f-text").input_value() == "typed meanwhile"
        assert await seen.faults() == []


async def test_a_question_is_answered_by_keyboard(look, world):
    """CON-1, MCC-4: on a phone, too."""
    world.turns.yes = GONE
    async with look(MEI, size="phone") as seen:
        page = await seen.open(TALK)
        await page.locator("#answer-yes").focus()
        await page.keyboard.press("Enter")
        await page.get_by_text("Restarted.").wait_for(timeout=20_000)
        assert world.turns.answers == [(QUESTION, True)]
        assert await seen.faults() == []
