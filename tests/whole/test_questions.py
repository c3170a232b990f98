"""Every question to the assistant that the pages for people show, asked of the demonstration."""

import json
import re
from pathlib import Path

import pytest

from tests.whole.callers import Caller, eventually, token_of
from tests.whole.machine import WHOLE

pytestmark = WHOLE

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "README.zh-CN.md", "docs/*.md", "cli/assistant/*.py")
SHOWN = re.compile(r"""zhiban chat (?:-p \w+ )?(["'])(.+?)\1|-d '\{"text": "()(.+?)"\}'""")
NO_SENTENCE = re.compile(
    r'"\w+": |[{}]|\(sandbox model\)|tool_result|as JSON|do not follow'
    r"|\b[a-z]{1,3}_[0-9a-z]{16,}|\b[0-9a-f]{8}-[0-9a-f]{4}-"
)
QUOTED = re.compile(r'“[^”]*”|"[^"]*"|https?://\S+')
CHINESE = re.compile("[\u4e00-\u9fff]")
NUMBER = re.compile(r"\d+")
LONGEST = 900
TRUE = {
    "payments": r"bank gateway timed out",
    "gateway log": r"gateway: (?:\d+|no) errors",
    "告警": r"支付错误率过高",
    "briefing say": r"支付错误率过高",
    "background tasks": r'You have \d+ background tasks?: "',
    "明天天气": r"^深圳明天\S+，-?\d+ 到 -?\d+ ℃",
    "going on": r"open|alarm",
    "现在怎么样": r"未结束.*告警",
}
"""Part of a question → what stands in a true answer in the demonstration's town."""
UNKNOWN = ("写一首关于月亮的诗", "Write a poem about the moon")


def questions():
    """Return what the pages show, once each, in a fixed order."""
    found = {
        (match[2] or match[4]): None
        for pattern in PAGES
        for page in sorted(ROOT.glob(pattern))
        for match in SHOWN.finditer(page.read_text(encoding="utf-8"))
    }
    return [*found]


@pytest.fixture(scope="module")
async def mei(town):
    caller = Caller(town.machine, await token_of(town.machine, "u_mei", "operate"))
    async with caller.http:
        before = {each["id"] for each in await tasks_of(caller)}
        yield caller
        for each in await tasks_of(caller):
            if each["id"] not in before:
                await caller.http.delete(f"/api/v1/tasks/{each['id']}")


async def tasks_of(caller):
    return (await caller.get("/api/v1/tasks", limit=100))["tasks"]


async def asked(mei, town, text, *, agreed=True):
    """Ask, answer what it asks, and return the steps."""
    port = town.machine.sandbox("web").rpartition(":")[2]
    said = {"text": text.replace(":8106", f":{port}")}
    answer = await mei.http.post("/api/v1/assistant", json=said)
    answer.raise_for_status()
    path = f"/api/v1/assistant/{answer.json()['conversation_id']}"

    async def over():
        now = await mei.get(path)
        questions = [each for each in now["steps"] if each["kind"] == "question"]
        if now["state"] == "asking" and questions:  # the state may be newer than the steps
            word = {"question_id": questions[-1]["question_id"], "agreed": agreed}
            await mei.http.post(f"{path}/answer", json=word)
        return now["steps"] if now["steps"][-1]["kind"] == "end" else None

    return await eventually(over)


def test_the_pages_show_questions_and_one_of_them_changes_something():
    """MCC-4: the pattern that finds them still does."""
    shown = questions()

    assert len(shown) >= 8
    assert {bool(CHINESE.search(each)) for each in shown} == {True, False}
    assert any("http://" in each for each in shown)


@pytest.mark.parametrize("question", questions())
async def test_a_question_of_the_pages_is_answered_as_a_person_would(town, mei, question):
    """MCC-4, OPS-1: in its language, with the numbers that a tool returned, and never raw."""
    steps = await asked(mei, town, question)
    kinds = [each["kind"] for each in steps]
    results = [each for each in steps if each["kind"] == "result"]
    answer = [each for each in steps if each["kind"] == "assistant"][-1]["text"]

    assert kinds[-2:] == ["assistant", "end"]
    assert results
    assert {each["outcome"] for each in results} == {"done"}
    assert 10 < len(answer) <= LONGEST
    assert not NO_SENTENCE.search(answer), answer
    if "briefing" not in question.lower():  # it is told as it was written, in her language
        ours = QUOTED.sub("", answer)
        assert bool(CHINESE.search(ours)) == bool(CHINESE.search(question)), answer
    for part, true in TRUE.items():
        if part in question:
            assert re.search(true, answer), answer
    seen = json.dumps([each["text"] for each in results], ensure_ascii=False) + question
    numbers = set(NUMBER.findall(answer)) - {"24", "12", "1", "5"}
    told = {each for each in numbers if each in seen}
    assert len(numbers) - len(told) <= 2, (numbers - told, answer)  # the end of a bar is worked out


@pytest.mark.parametrize("agreed", [True, False])
async def test_what_is_written_is_asked_about_first_and_told_afterwards(town, mei, agreed):
    """MCC-4, SEC-4: the question shows the page; the outcome is told, whichever it is."""
    page = "http://127.0.0.1:8106/shop/item" if agreed else "http://127.0.0.1:8106/shop/other"
    steps = await asked(mei, town, f"盯着 {page}，有变化发邮件告诉我", agreed=agreed)
    question = next(each["text"] for each in steps if each["kind"] == "question")
    answer = [each for each in steps if each["kind"] == "assistant"][-1]["text"]
    made = [each for each in await tasks_of(mei) if each["name"] == page.rpartition("8106/")[2]]

    assert page.rpartition(":8106")[2] in question
    assert len(made) == agreed
    assert ("mei@sandbox.example" in answer) == agreed
    assert ("什么都没有做" in answer) == (not agreed)


@pytest.mark.parametrize("question", UNKNOWN)
async def test_what_it_cannot_do_it_says_with_the_settings_of_a_real_model(town, mei, question):
    """MCC-4, OPS-1: one sentence, and no echo."""
    steps = await asked(mei, town, question)
    answer = steps[-2]["text"]

    assert [each["kind"] for each in steps] == ["person", "assistant", "end"]
    assert question not in answer
    assert "ZHIBAN_LLM_BASE_URL" in answer
    assert bool(CHINESE.search(answer)) == bool(CHINESE.search(question))
    assert len(re.findall(r"[.。](?:\s|$)", answer)) == 1
