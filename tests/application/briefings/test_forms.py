"""Spoken, Markdown and plain text: bounded, readable, and harmless."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from application.briefings import written as written_forms
from application.briefings.spoken import PART_BYTES, parted, sentences, spoken_parts
from application.ports.rendering import Form
from domain.briefings.evidence import evidence_ids
from domain.briefings.rule_summary import summarise_by_rules
from domain.briefings.summaries import Claim, Summary, Topic, Weight, Writer
from domain.common.aloud import speakable
from domain.common.messages import Message, message
from domain.common.readers import Language
from domain.logs.logs import TemplateTrend, TrendKind
from tests.fakes.briefing_words import telling, written
from tests.fakes.mornings import (
    SAMPLES,
    UNTIL,
    blind_facts,
    busy_facts,
    hostile_facts,
    quiet_facts,
    sample_facts,
)
from tests.fakes.words import LANGUAGES, SPEECH

ZH, EN = Language.CHINESE, Language.ENGLISH
ALL = tuple(Topic)
MORNINGS = [busy_facts(), quiet_facts(), blind_facts(), hostile_facts()]
UNSPEAKABLE = re.compile(r"[\d<>{}\[\]|\\`*_#@$^~=+/%&\"「」“”()（）…]")


def as_markdown(facts, summary, telling) -> str:
    return written_forms.as_markdown(facts, summary, telling)


def as_text(facts, summary, telling) -> str:
    return written_forms.as_text(facts, summary, telling, evidence_ids(facts))


MORE = {ZH: "后面还有三条，要继续听吗？", EN: "There are three more items. Shall I continue?"}
ASKS = {
    ZH: re.compile(r"(?:还没说完|后面还有.{1,3}条)，要继续听吗？$"),
    EN: re.compile(r"There (?:is|are) [a-z ]+\. Shall I continue\?$"),
}


def told(facts) -> Summary:
    return summarise_by_rules(facts, ALL)


def said(message, language: Language) -> str:
    return telling(busy_facts(), language).text(message, Form.SPOKEN)


def heard(text: str) -> str:
    """Return only the letters, for comparing what was said wherever it was cut."""
    return "".join(char for char in text if char.isalpha()).casefold()


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("共 12,345 行日志", ZH, "共一万两千三百四十五行日志"),
        ("12,345 log lines", EN, "about twelve thousand log lines"),
        ("错误率从 0.91% 升到 2.5%", ZH, "错误率从百分之零点九一升到百分之二点五"),
        ("a rate of 2.5%", EN, "a rate of two point five percent"),
        ("自今天 02:52 起", ZH, "自今天两点五十二分起"),
        ("有 2 件事，2 到 3 天", ZH, "有两件事，两到三天"),
        ("6–14 天", ZH, "六到十四天"),
        ("6–14 days", EN, "six to fourteen days"),
        ("2026-11-21", ZH, "十一月二十一日"),
        ("2026-13-45", EN, "about two thousand to thirteen to forty-five"),
        ("db-01 的磁盘", ZH, "db 零一的磁盘"),
        ("见 https://evil.example/?a=1。", ZH, "见一个链接"),
        ("见http[:]//evil[.]com", ZH, "见一个链接"),
        ("从10.0.0.1:6379来", ZH, "从一个地址来"),
        ("from 10.0.0.1", EN, "from an address"),
        ("请求 3b6c1f2a-9d1e-4c55-8a1b-0123456789ab 失败", ZH, "请求一个编号失败"),
        ("号码 12345678901234567", EN, "号码 an id"),
        ("日志「<*> … {}」出现", ZH, "日志一段日志出现"),
        ("“[error] mod_jk workerEnv in state 6”", EN, "error mod jk worker Env in state"),
        ("1200-1500 行", ZH, "一千两百到一千五百行"),
        ("“pool exhausted after … ms” 50 次", ZH, "pool exhausted 五十次"),
        ("“order … failed”, once", EN, "order failed, once"),
        ("（处理：已扩容）。", ZH, "处理：已扩容。"),
        ("a/b & c_d * e — f", EN, "a b c d e, f"),
        ("٣ 个", ZH, "三个"),
        ("2 个；；。", ZH, "两个。"),
        ("\u202e\x07", ZH, ""),
    ],
)
def test_written_text_is_said_as_a_person_would_say_it(text, language, said):
    """BRF-6."""
    assert speakable(text, SPEECH[language]) == said or said in speakable(text, SPEECH[language])


@given(st.text(max_size=400), st.sampled_from(LANGUAGES))
def test_nothing_unspeakable_is_ever_said(text, language):
    """BRF-6."""
    assert not UNSPEAKABLE.search(speakable(text, SPEECH[language]))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("facts", MORNINGS)
def test_spoken_parts_are_small_speakable_and_ask_to_go_on(facts, language):
    """BRF-6, VOI-1."""
    parts = spoken_parts(facts, told(facts), telling(facts, language))

    assert parts
    for part in parts:
        assert part.strip()
        assert len(part.encode()) <= PART_BYTES
        assert not UNSPEAKABLE.search(part)
    assert all(ASKS[language].search(part) for part in parts[:-1])
    assert not ASKS[language].search(parts[-1])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", SAMPLES, ids=str)
def test_real_logs_can_be_heard(path, language):
    """BRF-6."""
    facts = sample_facts(path)
    parts = spoken_parts(facts, told(facts), telling(facts, language))
    assert all(len(part.encode()) <= PART_BYTES for part in parts)
    assert not any(UNSPEAKABLE.search(part) for part in parts)


def test_a_quiet_morning_is_told_in_a_few_breaths():
    """BRF-6."""
    (part,) = spoken_parts(quiet_facts(), told(quiet_facts()), telling(quiet_facts(), ZH))
    assert part == (
        "十一月二十一日值班简报。过去一天平稳，没有需要你处理的事。共八千行日志，"
        "与前一天相当；其中错误二十行，错误率和前一天差不多。简报完毕。"
    )


CLAIMS = st.builds(
    Claim,
    st.sampled_from(Topic),
    st.sampled_from(Weight),
    st.builds(
        written,
        st.text(max_size=320) | st.text(alphabet="字句。，an 1.", min_size=300, max_size=320),
    ),
    st.just(("log:total",)),
)
SUMMARIES = st.builds(
    Summary,
    headline=st.builds(written, st.text(max_size=300)),
    claims=st.lists(CLAIMS, max_size=12).map(tuple),
    writer=st.sampled_from(Writer),
    complete=st.booleans(),
    notes=st.lists(st.builds(written, st.text(max_size=300)), max_size=4).map(tuple),
)


def untold(claims: tuple[Claim, ...]) -> Message:
    must = sum(claim.weight is Weight.ACT for claim in claims)
    return message("briefing.untold", n=len(claims), must=must)


@settings(deadline=None)
@given(SUMMARIES, st.sampled_from(LANGUAGES))
def test_no_claim_is_cut_and_those_that_take_too_long_are_counted(summary, language):
    """BRF-6."""
    parts = spoken_parts(busy_facts(), summary, telling(busy_facts(), language))
    whole = heard("".join(ASKS[language].sub("", part) for part in parts))

    assert all(part.strip() and len(part.encode()) <= PART_BYTES for part in parts)
    each = [heard("".join(sentences(said(claim.said, language)))) for claim in summary.claims]
    told = next((place for place, one in enumerate(each) if one not in whole), len(each))
    if told < len(each):
        cuts = (summary.claims[place:] for place in range(told + 1))  # one may stand in another
        assert any(heard(said(untold(cut), language)) in whole for cut in cuts)


def test_a_part_says_how_many_items_are_left():
    """BRF-6."""
    items = [[f"{letter * 400}."] for letter in "abcde"]
    parts = parted(items, more=lambda n: f"{n} left", counted=range(1, 4))
    assert [part.split()[-2:] for part in parts[:-1]] == [["2", "left"], ["0", "left"]]


@given(st.lists(st.text(alphabet="ab字，。 ", min_size=1), max_size=40), st.sampled_from(LANGUAGES))
def test_parts_are_only_made_when_one_would_be_too_long(said, language):
    """BRF-6."""
    parts = parted([*([each] for each in said), ["end"]], more=lambda _: MORE[language])
    joined = "".join(said) if language == ZH else " ".join(said)
    assert (len(parts) > 1) >= (len(joined.encode()) > PART_BYTES)


@given(
    st.lists(
        st.lists(st.text(alphabet="ab", min_size=1, max_size=300), min_size=1, max_size=6),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from(LANGUAGES),
)
def test_an_item_that_fits_one_part_is_never_divided(items, language):
    """BRF-6: whoever stops listening between two parts has heard whole items."""
    more = MORE[language]
    numbered = [[f"{number}:{each}." for each in item] for number, item in enumerate(items)]
    parts = parted(numbered, more=lambda _: more)

    room = PART_BYTES - len(f" {more}".encode())
    short = [" ".join(item) for item in numbered if len(" ".join(item).encode()) <= room]
    assert [item for item in short if not any(item in part for part in parts)] == []


def test_markdown_has_headings_counts_and_the_sandbox_banner():
    """BRF-6, OPS-6."""
    markdown = as_markdown(busy_facts(), told(busy_facts()), telling(busy_facts(), ZH))

    assert markdown.startswith("# 值班简报 · 2026-11-21 · mei\n**有 3 件事需要你处理")
    assert "\n> **SANDBOX" in markdown
    assert "\n## 需要你处理\n- payment-api" in markdown
    assert "条，完整简报里都有。" in markdown


def test_a_briefing_from_real_sources_has_no_sandbox_banner():
    """OPS-6."""
    facts = quiet_facts()
    for form in (as_markdown, as_text):
        assert "sandbox" not in form(facts, told(facts), telling(facts, EN)).lower()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", [as_markdown, as_text])
def test_gaps_and_notes_are_on_every_written_form(form, language):
    """BRF-5."""
    facts = blind_facts()
    text = form(facts, told(facts), telling(facts, language))
    assert ("告警没有读到" if language == ZH else "Alarms could not be read") in text
    assert ("数据不完整" if language == ZH else "Incomplete data") in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_plain_text_shows_the_line_that_was_written_and_its_time(language):
    """BRF-11."""
    busy = busy_facts()
    pool = replace(
        busy.logs.top_errors[1],
        line="04:31:07 ERROR HikariPool-1 - not available, key AKIDhunter2hunter2",
        first_at=UNTIL - timedelta(minutes=69),
    )
    new = (TemplateTrend(TrendKind.NEW, pool, 0, 61),)
    facts = replace(busy, logs=replace(busy.logs, trends=new))
    text = as_text(facts, told(facts), telling(facts, language))
    (line,) = [each for each in text.splitlines() if "04:31:07 ERROR HikariPool-1" in each]
    assert line.startswith("    今天 04:31" if language == ZH else "    04:31 today")
    assert "hunter2" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_log_line_becomes_markup_or_a_link_in_markdown(language):
    """SEC-4."""
    facts = hostile_facts()
    markdown = as_markdown(facts, told(facts), telling(facts, language))
    tokens = MarkdownIt("commonmark", {"html": True}).parse(markdown)
    kinds = {child.type for token in tokens for child in token.children or [token]}

    assert not kinds & {"link_open", "image", "html_inline", "html_block", "fence"}
    assert "://" not in markdown
    assert "<" not in markdown
    assert not re.search(r"[\u202a-\u202e\u2066-\u2069\x00-\x09\x0b-\x1f]", markdown)


@given(st.text(alphabet="*_`~[]()<>!&#@\\| \nabhttp:/w.x;", max_size=200))
def test_any_text_stays_text_in_markdown(text):
    """SEC-4."""
    claim = Claim(Topic.LOGS, Weight.CALM, written(text), ("log:total",))
    summary = replace(told(quiet_facts()), claims=(claim,), headline=written("h"))
    markdown = as_markdown(quiet_facts(), summary, telling(quiet_facts(), EN))
    tokens = MarkdownIt("commonmark", {"html": True}).enable("strikethrough").parse(markdown)
    kinds = [child.type for token in tokens for child in token.children or [token]]

    assert not {"link_open", "image", "html_inline", "em_open", "s_open", "fence"} & set(kinds)
    assert "code_inline" not in kinds
