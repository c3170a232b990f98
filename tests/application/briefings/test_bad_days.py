"""Days on which everything is broken: nothing grave is missing, and no word is a program's."""

import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from application.briefings.summaries import Summaries
from application.ports.models import Finish, ModelAnswer, ProposedClaim
from domain.alerts.alerts import FaultClass
from domain.briefings.facts import BriefingFacts, Happening
from domain.briefings.rule_alarms import MOST_CRITICAL
from domain.briefings.rule_points import Gravity
from domain.briefings.rule_singles import points_by_evidence
from domain.briefings.rule_summary import MOST_CLAIMS, summarise_by_rules, told_points
from domain.briefings.summaries import Summary, Topic, Weight
from domain.clusters.clusters import WorkloadRef
from domain.clusters.repairs import SkipReason
from domain.common.notifications import notification_of
from domain.common.readers import Language
from domain.events.events import EventType
from domain.incidents.events import IncidentNote, event_of
from domain.incidents.incidents import CallReason
from domain.logs.logs import Level, TemplateTrend, TrendKind
from domain.monitoring.alarms import AlarmState, Severity
from integrations.html_briefing.writer import AllForms
from tests.fakes.briefing_words import by_rules, read, telling
from tests.fakes.incident_examples import an_incident
from tests.fakes.mornings import UNTIL, alarm, busy_facts, quiet_facts, template, told
from tests.fakes.words import LANGUAGES, LEXICON, WORDS

ZH, EN = Language.CHINESE, Language.ENGLISH
ALL = tuple(Topic)
UUID = "601c3b6c-9d1e-4c55-8a1b-0123456789ab"
WRITER = AllForms(WORDS)
QUICK = settings(max_examples=20, deadline=None, phases=(Phase.reuse, Phase.generate))
"""Such a day has hundreds of parts; to make one smaller takes minutes."""

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}")
_SNAKE = re.compile(r"[a-z]+_[a-z_]+")
_TEMPLATE = re.compile(r"\\b(?:tpl|event|line|cap|alarm):")


def queued(
    number: int,
    *,
    reason: CallReason,
    skips: tuple[SkipReason, ...],
    language: Language = Language.CHINESE,
) -> Happening:
    """Return what the engine itself writes down when it hands an incident over."""
    owner = WorkloadRef("cls-1", f"story-crash-loop-{number:02d}1e", "Deployment", "checkout")
    incident = replace(an_incident(), id=f"i_{number}", owner=owner, fault=FaultClass.CRASH_LOOP)
    detail = "; ".join(skips)
    note = IncidentNote(
        EventType.BROADCAST_QUEUED, number, UNTIL, {"reason": reason.value, "detail": detail}
    )
    event = event_of(incident, note)
    said = notification_of(event.data.get("notification")) or told(
        event.data["words"][language]["text"]
    )
    return Happening(event.id, "broadcast", UNTIL - timedelta(minutes=number), said)


@st.composite
def bad_days(draw) -> BriefingFacts:
    """Return a day with many incidents, alarms and new errors, of any mixture."""
    facts = busy_facts()
    skips = st.lists(st.sampled_from(SkipReason), max_size=6).map(tuple)
    reasons = st.sampled_from(CallReason)
    incidents = tuple(
        queued(number, reason=draw(reasons), skips=draw(skips))
        for number in range(draw(st.integers(0, 14)))
    )
    critical = tuple(
        alarm(
            f"支付错误率过高 {n}",
            Severity.CRITICAL,
            draw(st.sampled_from(AlarmState)),
            1.0,
            target=UUID,
        )
        for n in range(draw(st.integers(0, 12)))
    )
    others = tuple(
        alarm(f"慢查询 {n}", Severity.WARNING, draw(st.sampled_from(AlarmState)), 2.0)
        for n in range(draw(st.integers(0, 8)))
    )
    errors = tuple(
        TemplateTrend(
            TrendKind.NEW, template(f"n{n}", f"payment {n} failed", 50 + n, Level.ERROR), 0, 50 + n
        )
        for n in range(draw(st.integers(0, 5)))
    )
    tasks = tuple(
        Happening(f"t{n}", "task", UNTIL, told(f"官网价格页第 {n} 次变化。"))
        for n in range(draw(st.integers(0, 9)))
    )
    return replace(
        facts,
        happenings=(*incidents, *tasks, *facts.happenings[:1]),
        alarms=(*critical, *others),
        logs=replace(facts.logs, trends=(*errors, *facts.logs.trends)),
    )


class _Told(HTMLParser):
    """What a page shows without opening the evidence, which holds ids to look things up with."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag, attrs) -> None:
        self._hidden += tag in ("details", "style", "script")

    def handle_endtag(self, tag) -> None:
        self._hidden -= tag in ("details", "style", "script")

    def handle_data(self, data) -> None:
        if not self._hidden:
            self.words.append(data)


def forms_of(facts: BriefingFacts, summary: Summary, language: Language) -> dict[str, str]:
    briefing = WRITER.write(facts, summary, language=language, created_at=UNTIL)
    page = _Told()
    page.feed(briefing.html)
    return {
        "spoken": "".join(briefing.spoken),
        "markdown": briefing.markdown,
        "text": briefing.text,
        "html": " ".join(page.words),
    }


def gravities(facts: BriefingFacts, language: Language) -> dict[str, Gravity]:
    return {name: each.gravity for name, each in points_by_evidence(facts).items()}


def check(facts: BriefingFacts, summary: Summary, language: Language) -> None:
    gravity = gravities(facts, language)
    cited = {name for claim in summary.claims for name in claim.evidence}
    for name, each in gravity.items():
        assert each > Gravity.ERROR_RATE or name in cited, f"{name} ({each!r}) is not told"
    for form, said in forms_of(facts, summary, language).items():
        lead = said.replace("*", "")
        assert not _UUID.search(said), form
        assert not _TEMPLATE.search(said), form
        assert not [code for code in (*SkipReason, *CallReason) if "_" in code and code in said], (
            form
        )
        assert said.count("“") == said.count("”"), form
        assert said.count("「") == said.count("」"), form
        assert "一个编号" not in lead
        assert "an id" not in lead
        if form in ("text", "html"):
            assert bool(summary.untold) == (untold_words(len(summary.untold), language) in lead)
        elif summary.untold:  # a chat and a voice have room for less, and count that, too
            assert re.search("只写在文字版|完整简报里|only in the written|full briefing has", lead)


def untold_words(count: int, language: Language) -> str:
    return f"另有 {count} 条未念" if language == ZH else f"{count} more, not read out"


@pytest.mark.parametrize("language", LANGUAGES)
@QUICK
@given(facts=bad_days())
def test_nothing_grave_is_missing_and_what_is_not_told_is_counted(language, facts):
    """BRF-10."""
    summary = summarise_by_rules(facts, ALL)
    check(facts, summary, language)
    told, left = told_points(facts, ALL)
    assert len(summary.untold) == len(left)
    counted = [each.gravity for each in told if "log:total" not in each.evidence]
    assert all(each.gravity >= max(counted) for each in left)
    # Names are said as they are, and no code stands in any sentence of ours.
    spoken = forms_of(facts, summary, language)["spoken"]
    as_read = read(summary, facts, language)
    own = [
        claim.text for claim in (*as_read.claims, *as_read.untold) if claim.topic is Topic.BROADCAST
    ]
    assert not [text for text in (as_read.headline, *own) if _SNAKE.search(text)]
    if any(each.kind == "broadcast" for each in facts.happenings):
        assert "checkout" in spoken.lower()


class Talkative:
    """A model that says something true and calm of everything, most of it of no weight."""

    def __init__(self, facts: BriefingFacts, language: Language) -> None:
        said = telling(facts, language).text
        points = list(points_by_evidence(facts).values())
        calm = [each for each in points if each.gravity >= Gravity.NOTABLE]
        self.claims = tuple(
            ProposedClaim(each.topic, Weight.CALM, said(each.said), each.evidence[:1])
            for each in calm
        )

    async def write(self, prompt) -> ModelAnswer:
        return ModelAnswer(self.claims, Finish.STOP, (10, 10))


@pytest.mark.parametrize("language", LANGUAGES)
@QUICK
@given(facts=bad_days())
async def test_a_model_that_talks_a_lot_crowds_nothing_grave_out(language, facts):
    """BRF-10, SEC-4."""
    summaries = Summaries(WORDS, LEXICON, Talkative(facts, language))
    summary = await summaries.summarise(facts, language=language, topics=ALL)
    check(facts, summary, language)


async def test_a_models_sentence_with_a_programs_name_is_not_told():
    """BRF-10."""

    class Raw:
        async def write(self, prompt) -> ModelAnswer:
            said = (
                "共 12,345 行日志（gitops_managed）。",
                f"对象 {UUID} 共 12,345 行。",
                "共 12,345 行日志。",
            )
            claims = tuple(
                ProposedClaim(Topic.LOGS, Weight.CALM, each, ("log:total",)) for each in said
            )
            return ModelAnswer(claims, Finish.STOP, (10, 10))

    summary = await Summaries(WORDS, LEXICON, Raw()).summarise(
        busy_facts(), language=ZH, topics=ALL
    )
    assert summary.dropped == 2
    texts = [claim.text for claim in read(summary, busy_facts(), ZH).claims]
    assert not any("gitops_managed" in text or UUID in text for text in texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_seven_incidents_of_one_workload_are_one_item_with_its_first_step(language):
    """BRF-10: the queue is grouped, and the headline is a whole clause."""
    incidents = tuple(
        queued(
            n,
            reason=CallReason.INCONCLUSIVE if n < 4 else CallReason.EXHAUSTED,
            skips=(SkipReason.GITOPS_MANAGED,),
            language=language,
        )
        for n in range(7)
    )
    facts = replace(quiet_facts(), happenings=incidents)
    summary = by_rules(facts, language)
    [item] = [claim for claim in summary.claims if claim.weight is Weight.ACT]
    if language == ZH:
        assert summary.headline == (
            "有 7 件事需要你处理，最要紧的是：checkout 反复崩溃，共 7 起，今天 05:34 开始等人处理。"
        )
        assert item.text == (
            "checkout 反复崩溃，有 7 起等人处理，最早从今天 05:34 开始，在命名空间 "
            "story-crash-loop-061e、story-crash-loop-051e 和 story-crash-loop-041e 等 7 处。"
            "自动修复停下的原因：无法确认修复是否生效，可能有人同时在改它（4 件）；"
            "能试的都试过了（3 件）。"
            "先看容器上一次退出的日志，再对照最近的发布。"
        )
    else:
        assert summary.headline == (
            "7 items need your attention. Most urgent: checkout crash loop, 7 incidents, "
            "waiting for someone to act since 05:34 today."
        )
        assert item.text.endswith(
            "Read the last container's exit log first, then compare with the latest release."
        )
    assert set(item.evidence) == {f"event:{each.event_id}" for each in incidents}


def test_more_critical_alarms_than_are_told_are_counted_as_critical():
    """BRF-10."""
    over = tuple(
        alarm(f"c{n}", Severity.CRITICAL, AlarmState.RECOVERED, 1.0)
        for n in range(MOST_CRITICAL + 3)
    )
    summary = by_rules(replace(busy_facts(), alarms=over, happenings=()), ZH)
    assert "其余告警：3 条已恢复；其中 3 条严重。" in [claim.text for claim in summary.claims]
    assert len(summary.claims) >= MOST_CLAIMS
