"""The assistant as a person has it: over HTTP, while what answers them is killed."""

import httpx
import pytest

from tests.whole.callers import asking, eventually, order
from tests.whole.machine import WHOLE

pytestmark = WHOLE

NOTE = "The assistant was told on a Tuesday"
TASK = {
    "type": "web_monitor",
    "config": {"urls": ["https://status.example.cn/"]},
    "name": "Asked for in a dialogue",
}


@pytest.fixture
async def model(machine):
    """Teach the model's stand-in dialogues; they are forgotten at the end."""

    async def learn(*dialogues):
        await order(machine, "model", "script", {"dialogues": list(dialogues)})

    yield learn
    await order(machine, "model", "reset", {})


async def say(admin, text, **more):
    answer = await admin.http.post("/api/v1/assistant", json={"text": text}, **more)
    answer.raise_for_status()
    return answer.json()["conversation_id"]


async def until(admin, conversation, *states):
    """Wait for a state; return the conversation with its steps."""

    async def there():
        now = await admin.get(f"/api/v1/assistant/{conversation}")
        return now if now["state"] in states else None

    return await eventually(there)


async def held(machine):
    async with asking(machine.sandbox("model")) as http:
        return (await http.get("/_sim/script")).json()["held"]


async def test_a_worker_killed_in_the_middle_of_a_turn_is_not_missed(town, admin, model):
    """REL-1, MCC-4: what was done is not done again, and the answer comes."""
    machine = town.machine
    await model(
        {
            "said": "Remember the day",
            "lines": [
                {"calls": [{"name": "remember", "arguments": {"text": NOTE}}]},
                {"after": 1, "text": "I will.", "held": True},
            ],
        }
    )
    conversation = await say(admin, "Remember the day, please")
    await eventually(lambda: held(machine))
    async with town.run.killed("worker"):
        await order(machine, "model", "script/go", {})
    told = await until(admin, conversation, "done")

    kinds = [each["kind"] for each in told["steps"]]
    assert kinds == ["person", "assistant", "call", "result", "assistant", "end"]
    assert told["steps"][3]["outcome"] == "done"
    assert told["steps"][4]["text"] == "I will."
    found = await admin.get("/api/v1/memories", query="assistant Tuesday")
    assert [each["text"] for each in found["found"]] == [NOTE]


@pytest.mark.parametrize(("agreed", "made"), [(True, 1), (False, 0)])
async def test_a_question_outlives_temporal_and_the_api(town, admin, model, agreed, made):
    """REL-1, MCC-4, SEC-4: it waits for a person's word, and their word is obeyed once."""
    said = f"Watch that page, {'yes' if agreed else 'no'}"
    task = TASK | {"name": f"{TASK['name']}, {agreed}"}
    await model(
        {
            "said": said,
            "lines": [
                {"calls": [{"name": "create_background_task", "arguments": task}]},
                {"after": 1, "text": "As you say."},
            ],
        }
    )
    conversation = await say(admin, said)
    asked = await until(admin, conversation, "asking")
    question = await eventually(lambda: _question(admin, conversation))
    async with town.run.killed("temporal" if agreed else "api"):
        pass
    answer = await eventually(lambda: _answer(admin, conversation, question, agreed))

    assert answer.status_code == 204, answer.text
    told = await until(admin, conversation, "done")
    assert asked["turn"] == 1
    assert [each["agreed"] for each in told["steps"] if each["kind"] == "word"] == [agreed]
    assert task["name"] in next(
        each["text"] for each in told["steps"] if each["kind"] == "question"
    )
    tasks = (await admin.get("/api/v1/tasks", limit=100))["tasks"]
    mine = [each for each in tasks if each["name"] == task["name"]]
    assert len(mine) == made
    for each in mine:
        (await admin.http.delete(f"/api/v1/tasks/{each['id']}")).raise_for_status()


async def _question(admin, conversation):
    steps = (await admin.get(f"/api/v1/assistant/{conversation}"))["steps"]
    return next((each["question_id"] for each in steps if each["kind"] == "question"), None)


async def _answer(admin, conversation, question, agreed):
    """Answer; None while nobody is there to hear it."""
    word = {"question_id": question, "agreed": agreed}
    try:
        answer = await admin.http.post(f"/api/v1/assistant/{conversation}/answer", json=word)
    except httpx.TransportError:
        return None
    return None if answer.status_code >= 500 else answer
