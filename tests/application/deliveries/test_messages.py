"""What a delivery carries."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from application.approvals.answers import digest_of_token
from application.approvals.values import EditValues, ShownChanges
from application.deliveries.messages import PAGE_LINKS_OPEN, Recipient
from domain.cluster_edits.told import waiting_event
from domain.clusters.edits import EditKind, EditRecord, EditState
from domain.common.errors import NotFound
from domain.common.messages import Called, message
from domain.common.notifications import Notification
from domain.common.readers import Language
from domain.deliveries.deliveries import ChannelKind
from domain.deliveries.event_messages import plain_of
from domain.events.events import Event, EventType
from domain.incidents.approvals.approvals import ApprovalState
from domain.incidents.page_texts import MOST_PHONE_LINES, phone_lines
from integrations.markdown_mail.writer import MarkdownMail
from tests.fakes.briefing_making import Household
from tests.fakes.days import written
from tests.fakes.face_services import a_briefing
from tests.fakes.incident_examples import after, an_approval
from tests.fakes.incident_pages import page

MINE = "u_mei/2026-11-21"
MEI = Recipient("u_mei", Language.CHINESE, ChannelKind.MAIL)
BEN = Recipient("u_ben", Language.ENGLISH, ChannelKind.MAIL)
ASKED = Event(
    id="i_1/7",
    type="zhiban.approval.asked",
    source="/incidents/i_1",
    subject="i_1",
    time=datetime(2026, 11, 21, 8, tzinfo=UTC),
    owner=None,
    data={
        "title": "请批准",
        "text": "回滚。",
        "words": {
            "zh-CN": {"title": "请批准", "text": "回滚。"},
            "en-US": {"title": "Please approve", "text": "Roll back."},
        },
        "approval": an_approval().id,
    },
)
CHANGED = Event(
    id="task/t_1/found/1",
    type="zhiban.web.changed",
    source="/tasks/t_1",
    subject="t_1",
    time=datetime(2026, 11, 21, 8, tzinfo=UTC),
    owner="u_mei",
    data={"title": "价格变了", "text": "## 差异\n\n**一行**变了, see [page](https://a.example/x)"},
)


@pytest.fixture
async def household():
    household = Household()
    await household.move_in()
    household.briefings.written[MINE] = a_briefing("u_mei", "2026-11-21")
    await household.events.append(CHANGED)
    return household


@pytest.mark.parametrize(
    ("day", "subject"),
    [
        (
            "seven_open",
            "8 件待处理：严重告警“支付错误率过高”（payment-api）今天 04:23 开始 · 值班简报 11-21",
        ),
        ("half_down", ""),
        ("quiet", ""),
    ],
)
async def test_the_subject_of_a_bad_days_mail_leads_with_its_worst(household, day, subject):
    """BRF-7."""
    household.briefings.written[MINE] = written(day, Language.CHINESE)

    draft = await household.messages().draft(key="k", event_id="", briefing_id=MINE, to=MEI)

    assert draft.subject == subject
    assert draft.title == "值班简报 · 2026-11-21 · 林梅"


async def test_an_incidents_times_are_those_of_the_readers_wall(household):
    """RBK-15: the event itself has no zone; who reads it has."""
    until = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
    told = Notification(message("incident.approval_until", hop=1, until=until))
    asked = replace(
        CHANGED, id="i_1/asked", type="zhiban.approval.asked", data={"notification": told.recorded}
    )
    await household.events.append(asked)
    about = {"key": "k", "event_id": asked.id, "briefing_id": ""}

    in_china = await household.messages().draft(**about, to=replace(MEI, zone="Asia/Shanghai"))
    in_berlin = await household.messages().draft(**about, to=replace(BEN, zone="Europe/Berlin"))

    assert "2026-11-21 17:30" in in_china.text
    assert "2026-11-21 10:30" in in_berlin.text


async def test_an_event_is_told_in_its_own_words_in_every_form(household):
    """PSH-1, EVT-1, TSK-10: plain text begins with what happened."""
    robot = replace(MEI, channel=ChannelKind.WECOM)
    draft = await household.messages().draft(key="k", event_id=CHANGED.id, briefing_id="", to=robot)

    assert (draft.key, draft.title) == ("k", "价格变了")
    assert draft.markdown == CHANGED.data["text"]
    assert draft.text == "价格变了\n\n差异\n\n一行变了, see page (https://a.example/x)"
    assert "一行" in draft.html
    assert (draft.link, draft.sandbox, draft.mark) == ("", True, "[SANDBOX 沙箱]")
    draft = await household.messages().draft(key="k", event_id=CHANGED.id, briefing_id="", to=BEN)
    assert (draft.mark, draft.link_label) == ("[SANDBOX]", "Full text")


async def test_an_event_is_told_in_the_language_of_who_gets_it(household):
    """I18-1: what was recorded has no language; its reader has."""
    told = Notification(
        message("greeting.outside_window", hello=message("hello.night"), name=Called("Mei"))
    )
    data = {"notification": told.recorded}
    await household.events.append(replace(CHANGED, id="task/t_1/found/2", data=data))
    about = {"key": "k", "event_id": "task/t_1/found/2", "briefing_id": ""}

    chinese, english = [
        await household.messages().draft(**about, to=replace(each, channel=ChannelKind.WECOM))
        for each in (MEI, BEN)
    ]

    assert (chinese.title, chinese.text) == ("夜深了，Mei。", "夜深了，Mei。")
    assert (english.title, english.text) == ("Hello, Mei.", "Hello, Mei.")


@pytest.mark.parametrize("channel", [ChannelKind.WECOM, ChannelKind.SMS])
async def test_a_group_and_a_text_message_get_no_link_of_a_task(household, channel):
    """PSH-6, TSK-10: who opens it acts as its reader, and a text message has no room."""
    messages, to = household.messages(), replace(MEI, channel=channel)
    draft = await messages.draft(key="k", event_id=CHANGED.id, briefing_id="", to=to)

    assert await messages.sealed(draft, event_id=CHANGED.id, briefing_id="", to=to) is draft
    assert household.shares.kept == {}
    assert "/t/" not in draft.text


async def test_a_mail_of_a_task_links_to_where_it_can_be_paused(household):
    """TSK-10: the link is as long before it is made, opens for 30 days, and only for its reader."""
    messages = household.messages()
    draft = await messages.draft(key="k", event_id=CHANGED.id, briefing_id="", to=MEI)
    sealed = await messages.sealed(draft, event_id=CHANGED.id, briefing_id="", to=MEI)

    assert len(sealed.text) == len(draft.text)
    assert sealed.text.rpartition("\n\n")[2].startswith(
        "查看或暂停这个任务：https://zhiban.example/t/"
    )
    token = sealed.text.rpartition("/")[2]
    links, day = household.approvals, timedelta(days=1)
    digest = digest_of_token(token)
    assert await links.peek_link(digest, now=CHANGED.time + 29 * day) == ("t_1", "u_mei")
    assert await links.peek_link(digest, now=CHANGED.time + 31 * day) is None


async def test_a_briefing_gets_a_link_only_when_it_may_leave(household):
    """PSH-6."""
    messages = household.messages()
    draft = await messages.draft(key="k", event_id="", briefing_id=MINE, to=MEI)
    assert household.shares.kept == {}

    sealed = await messages.sealed(draft, event_id="", briefing_id=MINE, to=MEI)

    assert len(sealed.link) == len(draft.link)
    assert (await messages.shares.open(sealed.link.rpartition("/")[2])).id == MINE


@pytest.mark.parametrize(("event", "briefing"), [("gone", ""), ("", "u_mei/2020-01-01")])
async def test_what_is_gone_cannot_be_told(household, event, briefing):
    """PSH-2."""
    with pytest.raises(NotFound):
        await household.messages().draft(key="k", event_id=event, briefing_id=briefing, to=MEI)


async def test_an_event_without_words_is_named_by_its_type(household):
    """PSH-1."""
    await household.events.append(
        Event(
            id="e2",
            type="other.happening",
            source="/x",
            subject="x",
            time=CHANGED.time,
            owner="u_mei",
            data={},
        )
    )

    draft = await household.messages().draft(key="k", event_id="e2", briefing_id="", to=MEI)

    assert (draft.title, draft.text) == ("other.happening", "other.happening")


@pytest.fixture
async def question(household):
    await household.events.append(ASKED)
    await household.approvals.keep(an_approval())
    return household.messages()


async def asked(messages, to):
    draft = await messages.draft(key="k", event_id=ASKED.id, briefing_id="", to=to)
    return draft, await messages.sealed(draft, event_id=ASKED.id, briefing_id="", to=to)


async def test_who_is_asked_gets_a_link_that_answers_for_them_alone(household, question):
    """RBK-8: kept as a digest, made only when the message may leave."""
    draft, sealed = await asked(question, MEI)

    [(_, person, _)] = household.approvals.links.values()
    token = sealed.text.rpartition("/")[2]
    assert person == "u_mei"
    assert set(token) != {"0"}
    assert token not in str(household.approvals.links)
    assert [len(each) for each in (draft.text, draft.markdown, draft.html)] == [
        len(each) for each in (sealed.text, sealed.markdown, sealed.html)
    ]
    assert f"/a/{token}" in sealed.markdown
    assert f"/a/{token}" in sealed.html


async def test_whoever_is_paged_by_mail_gets_a_link_to_acknowledge_with(household):
    """ALR-10: bound to them and to the incident, for their own channels alone."""
    paged = replace(ASKED, id="i_1/4/x", type=EventType.INCIDENT_CALLED, subject="i_1")
    await household.events.append(paged)
    messages = household.messages()
    for to in (MEI, replace(MEI, channel=ChannelKind.WECOM)):
        draft = await messages.draft(key="k", event_id=paged.id, briefing_id="", to=to)
        sealed = await messages.sealed(draft, event_id=paged.id, briefing_id="", to=to)
        personal = to.channel is ChannelKind.MAIL
        assert ("/a/" in sealed.markdown, "/a/" in sealed.text) == (personal, personal)

    [(subject, person, until)] = household.approvals.links.values()
    assert (subject, person) == ("i_1", "u_mei")
    assert until == paged.time + PAGE_LINKS_OPEN


@pytest.mark.parametrize(
    "channel", [each for each in ChannelKind if each not in {ChannelKind.MAIL, ChannelKind.SMS}]
)
async def test_a_group_gets_no_link_to_answer_with(household, question, channel):
    """RBK-8: whoever opens it answers as the person that it was made for."""
    _, sealed = await asked(question, Recipient("u_mei", Language.CHINESE, channel))

    assert household.approvals.links == {}
    assert "/a/" not in sealed.markdown + sealed.text + sealed.html


async def test_who_was_not_asked_gets_a_link_that_opens_nothing(household, question):
    """RBK-8."""
    await asked(question, BEN)

    assert household.approvals.links == {}


EDIT = EditRecord(
    id="e_0123456789abcdef",
    kind=EditKind.SET_CONFIG,
    cluster="cls-1",
    state=EditState.ASKED,
    by="u_ben",
    reason="look closer",
    digest="0" * 64,
    targets=("cls-1/shop/ConfigMap/settings",),
    changes=("cls-1/shop/ConfigMap/settings data.LEVEL: #5ec4f0 → #b4fd54",),
)
VALUES = "cls-1/shop/ConfigMap/settings data.LEVEL: info → debug"


@pytest.fixture
async def edit(household):
    """Return the event of an edit about which Mei is asked."""
    event = waiting_event(EDIT, at=ASKED.time)
    await household.events.append(event)
    await household.approvals.keep(an_approval(id=EDIT.id, asked=("u_mei",)))
    shown = ShownChanges((VALUES,))
    await EditValues(household.checkpoints).keep(EDIT.id, shown, at=ASKED.time)
    return event


@pytest.mark.parametrize(("to", "said"), [(MEI, "请批准"), (replace(BEN, person_id="u_mei"), "Ap")])
async def test_who_is_asked_about_an_edit_reads_its_values_and_gets_a_link(
    household, edit, to, said
):
    """RBK-17: the mail had fingerprints, and no way to answer but the terminal."""
    messages, about = household.messages(), {"event_id": edit.id, "briefing_id": ""}
    draft = await messages.draft(key="k", to=to, **about)
    sealed = await messages.sealed(draft, to=to, **about)

    assert sealed.title.startswith(said)
    for form in (sealed.text, sealed.markdown, sealed.html):
        assert "info → debug" in form
        assert "#5ec4f0" not in form
        assert "/a/" in form
    [(approval, person, _)] = household.approvals.links.values()
    assert (approval, person) == (EDIT.id, "u_mei")
    assert "debug" not in str(household.events.kept[-1].data)


async def test_a_group_reads_fingerprints_of_an_edit_and_gets_no_link(household, edit):
    """RBK-17: in a group's chat are people who may not say yes."""
    to = replace(MEI, channel=ChannelKind.WECOM)
    about = {"event_id": edit.id, "briefing_id": ""}
    sealed = await household.messages().draft(key="k", to=to, **about)
    assert "#5ec4f0 → #b4fd54" in sealed.text
    assert "debug" not in sealed.text + sealed.markdown + sealed.html
    assert "/a/" not in sealed.text + sealed.markdown + sealed.html


@pytest.mark.parametrize("channel", [ChannelKind.WECOM, ChannelKind.DINGTALK, ChannelKind.FEISHU])
@pytest.mark.parametrize(
    ("language", "label"),
    [(Language.CHINESE, "打开（需登录）"), (Language.ENGLISH, "Open (sign in)")],
)
async def test_a_card_in_a_groups_chat_leads_to_the_incident_behind_the_sign_in(
    household, channel, language, label
):
    """ALR-9, ALR-10: two taps; it opens nothing by itself, and fits a phone with it."""
    told = page("crash_after_rollout")
    called = Event(
        id="i_1/4/called",
        type=EventType.INCIDENT_CALLED,
        source="/incidents/i_1",
        subject="i_1",
        time=after(6 * 60),
        data={"notification": told.card.recorded, "brief": told.text.recorded},
    )
    await household.events.append(called)
    to = Recipient("u_mei", language, channel, "Asia/Shanghai")
    about = {"event_id": called.id, "briefing_id": ""}
    draft = await household.messages().draft(key="k", to=to, **about)
    sealed = await household.messages().sealed(draft, to=to, **about)

    link = f"[{label}](https://zhiban.example/console/incidents/i_1)"
    assert sealed.markdown.endswith(f"\n\n{link}")
    shown = f"{sealed.title}\n{plain_of(sealed.markdown.removesuffix(link))}\n\n{label}"
    assert phone_lines(shown) <= MOST_PHONE_LINES
    assert household.approvals.links == {}


async def test_nothing_opens_once_it_was_answered(household, question):
    """RBK-8."""
    household.approvals.kept.clear()
    await household.approvals.keep(an_approval(state=ApprovalState.DENIED))
    await asked(question, MEI)

    assert household.approvals.links == {}


async def test_everybody_is_told_in_their_own_language(household, question):
    """PSH-1."""
    _, chinese = await asked(question, MEI)
    _, english = await asked(question, BEN)

    assert (chinese.title, english.title) == ("请批准", "Please approve")
    assert "批准或拒绝" in chinese.text
    assert "Approve or deny" in english.text


def test_a_page_made_of_markdown_runs_and_fetches_nothing():
    """SEC-4: what a watched page says may stand in a mail, and is only read there."""
    hostile = (
        "<script>alert(1)</script> <img src=x onerror=y> ![spy](https://evil.example/p.png) "
        "[go](javascript:alert(1)) [ok](https://good.example/)\n\n```diff\n+ <b>new</b>\n```\n"
    )

    page = MarkdownMail().html_of(title="<i>T</i>", markdown=hostile)

    assert "<script" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page
    assert "<b>" not in page
    assert "&lt;i&gt;T&lt;/i&gt;" in page
    assert '<a href="https://good.example/">ok</a>' in page


CODE = Event(
    id="robot/u_mei/desk/asked/r1",
    type=EventType.ROBOT_ASKED,
    source="/robots",
    subject="u_mei/desk",
    time=datetime(2026, 11, 21, 8, tzinfo=UTC),
    owner="u_mei",
    data={
        "request": "r1",
        "notification": Notification(
            message("robot.asked_title", robot=Called("desk")),
            (message("robot.asked_text", until=datetime(2026, 11, 21, 8, 2, tzinfo=UTC)),),
        ).recorded,
    },
)


@pytest.mark.parametrize("code", ["135790", ""])
@pytest.mark.parametrize("channel", [ChannelKind.MAIL, ChannelKind.SMS])
async def test_a_code_stands_in_the_message_only_as_it_leaves(household, channel, code):
    """VOI-4: in no draft, which may wait; what comes too late tells no code."""
    asked = []

    async def code_for(owner, request_id):
        asked.append((owner, request_id))
        return code

    await household.events.append(CODE)
    messages = replace(household.messages(), code_for=code_for, pages=MarkdownMail())
    to = replace(MEI, channel=channel)
    about = {"event_id": CODE.id, "briefing_id": ""}
    draft = await messages.draft(key="k", to=to, **about)
    assert asked == []
    sealed = await messages.sealed(draft, to=to, **about)

    shown = code or "------"
    for form in (sealed.text, sealed.markdown, sealed.html):
        assert f"验证码：{shown}" in form
        assert "#####" not in form
    assert len(sealed.text) == len(draft.text)
    assert asked == [("u_mei", "r1")]


async def test_no_code_stands_in_a_groups_chat(household):
    """VOI-4: only where one person reads."""
    await household.events.append(CODE)
    messages = household.messages()
    to = replace(MEI, channel=ChannelKind.WECOM)
    about = {"event_id": CODE.id, "briefing_id": ""}
    sealed = await messages.sealed(await messages.draft(key="k", to=to, **about), to=to, **about)

    assert "验证码：" not in sealed.text


async def test_a_mail_that_can_wait_asks_whether_it_was_of_use(household):
    """PSH-7: behind a link that is theirs alone; chats get none, nor do pages and questions."""
    messages = household.messages()
    wecom = Recipient("u_mei", Language.CHINESE, ChannelKind.WECOM)
    for about in (
        {"event_id": CHANGED.id, "briefing_id": ""},
        {"event_id": "", "briefing_id": MINE},
    ):
        draft = await messages.draft(key="k", to=MEI, **about)
        sealed = await messages.sealed(draft, to=MEI, **about)
        group = await messages.draft(key="k", to=wecom, **about)

        token = sealed.text.rpartition("/m/")[2].split()[0]
        now = household.clock.now()
        found = await household.approvals.peek_link(digest_of_token(token), now=now)
        assert found == ("delivery/k", "u_mei")
        assert "这条消息有用吗" in draft.markdown
        assert "/m/" not in group.text
    await household.events.append(ASKED)
    asked = await messages.draft(key="k", event_id=ASKED.id, briefing_id="", to=MEI)
    assert "/m/" not in asked.text
