"""Everything that may be asked about briefings."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time

import pytest

from application.briefings.briefings import MOST_LISTED, BriefingChanges
from domain.briefings.briefings import (
    BriefingSettings,
    GreetingAnswer,
    GreetingKind,
    Phase,
    briefing_id,
)
from domain.briefings.evidence import EvidenceKind, evidence_ids
from domain.briefings.summaries import Topic
from domain.common.errors import Forbidden, InvalidRequest, NotFound, Unavailable
from domain.common.readers import Language
from domain.deliveries.deliveries import ChannelAddress, ChannelKind
from domain.deliveries.destinations import Destinations
from domain.logs.logs import LogLine
from domain.people.access import Role, Scope
from tests.fakes.face_services import ADMIN, BO, MEI, FaceWorld, ObedientLife, a_briefing
from tests.fakes.mornings import busy_facts
from tests.fakes.words import says

TODAY = "2026-11-21"
MINE = f"u_mei/{TODAY}"
READER = replace(MEI, scopes=frozenset({Scope.READ}), via="token:t")
ADMINS_READER = replace(ADMIN, scopes=frozenset({Scope.READ}), via="token:t")
ADMINS_OPERATOR = replace(ADMIN, scopes=frozenset({Scope.OPERATE}), via="token:t")
NOBODY = replace(MEI, roles=frozenset())
OPERATOR = replace(BO, roles=frozenset({Role.OPERATOR, Role.APPROVER}))


@pytest.fixture
def world():
    return FaceWorld(language=Language.CHINESE)


@pytest.fixture
def service(world):
    return world.services.briefings


@dataclass
class AttentiveLife(ObedientLife):
    """Remembers what it was told; `day` is what it takes for today, if it says so."""

    heard: list[tuple] = field(default_factory=list)
    day: str = ""

    async def greet(self, person_id, day, greeting, settings):
        self.heard.append((person_id, day, greeting.key, greeting.by, settings))
        return await super().greet(person_id, self.day or day, greeting, settings)


class ForgetfulLife(ObedientLife):
    """Gives a briefing that nobody has written."""

    async def greet(self, person_id, day, greeting, settings):
        return GreetingAnswer(greeting.key, day, briefing_id(person_id, day))


# --- greeting ---------------------------------------------------------------------------------


async def test_the_first_greeting_gets_the_briefing_to_speak_and_a_key_to_hear_it_again(service):
    """BRF-2, BRF-6."""
    reply = await service.greet(by=MEI)

    written = a_briefing("u_mei", TODAY)
    assert reply.kind is GreetingKind.BRIEFING
    assert reply.key
    assert reply.spoken == written.spoken
    assert reply.text == "\n".join(written.spoken)
    assert (reply.day, reply.briefing_id, reply.title) == (TODAY, MINE, written.title)


async def test_every_later_greeting_gets_a_short_answer_that_names_the_briefing(service):
    """BRF-2."""
    await service.greet(by=MEI)

    reply = await service.greet(by=MEI)

    assert reply.kind is GreetingKind.ALREADY_GIVEN
    assert reply.spoken == (reply.text,)
    assert "已经给过了" in reply.text
    assert (reply.day, reply.briefing_id, reply.title) == (TODAY, MINE, "")


async def test_a_thousand_greetings_at_once_get_one_briefing(service):
    """BRF-2."""
    replies = await asyncio.gather(*(service.greet(by=MEI) for _ in range(1_000)))

    kinds = [reply.kind for reply in replies]
    assert kinds.count(GreetingKind.BRIEFING) == 1
    assert kinds.count(GreetingKind.ALREADY_GIVEN) == 999
    assert len({reply.key for reply in replies}) == 1_000


async def test_a_lost_answer_is_heard_again_with_its_key_and_with_no_other(service):
    """BRF-2, REL-1."""
    first = await service.greet(by=MEI, key="mine")

    again = await service.greet(by=MEI, key="mine")
    other = await service.greet(by=MEI, key="another")

    assert again == first
    assert other.kind is GreetingKind.ALREADY_GIVEN
    assert other.key == "another"


@pytest.mark.parametrize("prepared", [True, False], ids=["prepared", "on_demand"])
async def test_the_text_is_given_whether_or_not_it_was_there_before_the_greeting(
    world, service, prepared
):
    """BRF-3."""
    if prepared:
        early = replace(a_briefing("u_mei", TODAY), title="prepared early")
        await world.briefings.save(early)

    reply = await service.greet(by=MEI)

    assert reply.kind is GreetingKind.BRIEFING
    assert reply.title == ("prepared early" if prepared else a_briefing("u_mei", TODAY).title)


async def test_the_workflow_says_which_day_it_is_and_that_days_text_is_given(world, service):
    """BRF-2: the date may turn between asking and answering."""
    ahead = AttentiveLife(world.briefings, world.clock, day="2026-11-22")
    await world.briefings.save(replace(a_briefing("u_mei", TODAY), title="the day before"))

    reply = await replace(service, life=ahead).greet(by=MEI)

    assert (reply.day, reply.briefing_id) == ("2026-11-22", "u_mei/2026-11-22")
    assert reply.title != "the day before"


async def test_a_briefing_that_is_gone_is_not_found(world, service):
    """BRF-2, REL-2."""
    forgetful = ForgetfulLife(world.briefings, world.clock)

    with pytest.raises(NotFound, check=says(MINE)):
        await replace(service, life=forgetful).greet(by=MEI)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (GreetingKind.OUTSIDE_WINDOW, "早上好，小梅。"),
        (GreetingKind.PAUSED, "恢复简报"),
        (GreetingKind.ALREADY_GIVEN, "已经给过了"),
    ],
)
async def test_a_refused_greeting_says_why_and_gives_nothing(world, service, kind, words):
    """BRF-2, BRF-8."""
    world.life.refusal = kind

    reply = await service.greet(by=MEI)

    assert reply.kind is kind
    assert words in reply.text
    assert reply.briefing_id == ""
    assert world.life.given == {}


async def test_the_short_answer_to_a_briefing_that_was_pushed_names_it(world, service):
    """BRF-2, BRF-7: it can be read, though nobody was greeted with it."""
    await world.briefings.save(a_briefing("u_mei", TODAY))
    world.life.refusal = GreetingKind.ALREADY_GIVEN

    reply = await service.greet(by=MEI)

    assert reply.briefing_id == MINE


@pytest.mark.parametrize("kind", [GreetingKind.OUTSIDE_WINDOW, GreetingKind.PAUSED])
async def test_a_prepared_briefing_is_not_named_before_it_is_given(world, service, kind):
    """BRF-2, BRF-8."""
    await world.briefings.save(a_briefing("u_mei", TODAY))
    world.life.refusal = kind

    assert (await service.greet(by=MEI)).briefing_id == ""


async def test_when_no_answer_comes_the_same_key_gets_the_briefing_later(world, service):
    """BRF-2, REL-1."""
    world.life.error = Unavailable("The briefing could not answer; ask again in a moment.")
    with pytest.raises(Unavailable):
        await service.greet(by=MEI, key="mine")

    world.life.error = None

    assert (await service.greet(by=MEI, key="mine")).kind is GreetingKind.BRIEFING


async def test_the_day_is_that_of_the_persons_settings(world, service):
    """BRF-1, BRF-2."""
    await world.briefings.save_settings("u_mei", BriefingSettings(zone="America/New_York"))

    assert (await service.greet(by=MEI)).day == "2026-11-20"


async def test_a_short_answer_speaks_the_language_of_the_settings(world, service):
    """BRF-6."""
    await world.briefings.save_settings("u_mei", BriefingSettings(language=Language.ENGLISH))
    world.life.refusal = GreetingKind.OUTSIDE_WINDOW

    assert (await service.greet(by=MEI)).text == "Good morning, 小梅."


async def test_without_settings_zone_and_language_are_the_persons_own(world, service):
    """BRF-1, VOI-6."""
    kept = world.people.kept["u_mei"]
    world.people.kept["u_mei"] = replace(kept, zone="America/New_York", language=Language.ENGLISH)

    settings = await service.settings(by=MEI)

    assert settings == BriefingSettings(zone="America/New_York", language=Language.ENGLISH)


async def test_what_carried_the_greeting_is_told_to_the_workflow(world, service):
    """BRF-2."""
    life = AttentiveLife(world.briefings, world.clock)

    await replace(service, life=life).greet(by=MEI, key="k", via="robot:desk-1")

    assert life.heard == [("u_mei", TODAY, "k", "robot:desk-1", BriefingSettings())]


async def test_a_key_has_a_bound_and_an_over_long_one_greets_nobody(world, service):
    """SEC-2: a key becomes part of a workflow's history."""
    with pytest.raises(InvalidRequest, check=says("at most 64")):
        await service.greet(by=MEI, key="k" * 65)

    assert world.life.given == {}
    assert (await service.greet(by=MEI, key="k" * 64)).kind is GreetingKind.BRIEFING


# --- reading ----------------------------------------------------------------------------------


async def test_reading_a_briefing_is_not_greeting(world, service):
    """BRF-2."""
    await world.briefings.save(a_briefing("u_mei", TODAY))

    assert await service.read(by=MEI, briefing=MINE) == a_briefing("u_mei", TODAY)
    assert world.life.given == {}
    assert (await service.greet(by=MEI)).kind is GreetingKind.BRIEFING


async def test_anothers_briefing_looks_as_if_there_were_none(world, service):
    """SEC-3, TSK-2."""
    await world.briefings.save(a_briefing("u_mei", TODAY))
    asked = [MINE, "u_mei/2020-01-01", "u_nobody/2026-11-21"]

    for by in (BO, OPERATOR, replace(ADMINS_OPERATOR, person_id="u_else")):
        for briefing in asked:
            with pytest.raises(NotFound) as error:
                await service.read(by=by, briefing=briefing)
            assert str(error.value) == f"No briefing '{briefing}'."

    assert (await service.read(by=ADMIN, briefing=MINE)).id == MINE


@pytest.mark.parametrize("briefing", ["", "/", "u_mei", "u_mei/", "u_mei/../u_bob", "x" * 9_000])
async def test_what_names_no_briefing_is_not_found(service, briefing):
    """SEC-3, EVT-3."""
    with pytest.raises(NotFound):
        await service.read(by=MEI, briefing=briefing)


async def test_briefings_are_listed_newest_first_before_a_day(world, service):
    """BRF-1, TSK-2."""
    for day in ("2026-11-18", "2026-11-20", "2026-11-19"):
        await world.briefings.save(a_briefing("u_mei", day))
    await world.briefings.save(a_briefing("u_bob", "2026-11-20"))

    async def days(**how):
        return [each.day for each in await service.list(**how)]

    assert await days(by=MEI) == ["2026-11-20", "2026-11-19", "2026-11-18"]
    assert await days(by=MEI, limit=1) == ["2026-11-20"]
    assert await days(by=MEI, before="2026-11-19") == ["2026-11-18"]
    assert await days(by=ADMIN, person_id="u_bob") == ["2026-11-20"]
    assert await days(by=ADMIN) == []


@pytest.mark.parametrize("limit", [-1, 0, MOST_LISTED + 1])
async def test_a_list_has_bounds(service, limit):
    """SEC-2."""
    with pytest.raises(InvalidRequest, check=says("limit must be between 1 and 100")):
        await service.list(by=MEI, limit=limit)

    assert await service.list(by=MEI, limit=MOST_LISTED) == []


# --- evidence ---------------------------------------------------------------------------------


async def test_every_piece_of_evidence_is_found_again(world, service):
    """BRF-4, BRF-5."""
    facts = busy_facts()
    world.briefings.kept_facts[MINE] = facts
    known = evidence_ids(facts)

    found = [await service.evidence(by=MEI, briefing=MINE, evidence_id=each) for each in known]

    assert [(e.evidence.id, e.evidence.kind, e.evidence.query) for e in found] == [
        (each.id, each.kind, each.query) for each in known.values()
    ]
    assert found[0].evidence.text == "日志 12,345 行（前一时段 8,946 行）"
    assert {each.evidence.kind for each in found} >= set(EvidenceKind) - {EvidenceKind.MISSING}
    by_number = await service.evidence(by=MEI, briefing=MINE, evidence_id="e3")
    assert by_number == found[2]  # as texts and the page call it


async def test_a_line_is_shown_while_it_is_kept(world, service):
    """BRF-4, CLD-1."""
    world.briefings.kept_facts[MINE] = facts = busy_facts()
    kept, gone = [each for each in evidence_ids(facts) if each.startswith("line:")][:2]
    line = LogLine(
        id=kept.removeprefix("line:"),
        topic_id="topic-1",
        at=datetime(2026, 11, 20, tzinfo=UTC),
        text="x",
    )
    world.cloud.lines = [line]

    assert (await service.evidence(by=MEI, briefing=MINE, evidence_id=kept)).line == line
    assert (await service.evidence(by=MEI, briefing=MINE, evidence_id=gone)).line is None
    assert (await service.evidence(by=MEI, briefing=MINE, evidence_id="log:total")).line is None


@pytest.mark.parametrize(
    "evidence_id", ["", "line:", "line:secret", "log:", "tpl:nope", "x" * 9_000]
)
async def test_evidence_that_the_briefing_does_not_have_is_not_found(world, service, evidence_id):
    """BRF-5, SEC-3: an id that was made up reads no line."""
    world.briefings.kept_facts[MINE] = busy_facts()
    at = datetime(2026, 11, 20, tzinfo=UTC)
    world.cloud.lines = [
        LogLine(id="secret", topic_id="topic-1", at=at, text="x"),
        LogLine(id="", topic_id="topic-1", at=at, text="y"),
    ]

    with pytest.raises(NotFound, check=says("No evidence")):
        await service.evidence(by=MEI, briefing=MINE, evidence_id=evidence_id)


async def test_evidence_of_no_briefing_and_of_anothers_look_alike(world, service):
    """SEC-3, TSK-2."""
    world.briefings.kept_facts[MINE] = busy_facts()

    for by, briefing in ((BO, MINE), (BO, "u_mei/2020-01-01"), (MEI, "u_mei/2020-01-01")):
        with pytest.raises(NotFound) as error:
            await service.evidence(by=by, briefing=briefing, evidence_id="log:total")
        assert str(error.value) == f"No briefing '{briefing}'."


# --- today, progress, steering ------------------------------------------------------------------


async def test_asking_about_today_starts_what_does_not_run_and_gives_nothing(world, service):
    """BRF-8."""
    today = await service.today(by=MEI)

    assert today.phase is Phase.WAITING
    assert today.next_due is not None
    assert today.settings == world.life.running["u_mei"] == BriefingSettings()
    assert world.life.given == {}


async def test_progress_is_a_sentence_while_something_is_done(world, service):
    """BRF-3, TSK-2."""
    assert await service.progress_of(by=MEI) == ""

    await world.progress.set("briefing/u_mei", "Reading logs.")

    assert await service.progress_of(by=MEI) == "Reading logs."
    assert await service.progress_of(by=BO) == ""
    assert await service.progress_of(by=ADMIN, person_id="u_mei") == "Reading logs."


async def test_pausing_and_resuming_tell_where_it_stands_now(world, service):
    """BRF-8."""
    paused = await service.pause(by=MEI, reason="holiday")
    assert (paused.paused, paused.next_step, paused.next_due) == (True, "resume", None)
    assert (await service.greet(by=MEI)).kind is GreetingKind.PAUSED

    resumed = await service.resume(by=MEI)
    assert resumed.paused is False
    assert (await service.greet(by=MEI)).kind is GreetingKind.BRIEFING


async def test_a_reason_has_a_bound_and_an_over_long_one_pauses_nothing(world, service):
    """SEC-2, BRF-8."""
    with pytest.raises(InvalidRequest, check=says("reason must have at most 200")):
        await service.pause(by=MEI, reason="r" * 201)

    assert world.life.paused == set()
    assert (await service.pause(by=MEI, reason="r" * 200)).paused is True


async def test_preparing_can_be_asked_for_before_its_time(world, service):
    """BRF-3."""
    today = await service.prepare_now(by=MEI)

    assert world.life.prepared == ["u_mei"]
    assert today.person_id == "u_mei"


async def test_starting_twice_is_once_and_nobody_is_started_who_is_not_there(world, service):
    """BRF-1, VOI-6."""
    await service.start("u_mei")
    running = dict(world.life.running)
    await service.start("u_mei")

    assert world.life.running == running == {"u_mei": BriefingSettings()}
    with pytest.raises(NotFound, check=says("No person “u_nobody”")):
        await service.start("u_nobody")


# --- configuring ------------------------------------------------------------------------------

MAIL = ChannelAddress(ChannelKind.MAIL, "mei@example.cn")
ROBOT = ChannelAddress(ChannelKind.WECOM, "ops", ("mei",))
EVERYTHING = {
    "zone": "Europe/London",
    "language": Language.ENGLISH,
    "window_start": time(7),
    "window_end": time(9, 30),
    "prepare_minutes": 0,
    "channels": (MAIL, ROBOT),
    "mail_after_spoken": "mei@example.cn",
    "topics": (Topic.ALARMS, Topic.LOGS),
    "quiet_hours": "22:00-07:00",
    "critical_by": (ChannelKind.MAIL,),
}


async def test_a_change_merges_into_what_was_there_and_is_in_force_at_once(world, service):
    """BRF-8."""
    expected = {}
    for name, value in EVERYTHING.items():
        expected[name] = value

        changed = await service.configure(by=MEI, changes=BriefingChanges(**{name: value}))

        assert changed == BriefingSettings(**expected)
        assert world.life.running["u_mei"] == await service.settings(by=MEI) == changed


async def test_what_is_empty_takes_back_and_what_is_not_said_stays(service):
    """BRF-8."""
    before = await service.configure(by=MEI, changes=BriefingChanges(**EVERYTHING))

    same = await service.configure(by=MEI, changes=BriefingChanges())
    after = await service.configure(
        by=MEI, changes=BriefingChanges(channels=(), mail_after_spoken="")
    )

    assert same == before
    assert after == replace(before, channels=(), mail_after_spoken="")


WRONG = {
    "zone": [{"zone": each} for each in ("", "Mars/Base", "../etc/passwd", "\ud800", "x" * 9_000)],
    "window_start": [{"window_start": time(6, tzinfo=UTC)}],
    "window_end": [
        {"window_end": time(9, tzinfo=UTC)},
        {"window_end": time(6)},
        {"window_end": time(5)},
        {"window_start": time(10)},
        {"window_start": time(13), "window_end": time(1, 1)},
    ],
    "prepare_minutes": [{"prepare_minutes": each} for each in (-1, 181)],
    "channels": [{"channels": (ROBOT,) * 9}],
    "channels.target": [
        {"channels": (ROBOT, replace(ROBOT, target=each))} for each in ("", "x" * 255)
    ]
    + [{"channels": (replace(MAIL, target=each),)} for each in ("", "nonsense", "a@b.c,d@e.fg")],
    "channels.mentions": [
        {"channels": (replace(ROBOT, mentions=each),)} for each in (("a",) * 21, ("",), ("a" * 65,))
    ],
    "mail_after_spoken": [{"mail_after_spoken": each} for each in ("mei", "a@b.cn\nBcc: c@d.cn")],
    "topics": [{"topics": each} for each in ((), (Topic.LOGS, Topic.LOGS))],
}


@pytest.mark.parametrize(
    ("field", "wrong"),
    [(field, each) for field, cases in WRONG.items() for each in cases],
)
async def test_a_setting_that_breaks_a_rule_is_named_and_nothing_is_changed(
    world, service, field, wrong
):
    """BRF-8, SEC-2."""
    before = await service.configure(by=MEI, changes=BriefingChanges(prepare_minutes=45))
    good = {"language": Language.ENGLISH} | wrong

    with pytest.raises(InvalidRequest) as error:
        await service.configure(by=MEI, changes=BriefingChanges(**good))

    assert error.value.field == field
    assert await service.settings(by=MEI) == world.life.running["u_mei"] == before


# --- who may ------------------------------------------------------------------------------------

READS = {
    "list": lambda service, by, who: service.list(by=by, person_id=who),
    "today": lambda service, by, who: service.today(by=by, person_id=who),
    "settings": lambda service, by, who: service.settings(by=by, person_id=who),
    "progress_of": lambda service, by, who: service.progress_of(by=by, person_id=who),
    "greet": lambda service, by, who: service.greet(by=by, person_id=who),
}
STEERS = {
    "configure": lambda service, by, who: service.configure(
        by=by, person_id=who, changes=BriefingChanges(prepare_minutes=1)
    ),
    "pause": lambda service, by, who: service.pause(by=by, person_id=who),
    "resume": lambda service, by, who: service.resume(by=by, person_id=who),
    "prepare_now": lambda service, by, who: service.prepare_now(by=by, person_id=who),
}
ALL = READS | STEERS


def untouched(world):
    """Whether nothing was started, given, changed, paused or prepared."""
    life = world.life
    return not (life.running or life.given or life.paused or life.prepared or world.events.kept)


@pytest.mark.parametrize("ask", ALL.values(), ids=ALL)
@pytest.mark.parametrize(
    "by",
    [BO, OPERATOR, replace(ADMINS_OPERATOR, person_id="u_bob")],
    ids=["viewer", "ops", "token"],
)
async def test_other_people_and_nobody_look_alike_to_who_may_not_act_for_them(
    world, service, ask, by
):
    """SEC-3, TSK-2."""
    for who in ("u_mei", "u_nobody"):
        with pytest.raises(NotFound, check=says(f"No person “{who}”")):
            await ask(service, by, who)

    assert untouched(world)


@pytest.mark.parametrize("ask", ALL.values(), ids=ALL)
async def test_an_admin_acts_for_others_and_is_told_who_does_not_exist(service, ask):
    """SEC-3, TSK-2."""
    await ask(service, ADMIN, "u_mei")

    with pytest.raises(NotFound, check=says("No person “u_nobody”")):
        await ask(service, ADMIN, "u_nobody")


@pytest.mark.parametrize("ask", ALL.values(), ids=ALL)
async def test_who_has_no_role_may_not_even_ask_about_themselves(world, service, ask):
    """SEC-3."""
    with pytest.raises(Forbidden, check=says("Your roles do not include briefing")):
        await ask(service, NOBODY, None)

    assert untouched(world)


@pytest.mark.parametrize("ask", READS.values(), ids=READS)
async def test_a_reading_token_may_greet_and_look(service, ask):
    """MCP-3, SEC-3."""
    await ask(service, READER, None)


@pytest.mark.parametrize("ask", STEERS.values(), ids=STEERS)
async def test_a_reading_token_may_change_nothing(world, service, ask):
    """MCP-3, SEC-3."""
    for by in (READER, ADMINS_READER):
        with pytest.raises(
            Forbidden,
            check=says(r"The scopes of this token do not include briefing\.configure; create"),
        ):
            await ask(service, by, None)

    assert untouched(world)


@pytest.mark.parametrize("ask", ALL.values(), ids=ALL)
async def test_what_is_asked_for_oneself_touches_nobody_else(world, service, ask):
    """TSK-2."""
    await ask(service, MEI, "")

    touched = {*world.life.running, *world.life.paused, *world.life.prepared}
    assert touched | {each.partition("/")[0] for each in world.life.given} <= {"u_mei"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"channels": (ChannelAddress(ChannelKind.WECOM, "nope"),)},
            r"channels\[0\] must be the name of a configured WeCom robot: ops and",
        ),
        (
            {"mail_after_spoken": "mei@example.cn"},
            "mail_after_spoken cannot be used: no channel",
        ),
    ],
)
async def test_a_briefing_is_not_pushed_where_nothing_arrives(changes, words):
    """TSK-9, BRF-8: what was set before settings changed hinders no other change."""
    world = FaceWorld()
    service, mine = world.services.briefings, (ChannelAddress(ChannelKind.WECOM, "ops"),)
    await service.configure(by=MEI, changes=BriefingChanges(channels=mine))
    robots = {ChannelKind.WECOM: frozenset({"ops", "team"})}
    service = replace(service, destinations=Destinations(robots))
    with pytest.raises(InvalidRequest, check=says(words)):
        await service.configure(by=MEI, changes=BriefingChanges(**changes))
    nowhere = replace(service, destinations=Destinations({}))
    kept = await nowhere.configure(by=MEI, changes=BriefingChanges(prepare_minutes=45))

    assert (kept.channels, kept.mail_after_spoken) == (mine, "")


async def test_critical_pages_come_only_where_somebody_can_be_reached(world, service):
    """PSH-5, TSK-9: who has no phone is told so when it is set."""
    for kinds in ((ChannelKind.SMS,), (ChannelKind.WECOM,), (ChannelKind.MAIL,) * 2):
        with pytest.raises(InvalidRequest) as refused:
            await service.configure(by=MEI, changes=BriefingChanges(critical_by=kinds))
        assert refused.value.field == "critical_by"
    changed = await service.configure(by=MEI, changes=BriefingChanges(critical_by=()))
    assert changed.critical_by == ()
