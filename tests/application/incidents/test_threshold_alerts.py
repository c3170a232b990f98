"""A threshold watch opens incidents when its owner asks for that, and may (THR-4)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from application.incidents.alerts import AlertIntake
from application.incidents.threshold_alerts import IncidentOpening
from application.watches.thresholds import ThresholdChecker
from domain.alerts.alerts import AlertSource, AlertState, FaultClass
from domain.clusters.clusters import ObjectRef
from domain.common.errors import InvalidRequest, Unavailable
from domain.people.access import Role
from domain.people.people import Person
from domain.tasks.tasks import Task, TaskType
from domain.watches.metrics.sources import Sample
from domain.watches.watches import WatchMemory
from tests.fakes.alert_messages import FORMS
from tests.fakes.alerts import InMemoryAlerts, Listening, Owned
from tests.fakes.clock import ManualClock
from tests.fakes.configs import kept, read_threshold_watch
from tests.fakes.incident_examples import SHOP
from tests.fakes.people import InMemoryPeople
from tests.fakes.thresholds import SOURCE, START, FakeMetrics

TARGET = {"cluster": "cls-1", "namespace": "shop", "kind": "Deployment", "name": "checkout"}
NAMED = ObjectRef("cls-1", "shop", "Deployment", "checkout")


def task(**config) -> Task:
    raw = {"source": SOURCE, "threshold": 90, "opens_incident": True, "incident": TARGET, **config}
    made = datetime(2026, 11, 20, tzinfo=UTC)
    config = kept(TaskType.THRESHOLD_WATCH, raw)
    return Task(
        id="t_1",
        owner="u_mei",
        type=TaskType.THRESHOLD_WATCH,
        name="CPU 使用率",
        config=config,
        created_at=made,
        changed_at=made,
    )


class Watched:
    """A watch, its number, and what incidents hear of it."""

    def __init__(self) -> None:
        self.metrics, self.lives, self.people = FakeMetrics(), Listening(), InMemoryPeople()
        clusters = Owned(owners={NAMED: SHOP})
        self.clock = ManualClock(START)
        intake = AlertIntake(clusters, InMemoryAlerts(), self.lives, self.clock)
        opening = IncidentOpening(self.people, intake, FORMS)
        self.checker = ThresholdChecker(self.metrics, {}, opening)
        self.memory = WatchMemory()

    async def by(self, role: Role, *, disabled: bool = False) -> None:
        person = Person(id="u_mei", name="Mei", mail="mei@example.cn", roles=frozenset({role}))
        self.people.kept["u_mei"] = replace(person, disabled=disabled)

    async def look(self, value: float, of: Task, *, keep: bool = True):
        self.clock.move(minutes=1)
        self.metrics.answers = (Sample(self.clock.now(), value),)
        check = await self.checker.check(of, self.memory, now=self.clock.now())
        if keep:
            self.memory = check.memory
        return check

    @property
    def heard(self):
        return [alert for _, alert in self.lives.heard]


@pytest.fixture
async def watched():
    made = Watched()
    await made.by(Role.OPERATOR)
    return made


async def test_a_breach_and_its_end_are_alerts_about_what_the_owner_named(watched):
    """THR-4."""
    for value in (50, 95, 96, 50, 51):
        await watched.look(value, task(severity="critical"))

    firing, over = watched.heard
    assert (firing.state, over.state) == (AlertState.FIRING, AlertState.RESOLVED)
    assert firing.source is AlertSource.THRESHOLD_WATCH
    assert (firing.object, firing.fault) == (NAMED, FaultClass.SATURATION)
    assert (firing.key, over.key) == ("t_1", "t_1")
    assert firing.started_at == over.started_at
    assert watched.lives.fingerprints == [f"{SHOP}/saturation"] * 2


async def test_a_watch_that_was_not_asked_to_opens_nothing(watched):
    """THR-4."""
    for value in (50, 95):
        await watched.look(value, task(opens_incident=False, incident=None))
    assert watched.heard == []


@pytest.mark.parametrize(("role", "disabled"), [(Role.VIEWER, False), (Role.OPERATOR, True)])
async def test_who_may_not_send_alerts_does_not_send_them_by_a_watch(watched, role, disabled):
    """THR-4, SEC-3: the watch tells its owner all the same."""
    await watched.by(role, disabled=disabled)
    await watched.look(50, task())
    assert len((await watched.look(95, task())).findings) == 1
    assert watched.heard == []


async def test_a_breach_that_could_not_be_handed_in_is_found_again_as_the_same_alert(watched):
    """THR-4: at least once; twice is one more occurrence of the same message."""
    await watched.look(50, task())
    watched.lives.error = Unavailable("Temporal is down")
    with pytest.raises(Unavailable):
        await watched.look(95, task(), keep=False)
    watched.lives.error = None
    await watched.look(95, task(), keep=False)
    watched.clock.move(minutes=-1)
    await watched.look(95, task())
    one, two = watched.heard
    assert one.id == two.id


async def test_the_dimensions_that_the_owner_wrote_name_the_object(watched):
    """THR-4."""
    source = {
        "tencent_statistic": {
            "namespace": "QCE/TKE2",
            "metric": "K8sWorkloadRestart",
            "conditions": {
                "tke_cluster_instance_id": "cls-1",
                "namespace": "shop",
                "workload_kind": "Deployment",
                "workload_name": "checkout",
            },
        }
    }
    for value in (50, 95):
        await watched.look(value, task(source=source, incident=None))
    assert watched.heard[0].object == NAMED


async def test_a_series_label_never_names_the_object(watched):
    """THR-4, SEC-4: answers are data."""
    asked = task(incident=None)
    await watched.look(50, asked)
    now = watched.clock.move(minutes=1)
    watched.metrics.answers = (Sample(now, 95, 'x{namespace="pay",deployment="ledger"}'),)
    await watched.checker.check(asked, watched.memory, now=now)
    assert [each.object for each in watched.heard] == [None]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"incident": {**TARGET, "kind": "Secret"}}, "config.incident.kind"),
        ({"incident": {**TARGET, "name": "../x"}}, "config.incident"),
        ({"incident": {**TARGET, "fault": "requested"}}, "config.incident.fault"),
        ({"incident": {**TARGET, "nmae": "x"}}, "config.incident.nmae"),
        ({"opens_incident": False}, "config.incident"),
    ],
)
def test_a_target_that_cannot_be_is_refused_when_it_is_written(changes, field):
    """THR-4."""
    with pytest.raises(InvalidRequest) as refused:
        read_threshold_watch(task(**changes).config.given, presets=())
    assert refused.value.field == field
