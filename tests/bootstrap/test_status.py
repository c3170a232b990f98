import re
import sys
from datetime import UTC, datetime, timedelta

import pytest

from bootstrap import doctor
from bootstrap.configuration.own import ApiSettings, McpSettings, TemporalSettings
from bootstrap.configuration.settings import Settings, load_settings
from bootstrap.configuration.voice import VoiceSettings
from bootstrap.doctor import examine
from bootstrap.status import look_around
from cli.runtime import Health, Verdict
from domain.common.readers import Language, Reader
from domain.deliveries.deliveries import ChannelKind, Delivery, DeliveryState
from domain.events.events import Event, EventType
from domain.incidents.incidents import CallReason, IncidentState
from domain.people.access import Role
from domain.people.people import Person
from domain.people.second_factor import SecondFactor
from storage.database import open_database
from storage.deliveries.deliveries import SqlDeliveries
from storage.events.events import SqlEvents
from storage.incidents.heartbeats import SqlHeartbeats
from storage.incidents.incidents import SqlIncidents
from storage.migrate import migrate
from storage.people.people import SqlPeople
from storage.people.second_factors import SqlSecondFactors
from tests.fakes.incident_examples import NOW, an_incident, told
from tests.fakes.sealing import PlainSealing
from tests.supervisor.stage import free_port


@pytest.fixture
def settings(tmp_path):
    """Settings under whose addresses nobody answers."""
    nobody = free_port()
    return Settings(
        data_dir=tmp_path / "var",
        api=ApiSettings(port=nobody),
        mcp=McpSettings(port=nobody),
        temporal=TemporalSettings(address=f"127.0.0.1:{nobody}"),
    )


async def test_every_part_is_shown_with_address_health_and_version(stage, settings):
    """OPS-1, OPS-5."""
    stage.data_dir = settings.data_dir
    part = stage.part("api", version="1.2.3")
    async with stage.running(part):
        await migrate(settings.database)
        status = await look_around(settings)

    rows = {row.name: row for row in status.parts}
    assert status.sandbox
    assert (rows["api"].health, rows["api"].version) == (Health.UP, "1.2.3")
    assert rows["api"].address == part.addresses[0].url
    assert rows["database"].health is Health.UP


async def test_a_part_that_does_not_answer_is_down_and_says_why(stage, settings):
    """OPS-5."""
    stage.data_dir = settings.data_dir
    async with stage.running(stage.part("api", ready=())):
        pass

    status = await look_around(settings)  # nothing runs: the configured addresses are asked

    assert not status.sandbox
    assert {row.name: row.health for row in status.parts} == {
        "database": Health.DOWN,
        "temporal": Health.DOWN,
        "api": Health.DOWN,
        "mcp": Health.DOWN,
    }
    assert all(row.detail for row in status.parts)


async def test_the_doctor_names_every_trouble_and_what_to_do(settings, monkeypatch):
    """OPS-3."""
    monkeypatch.setattr(doctor, "_PATIENCE", timedelta(seconds=0.2))
    checks = {check.name: check for check in await examine(lambda: settings)}

    problems = {name for name, check in checks.items() if check.verdict is Verdict.PROBLEM}
    assert problems == {"database", "temporal"}
    assert all(check.advice for check in checks.values() if check.verdict is not Verdict.OK)
    assert checks["model"].detail == "summaries are made by rules, no assistant"


async def test_incidents_about_which_nobody_could_be_reached_are_seen(settings, monkeypatch):
    """RBK-3, OPS-3, OPS-5: it is the one thing that nobody else tells anybody."""
    monkeypatch.setattr(doctor, "_PATIENCE", timedelta(seconds=0.2))
    settings.data_dir.mkdir()
    await migrate(settings.database)
    open_one = an_incident(1, unreached_at=NOW, calling=CallReason.EXHAUSTED)
    closed = an_incident(2, unreached_at=NOW, state=IncidentState.CLOSED)
    async with open_database(settings.database) as database:
        for each in (open_one, closed, an_incident(3)):
            await SqlIncidents(SqlEvents(database)).record(each, [told(each)])

    rows = {row.name: row for row in (await look_around(settings)).parts}
    checks = {check.name: check for check in await examine(lambda: settings)}
    assert rows["calls"].health is Health.DOWN
    assert checks["calls"].verdict is Verdict.PROBLEM
    assert checks["calls"].advice
    for said in (rows["calls"].detail, checks["calls"].detail):
        assert said == f"could not reach anybody about 1 open incident: {open_one.id}"


async def test_the_doctor_names_who_lacks_two_step_sign_in_that_their_role_requires(
    settings, monkeypatch
):
    """VOI-6, OPS-3: who is disabled, or has it, is not named."""
    monkeypatch.setattr(doctor, "_PATIENCE", timedelta(seconds=0.2))
    api = settings.api.model_copy(update={"second_factor_roles": (Role.ADMIN,)})
    strict = settings.model_copy(update={"api": api})
    settings.data_dir.mkdir()
    await migrate(settings.database)
    admins = frozenset({Role.ADMIN})
    async with open_database(settings.database) as database:
        people = SqlPeople(database)
        for each in ("u_ann", "u_ben", "u_cat"):
            off = each == "u_cat"
            person = Person(id=each, name=each, roles=admins, disabled=off)
            await people.add(person, password_hash="")
        await people.add(Person(id="u_dan", name="Dan"), password_hash="")
        factors = SqlSecondFactors(database, PlainSealing())
        await factors.begin(SecondFactor(person_id="u_ann", secret=b"x" * 20, begun_at=NOW))
        lacking = {check.name: check for check in await examine(lambda: strict)}
        await factors.confirm("u_ann", step=1, digests=["x"], at=NOW)
        one = {check.name: check for check in await examine(lambda: strict)}
        free = {check.name: check for check in await examine(lambda: settings)}

    name = "two-step sign-in"
    assert lacking[name].verdict is Verdict.WARNING
    assert lacking[name].detail.endswith("u_ann and u_ben")
    assert one[name].detail == "one person has a role that requires it but has not set it up: u_ben"
    assert name not in free


async def test_a_source_of_alerts_that_fell_silent_is_seen(settings, monkeypatch):
    """ALR-11, OPS-3, OPS-5."""
    monkeypatch.setattr(doctor, "_PATIENCE", timedelta(seconds=0.2))
    settings.data_dir.mkdir()
    await migrate(settings.database)
    async with open_database(settings.database) as database:
        kept = SqlHeartbeats(database)
        await kept.beat("Alertmanager cls-7", at=NOW)
        await kept.beat("Alertmanager cls-8", at=NOW)
        heard = {check.name: check for check in await examine(lambda: settings)}
        await kept.mark_silent("Alertmanager cls-8", NOW)

    rows = {row.name: row for row in (await look_around(settings)).parts}
    checks = {check.name: check for check in await examine(lambda: settings)}
    assert heard["alert sources"].verdict is Verdict.OK
    assert "cls-7" in heard["alert sources"].detail
    assert rows["alert sources"].health is Health.DOWN
    assert checks["alert sources"].verdict is Verdict.PROBLEM
    for said in (rows["alert sources"].detail, checks["alert sources"].detail):
        assert said.startswith("silent, their alerts may not arrive: Alertmanager cls-8 last at ")


async def test_the_doctor_and_the_status_speak_the_language_of_their_reader(
    stage, settings, monkeypatch
):
    """I18-1, OPS-3, OPS-5: what they find and advise holds no sentence of ours in English."""
    monkeypatch.setattr(doctor, "_PATIENCE", timedelta(seconds=0.2))
    stage.data_dir = settings.data_dir
    reader = Reader(Language.CHINESE, "Asia/Shanghai")
    async with stage.running(stage.part("api")):
        await migrate(settings.database)
        checks = await examine(lambda: settings, reader)
        parts = (await look_around(settings, reader)).parts

    said = [text for each in checks for text in (each.detail, each.advice)]
    said += [each.detail for each in parts]
    english = re.compile(r"[A-Za-z]{3,}(?: [a-z]{2,})+")
    told = [re.sub(r"zhiban [a-z]+|make setup|“[^”]*”", "", each) for each in said]
    assert [each for each in told if english.search(each)] == []
    assert any("进程号" in each for each in said)


async def test_the_doctor_tells_of_settings_that_cannot_be_read(monkeypatch):
    """OPS-3."""
    monkeypatch.setenv("ZHIBAN_API_PORT", "many")

    checks = await examine(load_settings)

    assert checks[-1].name == "settings"
    assert checks[-1].verdict is Verdict.PROBLEM
    assert "ZHIBAN_API_PORT" in checks[-1].detail


@pytest.mark.parametrize(("missed", "health"), [(1, Health.UP), (2, Health.DOWN)])
async def test_the_share_of_mornings_with_a_briefing_is_a_line(settings, missed, health):
    """BRF-9, BRF-12: nineteen of twenty are enough; what is older than a month does not count."""
    settings.data_dir.mkdir()
    await migrate(settings.database)
    async with open_database(settings.database) as database:
        events, now = SqlEvents(database), datetime.now(UTC)
        for day in range(22):
            lost = day < missed
            kind = EventType.BRIEFING_MISSED if lost else EventType.BRIEFING_PREPARED
            at = now - timedelta(days=day if day < 20 else 40 + day)
            await events.append(
                Event(
                    id=f"b{day}",
                    type=kind,
                    source="/people/u_mei/briefing",
                    subject=f"u_mei/{day}",
                    time=at,
                )
            )

    rows = {row.name: row for row in (await look_around(settings)).parts}

    assert rows["briefings"].health is health
    assert rows["briefings"].detail.startswith(f"{20 - missed} of 20 due in the last 30 days, 9")


@pytest.mark.parametrize(
    ("states", "health", "said"),
    [
        ([DeliveryState.ACCEPTED], Health.UP, "1 in the last 24 hours, all of them left"),
        (
            [DeliveryState.ACCEPTED] * 19 + [DeliveryState.RETRYING],
            Health.UP,
            "20 in the last 24 hours, 1 being tried again",
        ),
        (
            [DeliveryState.DELIVERED, DeliveryState.FAILED],
            Health.DOWN,
            "2 in the last 24 hours, 1 did not arrive; see zhiban delivery list",
        ),
    ],
)
async def test_what_did_not_arrive_in_the_last_day_is_a_line(settings, states, health, said):
    """PSH-9: the newest state of each message counts; what is older than a day does not."""
    settings.data_dir.mkdir()
    await migrate(settings.database)
    old, now = datetime.now(UTC) - timedelta(hours=25), datetime.now(UTC)
    async with open_database(settings.database) as database:
        ledger = SqlDeliveries(database)
        await ledger.record(_sent("old", DeliveryState.FAILED, old))
        for number, state in enumerate(states):
            await ledger.record(_sent(f"m{number}", DeliveryState.QUEUED, now))
            await ledger.record(_sent(f"m{number}", state, now))

    rows = {row.name: row for row in (await look_around(settings)).parts}

    assert (rows["messages"].health, rows["messages"].detail) == (health, said)


def _sent(key, state, at):
    return Delivery(
        key=key,
        event_id="e",
        person_id="u_mei",
        channel=ChannelKind.MAIL,
        target="mei@example.cn",
        state=state,
        at=at,
        attempt=1,
    )


@pytest.mark.parametrize(
    ("voice", "verdict"),
    [
        (VoiceSettings(program=sys.executable), Verdict.OK),
        (VoiceSettings(program="espeak-nowhere"), Verdict.WARNING),
        (VoiceSettings(engine="tencent"), Verdict.WARNING),
        (VoiceSettings(engine="off"), Verdict.OK),
    ],
)
async def test_a_voice_that_is_not_there_is_told(settings, voice, verdict, monkeypatch):
    """VOI-3, OPS-3: a missing service says what to set."""
    monkeypatch.setattr(doctor, "_PATIENCE", timedelta(seconds=0.2))
    checks = await examine(lambda: settings.model_copy(update={"voice": voice}))

    (check,) = [each for each in checks if each.name == "voice"]
    assert check.verdict is verdict
    assert ("ZHIBAN_VOICE_ENGINE" in check.advice) == (verdict is Verdict.WARNING)
