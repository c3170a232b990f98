"""The page of the public: chosen names, their levels, and nothing else (CON-2)."""

from dataclasses import replace

import pytest

from domain.common.errors import InvalidRequest
from domain.incidents.incidents import IncidentState
from domain.incidents.public_status import PublicLevel, level_of_watch, read_parts
from domain.monitoring.alarms import Severity
from domain.watches.metric_memory import Level
from domain.watches.standing import WatchStanding
from domain.watches.watches import WatchMemory
from tests.fakes.api_services import INCIDENT
from tests.fakes.incident_examples import NOW
from tests.fakes.watching import a_task

TASK = "t_" + "w" * 26
PARTS = {
    "site": {"title": {"zh-CN": "官网 <b>", "en-US": "Site <b>"}, "task": TASK},
    "shop": {"workloads": "cls-1/payments"},
}
HTML = {"Accept": "text/html", "Accept-Language": "en"}


@pytest.fixture
async def http(client):
    """A client of nobody."""
    return await client()


@pytest.fixture
def shown(world):
    """The page is on."""
    world.public_status.parts = read_parts(PARTS)
    return world


async def test_it_is_off_by_default(http):
    """CON-2: and then like any address that is none."""
    assert (await http.get("/status", headers=HTML)).status_code == 404


async def test_anybody_sees_names_and_levels_and_nothing_else(http, shown):
    """CON-2, SEC-3: no id, place, text or number of what stands behind; no cookie."""
    answer = await http.get("/status", headers=HTML)
    at = INCIDENT.owner or INCIDENT.newest.object

    assert answer.status_code == 200
    assert "Site &lt;b&gt;" in answer.text
    assert "shop" in answer.text
    for secret in (TASK, INCIDENT.id, at.name, at.cluster, at.namespace, INCIDENT.newest.name):
        assert secret not in answer.text
    assert "set-cookie" not in answer.headers
    assert answer.headers["cache-control"] == "public, max-age=15"


@pytest.mark.parametrize(("lang", "word"), [("zh-CN", "官网"), ("en-US", "Site")])
async def test_it_speaks_both_languages(http, shown, lang, word):
    """I18-1: titles as well."""
    answer = await http.get("/status", params={"lang": lang})

    assert word in answer.text
    assert answer.headers["content-language"] == lang


async def test_it_is_looked_at_once_for_everybody(http, shown):
    """CON-2: within a quarter of a minute everybody sees one look."""
    first = await shown.public_status.look()
    again = await shown.public_status.look()
    shown.clock.move(seconds=16)

    assert again is first
    assert await shown.public_status.look() is not first


async def test_one_client_may_not_load_it_without_end(http, shown):
    """CON-2, SEC-2."""
    shown.clock.move(minutes=5)  # the app, and what it counts, is that of other tests, too
    answers = [(await http.get("/status", headers=HTML)).status_code for _ in range(61)]

    assert answers == [200] * 60 + [429]


@pytest.mark.parametrize(
    ("severity", "state", "level"),
    [
        (Severity.CRITICAL, IncidentState.REPAIRING, PublicLevel.DOWN),
        (Severity.WARNING, IncidentState.HANDED_OVER, PublicLevel.DISTURBED),
        (Severity.INFO, IncidentState.REPAIRING, PublicLevel.WELL),
        (Severity.CRITICAL, IncidentState.RELAPSE_WATCH, PublicLevel.WELL),
        (Severity.CRITICAL, IncidentState.SUPPRESSED, PublicLevel.WELL),
    ],
)
async def test_the_worst_open_incident_gives_the_level(shown, severity, state, level):
    """CON-2: what is over, or silenced, does not count."""
    alert = replace(INCIDENT.newest, severity=severity)
    shown.incidents.kept = {INCIDENT.id: replace(INCIDENT, newest=alert, state=state)}
    found = await shown.public_status.look()

    assert {title.texts.get("", ""): each for title, each in found.parts}["shop"] is level


@pytest.mark.parametrize(
    ("memory", "level"),
    [
        ({}, PublicLevel.WELL),
        ({"standing": WatchStanding(level=Level.BREACHED)}, PublicLevel.DISTURBED),
        ({"standing": WatchStanding(level=Level.NO_DATA)}, PublicLevel.UNKNOWN),
        ({"failing_told": True}, PublicLevel.UNKNOWN),
        ({"last_success_at": None}, PublicLevel.UNKNOWN),
    ],
)
def test_a_watch_that_does_not_see_is_never_well(memory, level):
    """CON-2, TSK-5."""
    usual = {"last_success_at": NOW, "standing": WatchStanding(level=Level.NORMAL)}
    task = a_task()

    assert level_of_watch(task, WatchMemory(**(usual | memory))) is level
    assert level_of_watch(None, None) is PublicLevel.UNKNOWN


@pytest.mark.parametrize(
    "raw",
    [
        [],
        {"Shop": {"task": TASK}},
        {"shop": {}},
        {"shop": {"task": TASK, "workloads": "a/b"}},
        {"shop": {"task": "t_1"}},
        {"shop": {"workloads": "cls-1"}},
        {"shop": {"workloads": "a/b/c/d"}},
        {"shop": {"task": TASK, "token": "x"}},
        {"shop": {"task": TASK, "title": {"en-US": "x" * 61}}},
        {f"p{number}": {"task": TASK} for number in range(51)},
    ],
)
def test_a_setting_that_breaks_a_rule_is_refused(raw):
    """CON-2."""
    with pytest.raises(InvalidRequest):
        read_parts(raw)
