"""What people send to people: whom it reaches, in which words, and how often."""

import asyncio
from dataclasses import replace

import pytest

from application.common.wording import worded_event
from domain.briefings.briefings import BriefingSettings
from domain.common.errors import Conflict, InvalidRequest, TooManyRequests
from domain.common.readers import Language, Reader
from domain.deliveries.announcements import MOST_RECIPIENTS, Writing
from domain.deliveries.deliveries import ChannelAddress, ChannelKind
from domain.people.people import Person
from tests.fakes.face_services import MEI, OPERATOR, FaceWorld
from tests.fakes.words import WORDS

HELLO = Writing("今晚发布", "shop 42 今晚 22:00 上线。\n有问题找我。")


@pytest.fixture
async def world():
    world = FaceWorld()
    world.read_in(Language.CHINESE)
    for person in (
        Person(id="u_operator", name="老王", mail="wang@example.cn"),
        Person(id="u_ann", name="Ann", mail="ann@other.example", language=Language.ENGLISH),
        Person(id="u_gone", name="Gone", mail="gone@other.example", disabled=True),
    ):
        world.people.kept[person.id] = person
    return world


async def send(world, *to, by=OPERATOR, writing=HELLO, key="k", **more):
    return await world.services.announcements.send(
        by=by, to=list(to), writing=writing, key=key, **more
    )


async def test_each_person_is_told_where_they_read_and_in_their_language(world):
    """MCP-1, PSH-1: a translation is for those who read it; all others get the text itself."""
    wecom = ChannelAddress(ChannelKind.WECOM, "team")
    await world.briefings.save_settings("u_mei", BriefingSettings(channels=(wecom,)))
    english = {"en-US": Writing("Release tonight", "shop 42 goes out at 22:00.")}

    sent = await send(world, "u_mei", "Ann", "+8613800138000", translations=english)

    assert [(each.recipient, each.channel, each.target) for each in sent.messages] == [
        ("u_mei", "wecom", "team"),
        ("Ann", "mail", "a****@other.example"),
        ("+8613800138000", "sms", "+8613800138000"),
    ]
    said = {}
    for event_id, person_id, address in world.resends.begun:
        person = await world.people.get(person_id)
        event = await world.events.get(event_id)
        reader = Reader(person.language, person.zone)
        said[address.kind] = worded_event(event, WORDS, reader).data
    assert said["wecom"]["title"] == "今晚发布"
    assert said["wecom"]["text"].split("\n\n")[-2:] == ["有问题找我。", "老王 发来"]
    assert said["mail"]["title"] == "Release tonight"
    assert said["mail"]["text"].endswith("Sent by 老王")


async def test_the_same_key_sends_once_and_tells_what_became_of_each(world):
    """MCP-1, PSH-2."""
    first = await send(world, "u_mei", "wecom:team")
    await world.people.change("u_mei", lambda mei: replace(mei, mail="new@example.cn"))
    again = await send(world, "u_mei", "wecom:team")

    assert [each.key for each in again.messages] == [each.key for each in first.messages]
    assert {target.target for _, _, target in world.resends.begun} == {"mei@example.cn", "team"}
    with pytest.raises(Conflict):
        await send(world, "u_mei", "wecom:team", writing=replace(HELLO, text="Something else"))
    with pytest.raises(Conflict):
        await send(world, "u_mei")


async def test_of_two_who_ask_at_once_with_one_key_the_plan_of_the_first_holds(world):
    """MCP-1."""
    one, other = await asyncio.gather(send(world, "u_mei"), send(world, "u_mei"))

    assert one == other
    assert len({each[0] for each in world.resends.begun}) == 1


async def test_whom_the_sender_may_not_reach_is_told_and_the_others_get_it(world):
    """PSH-10: other addresses, @all and the robots of on-call need a right or the list."""
    sent = await send(
        world, "u_mei", "u_ann", "x@other.example", "wecom:team @all", "wecom:ops", by=MEI
    )

    lost = [(each.recipient, each.detail.id) for each in sent.messages if each.state == "failed"]
    assert lost == [
        ("u_ann", "rule.not_your_address"),
        ("x@other.example", "rule.not_your_address"),
        ("wecom:team @all", "rule.not_everybody"),
    ]
    assert [each.target.target for each in map(_Begun, world.resends.begun)] == [
        "mei@example.cn",
        "ops",
    ]


class _Begun:
    def __init__(self, begun):
        self.target = begun[2]


async def test_unknown_disabled_and_doubly_named_people_get_nothing_and_are_told(world):
    """MCP-1."""
    await world.people.add(Person(id="u_ann2", name="ann"), password_hash="x")

    sent = await send(world, "u_nobody", "u_gone", "Ann", "u_ann2", "dingtalk:nowhere")

    assert [each.detail.id for each in sent.messages] == [
        "announcement.nobody",
        "announcement.nobody",
        "announcement.several",
        "announcement.no_address",
        "rule.destination",
    ]
    assert world.resends.begun == []


async def test_names_are_found_only_for_those_who_may_reach_everybody(world):
    """PSH-10, SEC-3: nobody learns by names whom there is."""
    sent = await send(world, "Ann", by=MEI)

    assert [each.detail.id for each in sent.messages] == ["announcement.by_id"]


async def test_a_group_that_several_name_reads_it_once(world):
    """PSH-2."""
    wecom = (ChannelAddress(ChannelKind.WECOM, "team"),)
    for person in ("u_mei", "u_ann"):
        await world.briefings.save_settings(person, BriefingSettings(channels=wecom))

    await send(world, "u_mei", "u_ann", "wecom:team")

    assert len(world.resends.begun) == 1


async def test_a_channel_is_taken_from_the_profile_when_it_is_asked_for(world):
    """PSH-1."""
    await world.people.change("u_ann", lambda ann: replace(ann, phone="+8613800138001"))

    sent = await send(world, "u_ann", "u_mei", channel=ChannelKind.SMS)

    assert [(each.target, each.detail and each.detail.id) for each in sent.messages] == [
        ("+86****8001", None),
        ("", "announcement.no_address"),
    ]


@pytest.mark.parametrize(
    ("to", "writing", "key", "field"),
    [
        ((), HELLO, "k", "to"),
        (("u_mei",) * (MOST_RECIPIENTS + 1), HELLO, "k", "to"),
        (("u_mei", "mail:nobody"), HELLO, "k", "to[1]"),
        (("pigeon:mei",), HELLO, "k", "to[0]"),
        (("sms:12",), HELLO, "k", "to[0]"),
        (("u_mei",), Writing("", "text"), "k", "title"),
        (("u_mei",), Writing("x" * 61, "text"), "k", "title"),
        (("u_mei",), Writing("title", " \n"), "k", "text"),
        (("u_mei",), Writing("title", "a\n" * 31), "k", "text"),
        (("u_mei",), HELLO, "a/b", "key"),
        (("u_mei",), HELLO, "k" * 65, "key"),
    ],
)
async def test_what_breaks_a_rule_is_named_and_nothing_is_sent(world, to, writing, key, field):
    """MCP-1."""
    with pytest.raises(InvalidRequest) as refused:
        await send(world, *to, writing=writing, key=key)

    assert refused.value.field == field
    assert world.resends.begun == []


async def test_a_language_that_is_not_installed_is_refused(world):
    """I18-1."""
    with pytest.raises(InvalidRequest) as refused:
        await send(world, "u_mei", translations={"tlh": HELLO})

    assert refused.value.field == "translations.tlh"


async def test_one_person_causes_no_more_than_their_day_allows(world):
    """PSH-10: those that are sent with a known key cost nothing."""
    service = replace(world.services.announcements, most_a_day=2)
    for key in ("a", "b", "a"):
        await service.send(by=OPERATOR, to=["u_mei"], writing=HELLO, key=key)

    with pytest.raises(TooManyRequests) as refused:
        await service.send(by=OPERATOR, to=["u_mei"], writing=HELLO, key="c")

    assert refused.value.delay is not None
    assert len(world.resends.begun) == 3


async def test_a_list_that_is_larger_than_a_day_is_not_begun(world):
    """PSH-10: the bound holds for one long list as for many short ones."""
    service = replace(world.services.announcements, most_a_day=1)

    with pytest.raises(TooManyRequests):
        await service.send(by=OPERATOR, to=["u_mei", "u_bob"], writing=HELLO)

    assert world.resends.begun == []


async def test_others_words_carry_no_markup_into_the_chat(world):
    """SEC-4."""
    trick = Writing("<@all> **x**", "[here](https://evil.example) <at id=all></at>\n```\nx")
    await send(world, "u_mei", writing=trick)
    event = await world.events.get(world.resends.begun[0][0])

    said = worded_event(event, WORDS, Reader(Language.CHINESE, "Asia/Shanghai")).data["text"]

    assert "<at" not in said
    assert "](https" not in said
    assert "```" not in said
