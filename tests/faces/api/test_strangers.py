"""Who may not make a request hears that first, and nothing of what is wrong with it (SEC-3)."""

import re
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from fastapi.routing import iter_route_contexts

from api.app import build_api
from api.options import ApiOptions
from api.rights import NEEDS
from domain.people.access import Access, Actor, Permission, decide
from domain.people.people import Person
from tests.faces.api.test_access import ACTORS, ME, WITH_PROOF, Route, name_of
from tests.fakes.api_services import ApiWorld, TurningCodec, sign_in
from tests.fakes.face_services import PASSWORD

WRITES = [
    each
    for each in WITH_PROOF
    if each.method in {"POST", "PUT", "PATCH"}
    and each.path != "/api/v1/people"
    and not each.path.startswith("/codec")
]
NONSENSE = ({"no such field": 1}, {"reason": "\x00"}, 5)

SEVERAL_RIGHTS = frozenset(
    {"register", "get_metrics", "end_control", "encode_payloads", "decode_payloads"}
)
"""Open to some without a proof, or what is needed hangs on what is named."""


@pytest.fixture(scope="module")
def brief_app():
    """An app for all tests, which `send` gives a world each; making its routes takes a while."""
    options = ApiOptions(
        version="0.1.0", trusted_hosts=("test",), codec=TurningCodec(), longest_stream=timedelta(0)
    )
    return build_api(ApiWorld().services, options=options)


async def send(brief_app, actor: Actor | None, route: Route, body: object) -> httpx.Response:
    """Send nonsense as somebody, in a world of its own."""
    world = ApiWorld()
    brief_app.state.services = world.services
    world.people.hashes[ME] = f"quick:{PASSWORD[::-1]}"
    transport = httpx.ASGITransport(brief_app, client=("203.0.113.9", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        if actor is not None:
            world.people.kept[ME] = Person(id=ME, name="Someone", roles=actor.roles)
        if actor is not None and actor.scopes is None:
            await sign_in(http, actor)
        elif actor is not None:
            token = await world.token(Actor(ME, actor.roles), *(actor.scopes or ()))
            http.headers["Authorization"] = f"Bearer {token}"
        return await http.request(route.method, route.address, json=body, params={"odd": "1"})


def test_what_an_operation_needs_is_what_the_table_of_rights_says(brief_app):
    """SEC-3: a route that `api/rights.py` does not know would talk to strangers about its body."""
    named = {}
    for context in iter_route_contexts(brief_app.routes):
        path = re.sub(r":\w+}", "}", context.path)
        for method in context.methods or {"GET"}:
            named[method, path] = getattr(context.endpoint, "__name__", "")
    needed = {
        named[each.method, each.path]: each.needs
        for each in WITH_PROOF
        if isinstance(each.needs, Permission)
    }
    expected = {name: needs for name, needs in needed.items() if name not in SEVERAL_RIGHTS}
    assert {name: NEEDS.get(name) for name in expected} == expected


@pytest.mark.parametrize("route", WRITES, ids=name_of)
async def test_a_stranger_is_not_told_what_is_wrong_with_their_request(brief_app, route):
    """SEC-3."""
    for body in NONSENSE:
        response = await send(brief_app, None, route, body)
        assert response.status_code == 401, response.text
        assert response.headers["www-authenticate"]


@pytest.mark.parametrize("route", WRITES, ids=name_of)
async def test_who_lacks_the_right_is_not_told_what_is_wrong_with_their_request(brief_app, route):
    """SEC-3."""
    if not isinstance(route.needs, Permission) or route.path.endswith("/controls/{control_id}/end"):
        return
    lacking = [each for each in ACTORS if decide(each, route.needs) is not Access.ALLOWED]
    for actor in lacking[:2]:
        response = await send(brief_app, actor, route, NONSENSE[0])
        assert response.status_code == 403, response.text


async def test_who_may_ask_is_told_what_is_wrong(brief_app):
    """SEC-3: the order of answers takes nothing from those who may ask."""
    route = next(each for each in WRITES if each.path == "/api/v1/repairs/restart")
    operator = next(each for each in ACTORS if decide(each, route.needs) is Access.ALLOWED)
    assert (await send(brief_app, operator, route, NONSENSE[0])).status_code == 422
    unread = replace(route, path="/api/v1/repairs/rollback")
    assert (await send(brief_app, operator, unread, 5)).status_code == 422
