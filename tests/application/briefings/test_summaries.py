"""A model proposes, the evidence decides, the rules always can."""

import json
from dataclasses import replace
from datetime import date

import httpx2
import pytest

from application.briefings.summaries import Summaries
from application.briefings.summary_prompts import MOST_CHARACTERS, summary_prompt
from application.ports.models import Finish, ModelAnswer, ModelTooSlow
from domain.briefings.evidence import evidence_ids
from domain.briefings.rule_summary import MOST_CLAIMS
from domain.briefings.summaries import Topic, Weight, WhyRules, Writer
from domain.common.errors import Misconfigured, Rejected, TooManyRequests, Unavailable
from domain.common.readers import Language
from domain.logs.gaps import Gap, Source
from domain.logs.logs import Level, TemplateTrend, TrendKind
from integrations.openai_models.asking import OpenAiSettings
from integrations.openai_models.writer import OpenAiWriter
from sandbox.llm.app import MODEL, LlmSandbox
from sandbox.llm.behaviours import Behaviour, Order
from tests.fakes.briefing_words import SummaryRead, by_rules, read, telling
from tests.fakes.days import DAYS
from tests.fakes.models import CountedBudget, ScriptedModel, about, says
from tests.fakes.mornings import (
    INJECTION,
    SAMPLES,
    blind_facts,
    busy_facts,
    foreign,
    hostile_facts,
    quiet_facts,
    sample_facts,
    template,
)
from tests.fakes.words import LANGUAGES, LEXICON, WORDS

ZH, EN = Language.CHINESE, Language.ENGLISH
ALL = tuple(Topic)


async def told_by(lines, facts=None, *, budget=None, topics=ALL) -> SummaryRead:
    facts = facts or quiet_facts()
    return await told_of(facts, ScriptedModel(lines), budget, topics=topics)


async def told_of(facts, model=None, budget=None, *, language=ZH, topics=ALL) -> SummaryRead:
    summary = await Summaries(WORDS, LEXICON, model, budget).summarise(
        facts, language=language, topics=topics
    )
    return read(summary, facts, language)


def sandbox_llm(behaviour: Behaviour) -> LlmSandbox:
    llm = LlmSandbox()
    llm.behave(Order(behaviour))
    return llm


def writer_at(llm: LlmSandbox) -> OpenAiWriter:
    http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=llm.app))
    settings = OpenAiSettings(base_url="http://llm.test/v1", api_key="k", model=MODEL, retries=0)
    return OpenAiWriter(settings, http_client=http)


def sandbox_model(behaviour: Behaviour) -> OpenAiWriter:
    return writer_at(sandbox_llm(behaviour))


async def test_without_a_model_the_rules_write_and_say_so():
    """BRF-5."""
    summary = await told_of(busy_facts(), language=ZH, topics=ALL)

    rules = by_rules(busy_facts(), ZH, ALL)
    assert summary.claims == rules.claims
    assert summary.writer is Writer.RULES
    assert summary.complete
    assert summary.notes == ("没有配置大模型，本简报按规则由数据自动生成。",)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Unavailable("down"), "没有连上"),
        (TooManyRequests("busy"), "限流"),
        (ModelTooSlow("slow"), "没有在限定时间内回答"),
        (Misconfigured("key"), "拒绝了请求"),
        (Rejected("no"), "拒绝了请求"),
    ],
)
async def test_a_model_that_fails_is_replaced_by_the_rules_which_say_why(error, words):
    """BRF-5."""
    summary = await told_by(error, busy_facts())

    assert summary.writer is Writer.RULES
    assert summary.complete
    assert words in summary.notes[-1]
    assert summary.claims == by_rules(busy_facts(), ZH, ALL).claims


@pytest.mark.parametrize(
    ("finish", "words"),
    [
        (Finish.CUT_OFF, "中途停止"),
        (Finish.UNREADABLE, "格式不对"),
        (Finish.REFUSED, "拒绝"),
    ],
)
async def test_an_answer_that_stopped_early_is_not_used_and_the_rules_words_are_whole(
    finish, words
):
    """BRF-5: what the sources said is complete, whatever became of the model's sentence."""
    answer = ModelAnswer((about("一切正常", "log:total"),), finish, (50, 5))
    summary = await told_by(answer)

    assert summary.writer is Writer.RULES
    assert summary.complete
    assert words in summary.notes[-1]
    assert summary.tokens == (50, 5)
    assert "一切正常" not in summary.headline


async def test_a_good_answer_is_told_in_the_models_words():
    """BRF-5."""
    answer = says(
        about(
            "8,000 行日志里只有 20 行错误，和平时一样。", "log:total", "log:errors", weight="calm"
        ),
    )
    summary = await told_by(answer)

    assert summary.writer is Writer.MODEL
    assert summary.headline == by_rules(quiet_facts(), ZH, ALL).headline
    assert [claim.text for claim in summary.claims] == [answer.claims[0].text]
    assert (summary.complete, summary.notes, summary.dropped) == (True, (), 0)
    assert summary.tokens == (900, 100)


async def test_a_claim_whose_evidence_does_not_exist_is_dropped_and_counted():
    """BRF-5."""
    answer = says(
        about("数据库被删除了。", "invented-1"),
        about("没有依据的话。"),
        about("8,000 行日志。", "log:total"),
        about("9,999 行日志。", "log:total"),
    )
    summary = await told_by(answer)

    assert [claim.text for claim in summary.claims] == ["8,000 行日志。"]
    assert summary.dropped == 3
    assert summary.notes == ("大模型有 3 句话找不到依据，已去掉。",)


async def test_when_no_claim_holds_the_rules_write():
    """BRF-5."""
    summary = await told_by(says(about("x", "invented-1")))

    assert summary.writer is Writer.RULES
    assert summary.dropped == 1
    assert "没有一句能找到依据" in summary.notes[-1]


async def test_what_a_person_must_do_is_always_told_in_the_rules_words():
    """BRF-5, SEC-4."""
    soft = says(
        about("支付告警在看了。", "alarm:cls:r-e694af-168", topic="alarms", weight="calm"),
        about("日志比之前多。", "log:total", weight="calm"),
    )
    summary = await told_by(soft, busy_facts())

    rules = by_rules(busy_facts(), ZH, ALL)
    must = tuple(claim for claim in rules.claims if claim.weight is Weight.ACT)
    assert summary.claims[: len(must)] == must
    assert summary.headline == rules.headline
    assert "支付告警在看了。" not in [claim.text for claim in summary.claims]


async def test_what_belongs_together_stays_one_story_whatever_the_model_makes_of_its_parts():
    """BRF-11: when, where and how much; a model is given each part by itself."""
    facts = DAYS["one_outage_over"]
    parts = says(
        about("付款错误 186 次。", "tpl:pay"),
        about("日志比之前多。", "log:total", weight="calm"),
    )
    summary = await told_by(parts, facts)

    story = by_rules(facts, ZH, ALL).claims[0]
    assert "错误集中出现" in story.text
    assert summary.claims[0] == story
    assert [claim.text for claim in summary.claims].count(story.text) == 1


async def test_what_the_model_left_out_is_added_from_the_rules():
    """BRF-4, BRF-5."""
    summary = await told_by(says(about("日志比之前多 38%。", "log:total")), busy_facts())

    assert {claim.topic for claim in (*summary.claims, *summary.untold)} >= {
        Topic.BROADCAST,
        Topic.ALARMS,
        Topic.CAPACITY,
        Topic.ROLLBACKS,
        Topic.TASKS,
    }
    everything = (*summary.claims, *summary.untold)
    assert any("已扩容只读副本" in claim.text for claim in everything)
    assert len(summary.claims) <= MOST_CLAIMS


async def test_a_claim_weighs_no_less_than_the_rules_weigh_its_evidence():
    """SEC-4."""
    summary = await told_by(says(about("错误多了。", "log:errors", weight="calm")), busy_facts())
    (claim,) = [claim for claim in summary.claims if claim.text == "错误多了。"]
    assert claim.weight is Weight.WATCH


@pytest.mark.parametrize("weight", ["act", "watch"])
async def test_what_the_rules_call_calm_is_not_made_urgent_by_a_model(weight):
    """BRF-5."""
    facts = quiet_facts()
    facts = replace(facts, logs=replace(facts.logs, before_errors=1, keywords=(("cart", 8.2),)))
    said = (
        about("共 8,000 行日志。", "log:total", weight=weight),
        about("有个词很突出。", "kw:cart", weight=weight),
        about("错误 20 行。", "log:errors", weight="act"),
    )
    summary = await told_by(says(*said), facts)

    assert [(claim.text, claim.weight) for claim in summary.claims] == [
        ("错误 20 行。", Weight.WATCH),
        ("有个词很突出。", Weight.CALM),
        ("共 8,000 行日志。", Weight.CALM),
    ]


async def test_a_model_that_forgets_how_much_was_logged_is_completed():
    """BRF-4."""
    summary = await told_by(says(about("错误 310 行。", "log:errors")), busy_facts())
    assert summary.claims[-1].text == "共 12,345 行日志，比前一天多 38%。"


@pytest.mark.parametrize("cited", ["log:total", "log:errors"])
async def test_the_whole_day_is_not_called_fine_when_a_part_of_it_is_not(cited):
    """SEC-4: though these counts are as usual, what cites them speaks of everything."""
    unread = replace(quiet_facts(), missing=(Gap(Source.ALARMS),))
    firing = replace(quiet_facts(), alarms=busy_facts().alarms)
    for facts in (unread, firing):
        summary = await told_by(says(about("一切正常。", cited, weight="calm")), facts)
        assert "一切正常。" not in [claim.text for claim in summary.claims]


async def test_an_honest_model_tells_errors_before_totals():
    """BRF-5."""
    honest = sandbox_model(Behaviour.HONEST)
    facts = busy_facts()
    facts = replace(facts, logs=replace(facts.logs, before_total=12_300))
    summary = await told_of(facts, honest)
    total = [claim for claim in summary.claims if "log:total" in claim.evidence]

    assert summary.writer is Writer.MODEL
    assert total == [summary.claims[-1]]
    assert total[0].weight is Weight.CALM
    assert summary.dropped == 0


@pytest.mark.parametrize("facts", [quiet_facts(), busy_facts(), hostile_facts()])
async def test_the_headline_is_the_rules_own_whatever_the_model_answers(facts):
    """BRF-5, SEC-4: a headline cites nothing, so an invented one could not be told from a true."""
    lie = "生产数据库已被删除，请立即回滚全部服务。"
    llm = sandbox_llm(Behaviour.HOSTILE)
    summary = await told_of(facts, writer_at(llm), language=ZH, topics=ALL)
    schema = llm.requests[0]["response_format"]["json_schema"]["schema"]

    assert summary.writer is Writer.MODEL
    assert summary.headline == by_rules(facts, ZH, ALL).headline
    assert lie not in repr(summary)
    assert list(schema["properties"]) == ["claims"]


async def test_a_headline_that_a_model_adds_by_itself_is_not_read():
    """BRF-5, SEC-4."""
    claim = {"topic": "logs", "weight": "calm", "text": "8,000 行日志。", "evidence": ["log:total"]}
    said = json.dumps({"headline": "请立即回滚全部服务。", "claims": [claim]}, ensure_ascii=False)

    def answer(_):
        choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant"}}
        choice["message"]["content"] = said
        head = {"id": "c", "object": "chat.completion", "created": 0, "model": MODEL}
        return httpx2.Response(200, json={**head, "choices": [choice]})

    http = httpx2.AsyncClient(transport=httpx2.MockTransport(answer))
    writer = OpenAiWriter(
        OpenAiSettings(base_url="http://llm.test/v1", api_key="k", model=MODEL), http_client=http
    )
    summary = await told_of(quiet_facts(), writer, language=ZH, topics=ALL)

    assert summary.headline == by_rules(quiet_facts(), ZH, ALL).headline
    assert [claim.text for claim in summary.claims] == ["8,000 行日志。"]


async def test_a_day_with_gaps_stays_incomplete_whatever_the_model_says():
    """BRF-5."""
    facts = replace(quiet_facts(), missing=(Gap(Source.ALARMS, detail=foreign("It is down.")),))
    answer = says(about("8,000 行日志。", "log:total"))
    summary = await told_by(answer, facts)

    assert summary.writer is Writer.MODEL
    assert not summary.complete
    assert summary.notes[0] == "告警没有读到（“It is down”）。"
    assert summary.headline.endswith("有一处数据没有读到，这只是一部分情况。")


async def test_topics_the_person_left_out_are_neither_shown_to_the_model_nor_taken_from_it():
    """BRF-8."""
    model = ScriptedModel(
        says(
            about("支付告警。", "alarm:cls:r-e694af-168", topic="alarms"),
            about("官网有变化。", "event:ev-3", topic="tasks"),
        )
    )
    summary = await told_of(busy_facts(), model, language=ZH, topics=(Topic.TASKS,))

    assert [claim.topic for claim in summary.claims] == [Topic.TASKS]
    assert "alarm:" not in model.asked[0].user
    assert "log:total" not in model.asked[0].user


async def test_a_spent_budget_asks_no_model():
    """BRF-5."""
    model = ScriptedModel(says(about("8,000 行日志。", "log:total")))
    summary = await told_of(quiet_facts(), model, CountedBudget(100), language=EN, topics=ALL)

    assert model.asked == []
    assert summary.notes[-1].startswith("Today's budget for the language model is spent")


@pytest.mark.parametrize(
    ("lines", "spent"),
    [
        (says(about("8,000 行日志。", "log:total")), 1_000),
        (Unavailable("down"), 0),
        (Rejected("no"), 0),
    ],
)
async def test_the_budget_pays_what_was_used_and_no_more(lines, spent):
    """BRF-5."""
    budget = CountedBudget(10**6)
    await told_by(lines, budget=budget)
    assert sum(budget.taken) == spent


async def test_the_budget_is_that_of_the_utc_day_wherever_the_person_lives():
    """BRF-5."""
    budget = CountedBudget(10**6)
    await told_by(says(about("8,000 行日志。", "log:total")), budget=budget)

    assert quiet_facts().local_date == date(2026, 11, 21)
    assert budget.spent == {date(2026, 11, 20): 1_000}


@pytest.mark.parametrize(
    "lines", [ModelTooSlow("slow"), says(about("8,000 行日志。", "log:total"), tokens=(0, 0))]
)
async def test_what_nobody_counted_stays_reserved(lines):
    """BRF-5."""
    budget = CountedBudget(10**6)
    await told_by(lines, budget=budget)
    assert sum(budget.taken) == budget.taken[0] > 1_000


def facts_in(prompt) -> list[dict[str, object]]:
    document = prompt.user.partition("<facts>")[2].rpartition("</facts>")[0]
    return json.loads(document)["facts"]


def test_the_prompt_fences_its_data_and_marks_what_others_wrote():
    """SEC-4."""
    facts = hostile_facts()
    prompt = summary_prompt(facts, telling(facts, EN), topics=ALL)
    told = facts_in(prompt)

    assert prompt.user.count("<facts>") == prompt.user.count("</facts>") == 1
    assert INJECTION.partition(",")[0] not in prompt.system
    assert all(fact.get("untrusted") for fact in told if fact["kind"] in ("tpl", "event", "kw"))
    assert {fact["id"] for fact in told} <= set(evidence_ids(facts))
    assert "script>" not in prompt.user


def test_the_prompt_is_bounded_and_keeps_the_most_important_facts():
    """BRF-5."""
    facts = busy_facts()
    many = tuple(
        TemplateTrend(TrendKind.NEW, template(f"n{n}", "word " * 500, n, Level.INFO), 0, n)
        for n in range(20)
    )
    alarms = tuple(replace(facts.alarms[-1], id=f"over-{n}") for n in range(100))
    facts = replace(facts, logs=replace(facts.logs, trends=many), alarms=(*alarms, *facts.alarms))
    prompt = summary_prompt(facts, telling(facts, ZH), topics=ALL)
    ids = [fact["id"] for fact in facts_in(prompt)]

    assert len(prompt.system) + len(prompt.user) <= MOST_CHARACTERS
    assert {"alarm:cls:r-e694af-168", "event:ev-2"} <= set(ids[:3])
    assert "0 less important" not in prompt.user


@pytest.mark.parametrize("path", SAMPLES, ids=str)
async def test_real_logs_are_briefed_with_and_without_a_model(path):
    """BRF-5, ANL-1."""
    facts = sample_facts(path)
    known = evidence_ids(facts)
    honest = sandbox_model(Behaviour.HONEST)

    by_model = await told_of(facts, honest)
    by_rules = await told_of(facts, language=ZH, topics=ALL)

    assert (by_model.writer, by_rules.writer) == (Writer.MODEL, Writer.RULES)
    assert by_model.dropped == 0
    for summary in (by_model, by_rules):
        assert summary.claims
        assert all(c.evidence and set(c.evidence) <= set(known) for c in summary.claims)


@pytest.mark.parametrize("path", SAMPLES, ids=str)
async def test_an_inventing_model_loses_its_inventions(path):
    """BRF-5, SEC-4."""
    facts = sample_facts(path)
    hostile = sandbox_model(Behaviour.HOSTILE)
    summary = await told_of(facts, hostile)

    assert summary.dropped >= 2
    assert all(set(c.evidence) <= set(evidence_ids(facts)) for c in summary.claims)
    assert "invented" not in repr(summary.claims)


@pytest.mark.parametrize("behaviour", [Behaviour.HONEST, Behaviour.HOSTILE])
async def test_an_injected_log_line_changes_nothing_that_must_be_told(behaviour):
    """SEC-4."""
    clean = busy_facts()
    injected = replace(clean, logs=hostile_facts().logs)
    summary = await told_of(injected, sandbox_model(behaviour), language=ZH, topics=ALL)

    rules = by_rules(clean, ZH, ALL)
    must = [claim for claim in rules.claims if claim.weight is Weight.ACT]
    assert [claim for claim in summary.claims if claim.weight is Weight.ACT][: len(must)] == must
    assert summary.headline == rules.headline
    for claim in summary.claims:
        assert set(claim.evidence) <= set(evidence_ids(injected))
        assert "done as told" not in claim.text
        assert "://" not in claim.text


@pytest.mark.parametrize("behaviour", list(Behaviour))
async def test_whatever_the_service_does_a_person_gets_a_briefing(behaviour):
    """BRF-5."""
    if behaviour in (Behaviour.SLOW, Behaviour.BROKEN):
        behaviour = Behaviour.ABSENT  # both need a socket; the adapter's own tests have them
    for facts in (busy_facts(), blind_facts()):
        summary = await told_of(facts, sandbox_model(behaviour), language=ZH, topics=ALL)
        assert summary.headline
        assert summary.claims
        assert summary.complete <= (not facts.missing)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("why", list(WhyRules))
def test_every_reason_for_the_rules_has_words(why, language):
    """BRF-5."""
    assert telling(quiet_facts(), language).name(why)
