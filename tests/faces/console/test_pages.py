"""Each page, as people of each role, language, theme and size see it (CON-1, CON-2)."""

import re
from itertools import combinations, product

import pytest
from fastapi.routing import iter_route_contexts

from api.console.navigation import MENU
from api.console.routes import NEEDS_OF_PAGE, ROOT
from domain.clusters.details import DescribedKind
from domain.common.readers import Language
from domain.people.access import Access, decide
from tests.faces.console.examples import (
    NEWCOMER,
    OVERRIDE,
    PLUGIN,
    ROBOT,
    SCHEDULE,
    SWAP,
    delivery_of,
    feed_of,
    memory_of,
    request_of,
    share_of,
    talk_of,
    watch_of,
)
from tests.fakes.api_services import APPROVAL, DAY, DISCUSSION, INCIDENT, SILENCE
from tests.fakes.dashboards import BOARD
from tests.fakes.edits import DONE_EDIT
from tests.fakes.face_incidents import CHECKOUT
from tests.fakes.face_services import ADMIN, APPROVER, MEI, OPERATOR
from tests.fakes.weight_examples import a_weight_proposal

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

ROLES = {"viewer": MEI, "operator": OPERATOR, "approver": APPROVER, "admin": ADMIN}
LANGUAGES = (Language.CHINESE, Language.ENGLISH)
THEMES = ("light", "dark")
SIZES = ("phone", "desk")
IDS = {
    "{dashboard}": BOARD,
    "{owner}": MEI.person_id,
    "{day}": DAY,
    "{doing}": "pause",
    "{incident_id}": INCIDENT.id,
    "{approval_id}": APPROVAL.id,
    "{task_id}": watch_of(MEI.person_id),
    "{conversation_id}": talk_of(MEI.person_id),
    "{number}": "3",
    "{discussion_id}": DISCUSSION.id,
    "{message_id}": DISCUSSION.messages[0].id,
    "{key}": delivery_of(MEI.person_id),
    "{task_kind}": "price",
    "{step}": "delete",
    "{name}": "abort",
    "{answer}": "deny",
    "{kind}": "silence",
    "{person_id}": "me",
    "{newcomer}": NEWCOMER,
    "{control_id}": SILENCE.id,
    "{cluster}": CHECKOUT.cluster,
    "{namespace}": CHECKOUT.namespace,
    "{workload_kind}": CHECKOUT.kind.value,
    "{workload}": CHECKOUT.name,
    "{object_kind}": DescribedKind.DEPLOYMENT.value,
    "{object_name}": CHECKOUT.name,
    "{pod}": "checkout-42-0",
    "{change}": "apply",
    "{alarm_change}": "metric",
    "{log_change}": "topic",
    "{request_id}": request_of(MEI.person_id),
    "{schedule}": SCHEDULE,
    "{override_id}": OVERRIDE,
    "{memory_id}": memory_of(MEI.person_id),
    "{plugin}": PLUGIN,
    "{robot}": ROBOT,
    "{webhook}": "feedback",
    "{share_id}": share_of(MEI.person_id),
    "{feed_id}": feed_of(MEI.person_id),
    "{swap_id}": SWAP,
    "{swap_answer}": "accept",
    "{proposal_id}": a_weight_proposal().id,
    "{weights_answer}": "approve",
    "{version}": "published",
    "{repair}": "scale",
    "{edit_id}": DONE_EDIT,
}
STREAM = f"{ROOT}/stream"


def own(path, who):
    """The same page, of somebody's own: nobody sees what is of others."""
    for of in (watch_of, delivery_of, talk_of, request_of, memory_of, share_of, feed_of):
        path = path.replace(of(MEI.person_id), of(who.person_id))
    return path.replace(MEI.person_id, who.person_id)


def pages_of(app):
    """Every page that can be opened, with the right that it needs."""
    found = {}
    for context in iter_route_contexts(app.routes):
        if context.endpoint in NEEDS_OF_PAGE and "GET" in context.methods:
            path = re.sub(r":\w+}", "}", context.path)
            for name, value in IDS.items():
                path = path.replace(name, value)
            found[path] = NEEDS_OF_PAGE[context.endpoint]
    found.pop(STREAM)
    return found


ROWS = [
    ("viewer", LANGUAGES[0], "light", "phone"),
    ("viewer", LANGUAGES[1], "dark", "desk"),
    ("operator", LANGUAGES[0], "dark", "desk"),
    ("operator", LANGUAGES[1], "light", "phone"),
    ("approver", LANGUAGES[0], "light", "desk"),
    ("approver", LANGUAGES[1], "dark", "phone"),
    ("admin", LANGUAGES[0], "dark", "phone"),
    ("admin", LANGUAGES[1], "light", "desk"),
]
"""Each value of each two of role, language, theme and size meets each other one."""


def test_the_rows_are_pairwise():
    """CON-1: so that the sample misses no two things that do not go together."""
    values = (tuple(ROLES), LANGUAGES, THEMES, SIZES)
    for one, other in combinations(range(4), 2):
        met = {(row[one], row[other]) for row in ROWS}
        assert met == set(product(values[one], values[other]))


@pytest.mark.parametrize("number", range(len(ROWS)))
async def test_each_page_holds_for_somebody(look, world, app, number):
    """CON-1, CON-2: each page in one row; an axe violation, a complaint, an overflow fails."""
    paths = list(pages_of(app))
    share = [path for place, path in enumerate(paths) if place % len(ROWS) == number]
    await walk(look, world, app, ROWS[number], share)


@pytest.mark.exhaustive
@pytest.mark.timeout(600)
@pytest.mark.parametrize("row", list(product(ROLES, LANGUAGES, THEMES, SIZES)), ids=str)
async def test_every_page_holds_for_everybody(look, world, app, row):
    """CON-1, CON-2: all of them."""
    await walk(look, world, app, row, list(pages_of(app)))


async def walk(look, world, app, row, paths):
    role, language, theme, size = row
    who, needs = ROLES[role], pages_of(app)
    world.read_in(language)
    found = {}
    async with look(who, theme=theme, size=size) as seen:
        for path in paths:
            answer = await seen.page.goto(seen.url + own(path, who))
            allowed = needs[path] is None or decide(who, needs[path]) is Access.ALLOWED
            assert (answer.status == 200) is allowed, (path, answer.status)
            assert answer.headers["content-language"] == language
            if not allowed:
                seen.complaints.clear()  # the browser's own word for a refused page
            if faults := await seen.faults():
                found[path] = faults
            seen.complaints.clear()
    assert found == {}


async def test_every_entry_of_the_menu_opens(look, world):
    """CON-1: and only what somebody may open is in it."""
    async with look(ADMIN) as seen:
        page = await seen.open(ROOT)
        links = await page.locator("nav.menu li a").evaluate_all("all => all.map(a => a.pathname)")
        for link in links:
            assert (await page.goto(seen.url + link)).status == 200, link
        assert len(links) == sum(len(group.sections) for group in MENU)
