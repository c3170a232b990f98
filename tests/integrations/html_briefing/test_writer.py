"""The HTML form: whole, harmless, readable without pictures, and quick."""

import json
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from domain.briefings.briefings import Briefing
from domain.briefings.facts import BriefingFacts
from domain.briefings.rule_summary import summarise_by_rules
from domain.briefings.summaries import Claim, Topic, Weight
from domain.common.readers import Language
from domain.logs.gaps import Gap, Source
from domain.monitoring.alarms import AlarmState, Severity
from domain.monitoring.capacity import CapacityWarning
from integrations.html_briefing.axes import PLOT, TimeAxis, round_top, short
from integrations.html_briefing.writer import AllForms
from tests.fakes.briefing_words import written as said
from tests.fakes.mornings import (
    MARKUP,
    SAMPLES,
    SINCE,
    UNTIL,
    alarm,
    blind_facts,
    busy_facts,
    hostile_facts,
    quiet_facts,
    sample_facts,
    template,
    told,
)
from tests.fakes.words import LANGUAGES, WORDS

ZH, EN = Language.CHINESE, Language.ENGLISH
ALL = tuple(Topic)
WRITER = AllForms(WORDS)
MORNINGS = [busy_facts(), quiet_facts(), blind_facts(), hostile_facts()]
VOID = {"meta", "br", "rect", "line", "circle", "path"}


@dataclass
class Parsed(HTMLParser):
    """A page as a browser's tokeniser sees it."""

    tags: Counter = field(default_factory=Counter)
    ids: list[str] = field(default_factory=list)
    attributes: list[tuple[str, str, str]] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag, attrs):
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self.ids += [value for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def written(facts: BriefingFacts, language: Language = ZH, **changes: object) -> Briefing:
    summary = replace(summarise_by_rules(facts, ALL), **changes)
    return WRITER.write(facts, summary, language=language, created_at=UNTIL)


def parsed(html: str) -> Parsed:
    page = Parsed()
    page.feed(html)
    page.close()
    assert page.open == []
    return page


def check_harmless(html: str) -> Parsed:
    """Assert that nothing on the page runs, loads or leads elsewhere."""
    page = parsed(html)
    assert not {"script", "img", "iframe", "object", "embed", "link", "form", "base", "use"} & {
        *page.tags
    }
    for _, name, value in page.attributes:
        assert not name.startswith("on")
        assert name not in {"src", "srcset", "xlink:href", "action", "formaction", "background"}
        assert name != "href" or value.startswith("#e")
        assert name == "xmlns" or "://" not in value
        assert "url(" not in value
    assert not re.search(r"[\u200b-\u200f\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f]", html)
    return page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("facts", MORNINGS)
def test_the_page_is_whole_and_nothing_on_it_runs_or_loads(facts, language):
    """BRF-6, SEC-4."""
    html = written(facts, language).html
    page = check_harmless(html)

    assert html.startswith("<!doctype html>")
    assert f'<html lang="{language}">' in html
    assert (page.tags["html"], page.tags["h1"], page.tags["title"] >= 1) == (1, 1, True)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", SAMPLES, ids=str)
def test_real_logs_make_a_harmless_page(path, language):
    """BRF-6, SEC-4."""
    check_harmless(written(sample_facts(path), language).html)


def test_markup_in_logs_alarms_and_targets_is_only_text():
    """SEC-4."""
    page = check_harmless(written(hostile_facts()).html)
    shown = "".join(page.text)

    assert "<script>alert(1)</script>" in shown
    assert page.tags["svg"] == 5
    assert "javascript:" not in shown
    assert "https://" not in shown


@settings(deadline=None, max_examples=30)
@given(st.text(min_size=1, max_size=80), st.text(alphabet="<>/\"'&;{}%svgscript =", max_size=60))
def test_any_text_from_outside_stays_text(anything, markup):
    """SEC-4."""
    facts = hostile_facts()
    evil = template("x", f"{anything}{markup}", 9)
    claim = Claim(Topic.LOGS, Weight.WATCH, said(f"{markup}{anything}"), ("tpl:x",))
    logs = replace(facts.logs, top_errors=(evil,), keywords=((markup, 1.0),))
    records = tuple(replace(each, name=f"{markup}{anything}") for each in facts.alarms)
    facts = replace(facts, logs=logs, alarms=records)

    check_harmless(written(facts, EN, claims=(claim,), headline=said(markup + anything)).html)


@pytest.mark.parametrize("facts", MORNINGS)
def test_every_claim_has_its_evidence_and_every_anchor_leads_to_it(facts):
    """BRF-4, BRF-6."""
    briefing = written(facts)
    page = parsed(briefing.html)
    links = [value for tag, name, value in page.attributes if (tag, name) == ("a", "href")]

    assert len(page.ids) == len(set(page.ids))
    assert {link.removeprefix("#") for link in links} <= set(page.ids)
    claims = [*briefing.summary["claims"], *briefing.summary["untold"]]
    assert len(links) == sum(len(claim["evidence"]) for claim in claims)


def test_every_chart_says_in_words_and_in_a_table_what_it_shows():
    """BRF-6."""
    html = written(busy_facts(), EN).html
    charts = re.findall(r"<svg.*?</svg>\s*</figure>\s*<details>.*?</table>", html, re.DOTALL)

    assert len(charts) == parsed(html).tags["svg"] == 5
    assert all("<title" in chart and "<desc" in chart for chart in charts)
    assert all('role="img"' in chart for chart in charts)


def test_a_mail_without_pictures_still_has_the_numbers():
    """BRF-6."""
    html = re.sub(r"<svg.*?</svg>", "", written(busy_facts(), EN).html, flags=re.DOTALL)
    shown = "".join(parsed(html).text)

    for number in ("12,345", "0.91%", "214", "91.4% → 100%", "2 – 3 days", "critical · firing"):
        assert number in shown


def test_the_sandbox_is_loud_and_the_real_thing_does_not_mention_it():
    """OPS-6."""
    loud, real = written(busy_facts()), written(quiet_facts())

    for form in (loud.html, loud.markdown, loud.text):
        assert "SANDBOX · 沙箱演示数据" in form
    assert "沙箱" in loud.spoken[0]
    assert loud.title == real.title == "值班简报 · 2026-11-21 · mei"
    assert "sandbox" not in real.html.lower()


def test_a_person_is_called_by_name_on_the_page_and_in_the_title():
    """BRF-6."""
    briefing = written(replace(quiet_facts(), person_name="梅"))

    assert briefing.title == "值班简报 · 2026-11-21 · 梅"
    assert "值班简报 · 梅</p>" in briefing.html
    assert briefing.markdown.startswith(f"# {briefing.title}\n")
    assert briefing.text.startswith(f"{briefing.title}\n")


@pytest.mark.parametrize("name", ["", "\u200b\u202e", " "])
def test_a_person_without_a_name_is_called_by_their_id(name):
    """BRF-6."""
    briefing = written(replace(quiet_facts(), person_name=name))
    assert briefing.title == "值班简报 · 2026-11-21 · mei"


HOSTILE_NAMES = [
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "http://evil.example.com",
    "www.evil.cn",
    "**bold** @all `code`",
    "&lt;b&gt; \u202eevil\u202c",
]


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_name_is_never_markup_or_a_link_in_any_form(name):
    """SEC-4: titles go raw into every channel's own format."""
    briefing = written(replace(quiet_facts(), person_name=name))

    check_harmless(briefing.html)
    tokens = MarkdownIt("commonmark", {"html": True}).parse(f"### {briefing.title}")
    kinds = {child.type for token in tokens for child in token.children or []}
    assert kinds == {"text"}
    for form in (briefing.title, briefing.markdown, briefing.text):
        assert not re.search(r"://|@all|www\.evil\.cn|\u202e|<img|&lt;", form)


@pytest.mark.parametrize(
    ("facts", "mood"),
    [(busy_facts(), "act"), (quiet_facts(), "calm"), (blind_facts(), "watch")],
)
def test_the_headline_has_the_colour_of_the_day(facts, mood):
    """BRF-6."""
    assert f'<section class="hero-{mood}"' in written(facts).html


def test_a_number_that_nobody_read_is_not_shown_as_zero():
    """BRF-5."""
    shown = "".join(parsed(written(blind_facts()).html).text)

    assert shown.count("未读到") == 4
    assert "数据不完整" in shown
    assert "告警没有读到（“The monitor does not answer”）" in shown


def test_a_calm_page_with_a_gap_is_not_green():
    """BRF-5."""
    html = written(replace(quiet_facts(), missing=(Gap(Source.ALARMS),))).html
    assert '<section class="hero-watch"' in html


def test_the_briefing_carries_its_facts_and_summary_as_json():
    """BRF-4, BRF-5."""
    briefing = written(busy_facts())

    json.dumps({**briefing.facts, **briefing.summary})
    assert briefing.id == "u_mei/2026-11-21"
    assert briefing.facts["logs"]["total"] == 12_345
    assert briefing.facts["until"] == "2026-11-20T21:40:00Z"
    assert briefing.summary["claims"][0]["evidence"] == ["event:ev-2"]
    assert (briefing.writer, briefing.complete) == ("rules", True)
    assert briefing.spoken
    assert briefing.markdown.startswith("# ")


def test_the_same_facts_give_the_same_bytes():
    """BRF-1."""
    assert written(hostile_facts()) == written(hostile_facts())


def large_facts() -> BriefingFacts:
    """Return the most that the contracts allow: 96 bars, 10 errors, 100 alarms, 50 events."""
    facts = busy_facts()
    logs = facts.logs
    bars = tuple(
        replace(logs.bars[0], start=SINCE + timedelta(minutes=15 * n), count=n) for n in range(96)
    )
    trends = tuple(
        replace(logs.trends[n % 6], template=template(f"t{n}", f"word {MARKUP} {n}", n))
        for n in range(20)
    )
    errors = tuple(template(f"x{n}", f"error {MARKUP} {n}", 100 - n) for n in range(10))
    states = (AlarmState.FIRING, AlarmState.RECOVERED)
    alarms = tuple(
        alarm(f"alarm {n}", Severity.WARNING, states[n % 2], n / 5, target=MARKUP, minutes=n)
        for n in range(100)
    )
    logs = replace(logs, bars=bars, error_bars=bars, trends=trends, top_errors=errors)
    happenings = tuple(
        replace(facts.happenings[n % 3], event_id=f"ev-{n}", told=told(MARKUP)) for n in range(50)
    )
    return replace(facts, logs=logs, alarms=alarms, happenings=happenings)


def test_the_largest_briefing_is_written_at_once():
    """BRF-3: some 0.1 s; a drawing that looks at each pair of its points would take many."""
    facts = large_facts()
    summary = summarise_by_rules(facts, ALL)

    def once() -> float:
        start = process_time()  # a busy machine interrupts each of them
        WRITER.write(facts, summary, language=ZH, created_at=UNTIL)
        return process_time() - start

    assert min(once() for _ in range(15)) < 0.5


def test_the_largest_page_fits_a_mail():
    """BRF-6, PSH-1."""
    html = written(large_facts()).html
    check_harmless(html)
    assert len(html.encode()) < 500_000


@pytest.mark.parametrize("high", [None, 4.0])
def test_what_is_full_already_is_drawn_at_today(high):
    """BRF-6, ANL-2."""
    warning = CapacityWarning(
        metric="disk",
        target="db",
        value=100.0,
        unit="%",
        limit=100.0,
        days=0.0,
        days_low=0.0,
        days_high=high,
        query="q",
    )
    check_harmless(written(replace(quiet_facts(), capacity=(warning,))).html)


def test_alarms_outside_the_period_stay_inside_the_chart():
    """BRF-6."""
    early = alarm("early", Severity.INFO, AlarmState.RECOVERED, 90.0)
    late = alarm("late", Severity.UNKNOWN, AlarmState.UNKNOWN, -3.0)
    html = written(replace(quiet_facts(), alarms=(early, late))).html
    for x in re.findall(r'<rect class="sev-\w+" x="([\d.]+)"', html):
        assert 34.0 <= float(x) <= 352.0


@pytest.mark.parametrize(
    ("start", "hours", "zone"),
    [
        (datetime(2026, 11, 20, 21, 40, tzinfo=UTC), 24, "Asia/Shanghai"),
        (datetime(2026, 3, 8, 3, 0, tzinfo=UTC), 24, "America/New_York"),
        (datetime(2026, 11, 1, 3, 0, tzinfo=UTC), 24, "America/New_York"),
        (datetime(2026, 11, 20, 0, 10, tzinfo=UTC), 2, "Asia/Kolkata"),
        (datetime(2026, 11, 20, 0, 0, tzinfo=UTC), 72, "UTC"),
        (datetime(2026, 11, 20, 0, 0, tzinfo=UTC), 0, "UTC"),
    ],
)
def test_hours_on_the_axis_are_few_in_order_and_inside(start, hours, zone):
    """BRF-6."""
    axis = TimeAxis(start, start + timedelta(hours=hours), zone)
    places = [tick.at for tick in axis.ticks()]

    assert places == sorted(places)
    assert len(places) <= 8
    assert all(34.0 <= place <= 34.0 + PLOT for place in places)
    assert len(places) >= (2 if hours else 0)


@given(st.floats(0.001, 1e9))
def test_the_top_of_an_axis_is_above_but_not_far_above(most):
    """BRF-6."""
    assert most <= round_top(most) <= most * 2.1


def test_counts_on_an_axis_are_short():
    """BRF-6."""
    assert [short(count) for count in (0, 7.5, 200, 1_500, 20_000, 3e6)] == [
        "0",
        "7.5",
        "200",
        "1.5k",
        "20k",
        "3M",
    ]
    assert round_top(0) == 1.0
