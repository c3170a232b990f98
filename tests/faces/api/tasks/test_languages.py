"""What watches say, as people of each language read it over HTTP."""

import re

import pytest

from api.tasks.bodies import EXAMPLES
from application.ports.tasks import WatchRecord
from domain.common.messages import Clauses, message
from domain.common.readers import Language
from domain.tasks.events import found
from domain.watches.metrics.findings import Subject, finding_of
from domain.watches.metrics.problems import MetricProblem
from domain.watches.metrics.problems import unread as number_unread
from domain.watches.watches import WatchMemory
from domain.watches.web.changes import News
from domain.watches.web.diffs import compare
from domain.watches.web.findings import Story, Verdict, finding
from domain.watches.web.monitors import Trigger
from domain.watches.web.problems import unread, why_unread
from domain.watches.web_memory import WebMemory
from integrations.web.refusals import Refusal, Refused, failure
from tests.fakes.configs import read_web_monitor
from tests.fakes.thresholds import Timeline, watch
from tests.fakes.words import LANGUAGES
from tests.locales.test_catalogues import LATIN

TASKS = "/api/v1/tasks"
URL = "http://127.0.0.1/"


def of_page(at):
    """Return why a page was refused, and that another changed."""
    refused = failure(Refusal(Refused.ADDRESS, "127.0.0.1", 80, "127.0.0.1", "loopback"))
    why = why_unread(refused.problem.value, refused.status, refused.detail)
    config = read_web_monitor({"urls": [URL], "intent": "1"})
    story = Story(
        name="1",
        url=URL,
        config=config,
        memory=WebMemory(),
        before=WebMemory(),
        at=at,
        diff=compare("1\n2", "1\n3\n4\n2"),
        verdict=Verdict.DOES_NOT_MATTER,
    )
    problem = message("web.problems", problems=Clauses((unread(URL, why),)))
    return problem, finding(story, News(Trigger.CHANGE))


def of_number(at):
    """Return why a number could not be read, and that another crossed its threshold."""
    line = Timeline(watch(for_minutes=1))
    for value in (95, 96):
        line.look(value)
    problem = number_unread("1", MetricProblem.NO_NUMBER, message("metric.kind_text"))
    return problem, finding_of(line.news[-1], line.config, Subject("1"), now=line.now)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("type_", "made"), [("web_monitor", of_page), ("threshold_watch", of_number)]
)
async def test_a_task_and_its_news_have_no_word_of_another_language(
    mei, world, type_, made, language
):
    """I18-1, TSK-5: the same task, whoever reads it."""
    body = {"type": type_, "config": EXAMPLES[type_], "name": "1"}
    task = (await mei.post(TASKS, json=body)).json()
    world.read_in(language)
    problem, news = made(world.clock.now())
    memory = WatchMemory(checks=1, failures=1, problem=problem)
    await world.watches.keep(WatchRecord(task["id"], 1, 0, memory))
    event = found(world.tasks.kept[task["id"]], news, number=1, at=world.clock.now())
    await world.tasks.apply(event)

    page = (await mei.get(f"{TASKS}/{task['id']}")).json()
    answer = await mei.get("/events", params={"type": str(event.type)})
    assert answer.status_code == 200, answer.text
    [told] = answer.json()["events"]
    texts = [page["life"]["said"], page["watch"]["problem"]]
    texts += [told["data"]["title"], told["data"]["text"]]

    for text in texts:
        said = re.sub(r"\(?http://\S+", "", text)
        if language == Language.CHINESE:
            assert re.search(r"[\u3400-\u9fff]", said), text
            assert set(re.findall(r"[A-Za-z]+", said)) <= LATIN, text
        else:
            assert not re.search(r"[\u3400-\u9fff]", said), text
