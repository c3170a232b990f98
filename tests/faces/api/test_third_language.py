"""A third language is a folder: whoever reads it gets it everywhere, and English where it lacks."""

from datetime import UTC, datetime

import httpx
import pytest
from structlog.testing import capture_logs

from api.app import build_api
from api.tasks.bodies import EXAMPLES
from domain.briefings.rule_summary import summarise_by_rules
from domain.briefings.summaries import Topic
from domain.common.readers import Language
from domain.tasks.events import found
from integrations.html_briefing.writer import AllForms
from tests.faces.api.tasks.test_languages import of_page
from tests.fakes.api_services import ApiWorld
from tests.fakes.mornings import hostile_facts
from tests.fakes.third_language import JAPANESE, with_japanese

TASKS = "/api/v1/tasks"
HINA = {
    "id": "u_hina",
    "name": "Hina",
    "password": "a long enough one",
    "zone": "Asia/Tokyo",
    "language": "ja",
}


@pytest.fixture
def world(tmp_path) -> ApiWorld:
    return ApiWorld(words=with_japanese(tmp_path))


@pytest.fixture
async def hina(admin, nobody) -> httpx.AsyncClient:
    """Somebody whom the admin registered with the third language, signed in."""
    assert (await admin.post("/api/v1/people", json=HINA)).status_code == 201
    body = {"login": HINA["id"], "password": HINA["password"]}
    signed_in = await nobody.post("/api/v1/sessions", json=body)
    nobody.headers["X-CSRF-Token"] = signed_in.json()["csrf_token"]
    return nobody


async def test_a_person_has_it(hina):
    """I18-1, VOI-6."""
    assert (await hina.get("/api/v1/people/me")).json()["language"] == "ja"
    assert (await hina.get("/api/v1/briefings/settings")).json()["language"] == "ja"


async def test_a_language_that_is_not_installed_is_refused_with_those_that_are(admin, hina):
    """I18-1: at every door where one is chosen."""
    answers = [
        await admin.post("/api/v1/people", json=HINA | {"id": "u_other", "language": "fr"}),
        await hina.patch("/api/v1/people/me", json={"language": "fr"}),
        await hina.patch("/api/v1/briefings/settings", json={"language": "ja-JP-x-much-too-odd"}),
        await hina.get("/api/v1/weather", params={"place": "深圳", "language": "../ja"}),
        await hina.get("/", params={"lang": "fr"}),
    ]

    for answer in answers:
        problem = answer.json()
        assert (answer.status_code, problem["field"]) == (422, "language"), problem
        assert all(tag in problem["rule"] for tag in ("zh-CN", "en-US", "ja")), problem


async def test_errors_are_told_in_it_and_rules_that_it_lacks_in_its_fallback(hina):
    """I18-1."""
    missing = await hina.get(f"{TASKS}/t_{'a' * 26}")
    wrong = await hina.post(TASKS, json={"type": "schedule", "config": {}, "name": ""})

    assert missing.headers["content-type"] == "application/problem+json"
    assert missing.json()["detail"] == f"タスク 「t_{'a' * 26}」 は見つかりません。"
    assert "は" in wrong.json()["detail"]
    assert "must" in wrong.json()["detail"] or "missing" in wrong.json()["detail"]


async def test_a_task_tells_its_news_in_it(hina, world):
    """I18-1, TSK-5: what it lacks is said in its fallback, around what it has."""
    body = {"type": "web_monitor", "config": EXAMPLES["web_monitor"], "name": "価格"}
    task = (await hina.post(TASKS, json=body)).json()
    _, news = of_page(world.clock.now())
    event = found(world.tasks.kept[task["id"]], news, number=1, at=world.clock.now())
    await world.tasks.apply(event)

    [told] = (await hina.get("/events", params={"type": str(event.type)})).json()["events"]

    assert told["data"]["title"] == "「1」が変わりました：2 lines added"
    assert told["data"]["text"].startswith("Page: ")


async def test_pages_are_in_it_and_offer_it(nobody):
    """I18-1, CON-1."""
    browser = {"Accept": "text/html", "Accept-Language": "ja-JP,en;q=0.5"}
    page = await nobody.get("/", headers=browser)
    english = await nobody.get("/", headers=browser | {"Accept-Language": "en"})

    assert page.headers["content-language"] == "ja"
    assert '<html lang="ja">' in page.text
    assert "ログイン" in page.text
    assert "Account or mail address" in page.text
    for name in ("日本語", "中文"):
        assert name in english.text


def test_a_briefing_is_written_in_it(world):
    """I18-1, BRF-6: in every form; it is said as it is written, for it has no rules of speech."""
    facts = hostile_facts()
    made = AllForms(world.words).write(
        facts,
        summarise_by_rules(facts, tuple(Topic)),
        language=JAPANESE,
        created_at=datetime(2026, 11, 22, tzinfo=UTC),
    )

    assert made.language == JAPANESE
    for form in (made.markdown, made.text, made.html):
        assert "当番ブリーフィング" in form
        assert "need you" in form
    assert 'lang="ja"' in made.html
    assert any(char.isdigit() for part in made.spoken for char in part)


async def test_it_can_be_chosen_wherever_languages_are_listed(world, options):
    """I18-1, MCP-3: the description of the routes lists what is installed."""
    described = build_api(world.services, options=options).openapi()

    shown = described["components"]["schemas"]["NewcomerIn"]["properties"]["language"]
    assert shown["enum"] == ["zh-CN", "en-US", "ja"]
    assert shown["default"] == Language.CHINESE


async def test_each_entry_that_it_lacks_is_logged_once(hina):
    """I18-1."""
    with capture_logs() as logs:
        for _ in range(2):
            await hina.post(TASKS, json={"type": "schedule", "config": {}, "name": ""})

    told = [each for each in logs if each["event"] == "words.fallback"]
    assert told
    assert len({each["id"] for each in told}) == len(told)
    assert {(each["language"], each["fallback"], each["log_level"]) for each in told} == {
        ("ja", "en-US", "warning")
    }
