"""What every route answers is in one language: the person's (I18-1).

A walk over the table of all routes, with a body that is right and with one that is not.
"""

import re
from collections.abc import Iterator

import httpx
import pytest

from domain.common.readers import Language
from domain.people.access import Scope
from tests.faces.api.test_access import ROUTES, Route
from tests.fakes.face_services import ADMIN

ENGLISH = re.compile(r"[A-Za-z]{2,}(?: [a-z]{2,})+")
CHINESE = re.compile(r"[\u4e00-\u9fff]{2,}")
QUOTED = re.compile(r"“[^”]*”|zhiban(?: [a-z-]+)+|kubectl(?: [\w./-]+)+")
"""Words of others stand in quotes; commands are typed as they are."""

FOR_PROGRAMMERS = ("/openapi.json", "/docs", "/static", "/schema")
"""What describes fields to programs is in the language of the documentation."""

ENDLESS = ("/events/stream", "/stream", "/live")
OF_OTHERS = frozenset(
    {
        *("message", "text", "content", "topic", "query"),
        *("name", "robot_name", "from_name", "initiator_name", "participants", "role"),
        *("region", "country", "rules"),
    }
)
"""Fields with what people, clusters, logs and maps call things, and what they said."""

NAMES = ("小梅", "老陈", "值班", "深圳", "简体中文", "中文", "11月21日简报")
"""Of people, places, languages, and of a briefing that was written in Chinese."""
PROBLEM = "application/problem+json"


def words_of(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Return each text of an answer with its place."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from words_of(each, f"{path}.{name}")
    elif isinstance(value, list):
        for each in value:
            yield from words_of(each, path)


def said_by(answer: httpx.Response) -> Iterator[tuple[str, str]]:
    """Return what an answer says to people; a page is read without its tags."""
    kind = answer.headers.get("content-type", "")
    if "json" in kind:
        for place, text in words_of(answer.json()):
            if kind == PROBLEM or place.rpartition(".")[2] not in OF_OTHERS:
                yield place, text
    elif "html" in kind:
        yield "", re.sub(r"<[^>]+>", " ", answer.text)


def walked(route: Route) -> bool:
    """Say whether a route has words for people, and an end."""
    return not route.path.endswith((*FOR_PROGRAMMERS, *ENDLESS))


@pytest.mark.parametrize("language", [Language.CHINESE, Language.ENGLISH])
async def test_every_route_answers_in_the_language_of_the_person(client, world, language):
    """I18-1: no word of ours of the other language, in answers and refusals."""
    world.read_in(language)
    http = await client(ADMIN, Scope.ADMIN, by_session=True)
    http.headers["Accept-Language"] = language
    other = ENGLISH if language == Language.CHINESE else CHINESE
    wrong, seen = [], 0
    for route in filter(walked, ROUTES):
        for body in (route.body, {"nonsense": 1}):
            answer = await http.request(route.method, route.address, json=body, params=route.params)
            for place, text in said_by(answer):
                seen += 1
                kept = QUOTED.sub(" ", text)
                for each in NAMES:
                    kept = kept.replace(each, " ")
                if other.search(kept):
                    wrong.append(
                        f"{route.method} {route.path} {answer.status_code} {place}: {text}"
                    )
    assert wrong == []
    assert seen > 1_000


@pytest.mark.parametrize(("asked", "told"), [("en-US", "en-US"), ("en", "en-US"), ("fr", "zh-CN")])
async def test_one_answer_can_be_asked_for_in_another_language(client, world, asked, told):
    """I18-1: the terminal does so for `--language`; what is not installed changes nothing."""
    world.read_in(Language.CHINESE)
    http = await client(ADMIN, Scope.ADMIN)
    http.headers["Zhiban-Language"] = asked

    answer = await http.get("/api/v1/incidents")
    refused = await http.get("/api/v1/incidents/i_" + "0" * 26)

    assert answer.headers["Content-Language"] == told
    assert bool(CHINESE.search(refused.json()["detail"])) == (told == Language.CHINESE)
