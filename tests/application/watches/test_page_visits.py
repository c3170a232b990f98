"""How web monitors ask for pages, and what they do when they cannot have them."""

import asyncio
import json
from dataclasses import replace

import pytest

from application.ports.rendering import Form
from application.ports.watches.web import FetchFailed, FetchProblem, Page
from application.watches.web_monitors import MOST_AT_ONCE
from domain.common.errors import Unavailable
from domain.common.messages import Called, Foreign, message
from domain.watches.watches import WatchMemory
from tests.fakes.watched_pages import AFTER, BEFORE, OTHER, URL, Watch, task_of, types
from tests.fakes.web_monitors import FakeSite, InMemoryPageTexts, out_of_reach
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, WORDS, read, shown


async def test_a_page_is_sent_once_and_confirmed_as_unchanged_from_then_on():
    """WEB-1: one 200, then only 304s, and nothing is read again."""
    watch = Watch(task_of())
    for _ in range(6):
        await watch.look()

    assert watch.site.statuses == [200, 304, 304, 304, 304, 304]
    assert watch.reader.read == 1
    assert watch.site.asked[1].etag == watch.page.etag


async def test_a_server_that_knows_only_dates_is_asked_with_its_own_words():
    """WEB-1: Last-Modified verbatim, not a time of our clock."""
    site = FakeSite({URL: BEFORE}, with_etag=False, with_last_modified=True)
    watch = Watch(task_of(), site)
    for _ in range(3):
        await watch.look()

    assert site.statuses == [200, 304, 304]
    assert site.asked[2].last_modified == watch.page.last_modified
    assert site.asked[2].last_modified.endswith("GMT")


async def test_a_page_without_validators_is_not_read_again_while_its_bytes_are_the_same():
    """WEB-1."""
    watch = Watch(task_of(), FakeSite({URL: BEFORE}, with_etag=False))
    for _ in range(4):
        await watch.look()

    assert watch.site.statuses == [200] * 4
    assert watch.reader.read == 1


async def test_new_validators_are_kept_although_the_chosen_text_is_the_same():
    """WEB-1: a page whose advertisement changed costs one 200, not one at every look."""
    watch = Watch(task_of(selection={"css": ["价格"]}))
    await watch.look()
    await watch.look(price=BEFORE + "\n广告")
    await watch.look()

    assert watch.site.statuses == [200, 200, 304]


async def test_a_new_validator_of_the_same_bytes_takes_the_place_of_the_old_one():
    """WEB-1: or the server would send the whole page each time."""

    class Moved(FakeSite):
        async def fetch(self, request):
            page = await super().fetch(request)
            return page if page.unchanged else replace(page, etag=f'"{len(self.asked)}"')

    watch = Watch(task_of(), Moved({URL: BEFORE}))
    for _ in range(3):
        await watch.look()

    assert [asked.etag for asked in watch.site.asked] == ["", '"1"', '"2"']
    assert watch.reader.read == 1


async def test_a_rendered_page_without_bytes_of_its_own_is_compared_by_its_text():
    """WEB-5."""

    class Rendered(FakeSite):
        async def fetch(self, request):
            return replace(await super().fetch(request), body=b"", etag="")

    watch = Watch(task_of(render=True), Rendered({URL: BEFORE}))
    await watch.look()
    same = await watch.look()

    assert same.findings == ()
    assert watch.reader.read == 1
    assert types(await watch.look(price=AFTER)) == ["changed"]


async def test_validators_are_dropped_when_an_answer_comes_without_them():
    """WEB-1."""
    watch = Watch(task_of())
    await watch.look()
    watch.site.with_etag = False
    await watch.look(price=AFTER)
    watch.site.with_etag = True
    await watch.look()

    assert watch.site.asked[2].etag == ""
    assert watch.site.statuses == [200, 200, 200]


async def test_another_choice_of_content_fetches_the_page_anew_in_silence():
    """WEB-1: the validators belong to what was chosen before."""
    watch = Watch(task_of())
    await watch.look()
    watch.task = task_of(selection={"css": ["价格"]})
    changed = await watch.look()
    await watch.look()

    assert watch.site.asked[1].etag == ""
    assert watch.site.statuses == [200, 200, 304]
    assert changed.findings == ()
    assert changed.urgent


async def test_after_a_failure_the_page_is_asked_for_without_conditions():
    """WEB-1."""
    watch = Watch(task_of())
    await watch.look()
    watch.site.problems[URL] = out_of_reach()
    failed = await watch.look()
    watch.site.problems.clear()
    recovered = await watch.look()

    assert shown(failed.problem, IN_CHINESE) == "example.com/price 无法查看：服务器回答 HTTP 503。"
    assert failed.findings == ()
    assert [asked.etag == "" for asked in watch.site.asked] == [True, False, True]
    assert recovered.findings == ()


async def test_a_change_during_an_outage_is_told_after_it():
    """TSK-5: failing forgets nothing."""
    watch = Watch(task_of())
    await watch.look()
    watch.site.problems[URL] = FetchFailed(FetchProblem.TIMEOUT, "slow")
    await watch.look(price=AFTER)
    watch.site.problems.clear()

    assert types(await watch.look()) == ["changed"]


@pytest.mark.parametrize("problem", list(FetchProblem))
@pytest.mark.parametrize("reader", [IN_CHINESE, IN_ENGLISH])
async def test_every_kind_of_failure_is_a_sentence_in_the_language_of_the_reader(problem, reader):
    """TSK-5, I18-1."""
    watch = Watch(task_of())
    watch.site.problems[URL] = FetchFailed(problem, "internal words", status=404)
    check = await watch.look()

    assert check.problem
    assert check.said == check.problem
    said = shown(check.problem, reader).replace("“internal words”", "").replace("HTTP", "")
    assert problem.value not in said
    assert said.isascii() == (reader is IN_ENGLISH)


async def test_a_problem_that_somebody_can_mend_says_how():
    """TSK-5, WEB-6."""
    watch = Watch(task_of(credential="intranet"))
    unknown = message("web.credential_unknown", name=Foreign("intranet"))
    watch.site.problems[URL] = FetchFailed(FetchProblem.BAD_URL, "x", detail=unknown)

    assert "没有名为“intranet”的凭据，管理员可以配置" in shown(
        (await watch.look()).problem, IN_CHINESE
    )


async def test_a_servers_own_words_in_a_problem_are_no_markup():
    """SEC-4: the type of an answer is a stranger's, too, and a problem is told in mails."""
    watch = Watch(task_of())
    said = message(
        "web.certificate", host=Called("a.cn"), why=Foreign("[press](//evil.dev) <@all>")
    )
    watch.site.problems[URL] = FetchFailed(FetchProblem.TLS, "x", detail=said)

    problem = WORDS.text((await watch.look()).problem, IN_CHINESE, form=Form.MARKDOWN)

    assert "［press］(//evil.dev) ‹＠all›" in problem


async def test_filters_that_find_nothing_are_a_problem_and_no_change():
    """WEB-2."""
    watch = Watch(task_of(selection={"css": ["价格"]}))
    await watch.look()
    failed = await watch.look(price="维护中")
    back = await watch.look(price=BEFORE)

    assert "筛选条件没有找到内容（css：页面上没有匹配“价格”的内容）" in shown(
        failed.problem, IN_CHINESE
    )
    assert failed.findings == back.findings == ()


async def test_an_empty_page_is_a_problem_and_no_change():
    """WEB-2."""
    watch = Watch(task_of())
    await watch.look()
    check = await watch.look(price=" \n\n ")

    assert "没有找到内容" in shown(check.problem, IN_CHINESE)
    assert check.findings == ()


async def test_a_page_without_its_number_is_a_problem_and_no_crossing():
    """WEB-2, WEB-3."""
    watch = Watch(task_of(number={"operator": "<", "threshold": 90, "pattern": r"价格：(\d+)"}))
    first = await watch.look()
    failed = await watch.look(price="价格：面议")
    (crossed,) = (await watch.look(price=AFTER)).findings

    assert shown(first.said, IN_CHINESE) == "查看了 1 个网页，现状已记下。现在的数值：100。"
    assert "没有找到数字" in shown(failed.problem, IN_CHINESE)
    assert read(crossed.told, IN_CHINESE).title == "“价格页”的数值是 80，低于 90"
    assert crossed.data == {
        "url": URL,
        "number": 80.0,
        "before": 100.0,
        "operator": "<",
        "threshold": 90.0,
    }


async def test_a_number_that_may_mean_two_is_a_problem_until_the_task_decides_it():
    """WEB-7: a watch that reads 1.234 for 1,234 would look well and never tell anything."""
    rule = {"operator": ">", "threshold": 2000}
    unclear = await Watch(task_of(number=rule)).look(price="Preis: 1.234 EUR")
    watch = Watch(task_of(number=rule | {"decimal": ","}))
    first = await watch.look(price="Preis: 1.234 EUR")
    (crossed,) = (await watch.look(price="Preis: 2.234,50 EUR")).findings
    other = await watch.look(price="Preis: 2234.5 EUR")

    assert "number.decimal" in shown(unclear.problem, IN_CHINESE)
    assert unclear.findings == ()
    assert first.problem is None
    assert crossed.data["number"] == 2234.5
    assert "number.decimal" in shown(other.problem, IN_CHINESE)


async def test_a_selector_that_cannot_be_parsed_is_named():
    """WEB-2."""
    check = await Watch(task_of(selection={"css": ["::"]})).look()

    assert "selection.css[0] is no CSS selector" in shown(check.problem, IN_CHINESE)


async def test_a_server_that_says_unchanged_unasked_is_not_believed():
    """WEB-1."""

    class Confused(FakeSite):
        def _answer(self, request):
            return Page(url=request.url, status=304, unchanged=True)

    watch = Watch(task_of(), Confused())

    assert "不是 HTTP" in shown((await watch.look()).problem, IN_CHINESE)


async def test_one_page_that_fails_hides_nothing_about_the_others():
    """WEB-3, TSK-5."""
    watch = Watch(task_of(urls=[OTHER, URL]))
    await watch.look()
    watch.site.problems[OTHER] = out_of_reach(500)
    check = await watch.look(price=AFTER)

    assert types(check) == ["changed"]
    assert read(check.findings[0].told, IN_CHINESE).title.startswith(
        "“价格页”（example.com/price）"
    )
    assert shown(check.problem, IN_CHINESE) == "example.org 无法查看：服务器回答 HTTP 500。"


async def test_a_page_that_never_answers_hides_nothing_about_the_others():
    """WEB-3, TSK-5: the fetcher has a time limit; this one holds whatever holds up a page."""

    class Stuck(FakeSite):
        async def fetch(self, request):
            if request.url == OTHER:
                await asyncio.Event().wait()
            return await super().fetch(request)

    watch = Watch(task_of(urls=[OTHER, URL]), Stuck({URL: BEFORE}), longest=0.5)
    await watch.look()
    check = await watch.look(price=AFTER)

    assert types(check) == ["changed"]
    assert shown(check.problem, IN_CHINESE) == "example.org 无法查看：没有在限定时间内回答。"


async def test_pages_that_are_watched_no_more_are_forgotten():
    """TSK-4."""
    watch = Watch(task_of(urls=[OTHER, URL]))
    await watch.look()
    watch.task = task_of(urls=[URL])
    await watch.look()

    assert set(watch.memory.web) == {URL}


async def test_many_pages_are_fetched_a_few_at_a_time():
    """WEB-1."""
    urls = [f"https://example.com/{number}" for number in range(12)]
    site = FakeSite(dict.fromkeys(urls, "text"), hold=asyncio.Event())
    watch = Watch(task_of(urls=urls), site)
    looking = asyncio.create_task(watch.look())
    async with asyncio.timeout(20):
        while site.at_once < MOST_AT_ONCE:
            await asyncio.sleep(0)
        site.hold.set()
        await looking

    assert site.most_at_once == MOST_AT_ONCE
    assert len(site.asked) == 12


async def test_the_text_is_kept_before_the_memory_that_points_to_it():
    """TSK-4: a store that fails keeps the memory as it was, so the change is found again."""

    class FullStore(InMemoryPageTexts):
        async def put(self, task_id, url, *, digest, text):
            raise Unavailable("The disk is full.")

    watch = Watch(task_of(urls=[URL, OTHER]))
    await watch.look()
    kept, watch.texts = watch.texts, FullStore(watch.texts.kept)
    with pytest.raises(Unavailable):
        await watch.look(price=AFTER)
    watch.texts = kept

    assert types(await watch.look()) == ["changed"]


async def test_what_was_configured_reaches_the_fetcher():
    """WEB-1."""
    watch = Watch(
        task_of(headers={"Accept-Language": "zh"}, credential="intranet", timeout_seconds=7)
    )
    await watch.look()
    (asked,) = watch.site.asked

    assert asked.headers == {"Accept-Language": "zh"}
    assert asked.credential == "intranet"
    assert asked.timeout_seconds == 7


async def test_a_page_of_broken_unicode_is_watched_like_any_other():
    """WEB-2: JSON may spell halves of surrogate pairs."""
    watch = Watch(task_of(), FakeSite({URL: "a"}))
    watch.site.pages[URL] = "a"
    await watch.look()

    class Broken(FakeSite):
        async def fetch(self, request):
            return Page(url=URL, status=200, text="half \ud83d", body=b"half")

    watch.site = Broken()
    (found,) = (await watch.look()).findings

    json.dumps(found.told.recorded, ensure_ascii=False).encode()


async def test_looking_changes_nothing_about_how_the_watch_itself_is():
    """TSK-5: failures and successes are counted for all kinds of watches in one place."""
    watch = Watch(task_of(), memory=WatchMemory(checks=7, failures=2, failing_told=True))
    await watch.look()

    assert replace(watch.memory, web={}) == WatchMemory(checks=7, failures=2, failing_told=True)
