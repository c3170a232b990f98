"""People, tokens, sessions and throttle, in memory, on SQLite and on PostgreSQL."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.common.errors import Conflict
from domain.common.readers import Language
from domain.people.access import Role
from domain.people.back_off import Bound
from domain.people.people import Person, TokenRecord
from domain.people.registrations import Registration
from domain.people.second_factor import SecondFactor
from tests.fakes.words import in_english, says

NOW = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
MEI = Person(
    id="u_mei",
    name="梅 🌸",
    mail="mei@example.cn",
    phone="+8613800138000",
    zone="Europe/Berlin",
    language=Language("yue-HK"),
    roles=frozenset({Role.OPERATOR, Role.VIEWER}),
    rollback_permission=True,
    voiceprint_id="vp-1",
    robot_name="小值",
    wake_words=("小值小值", "你好"),
    last_log_trigger_date="2026-11-20",
    password_due=True,
)
ADMIN = Person(id="u_admin", name="Admin", roles=frozenset({Role.ADMIN}))
TOKEN = TokenRecord(
    id="t1", person_id="u_mei", label="robot", scopes=frozenset({"read", "operate"}), created_at=NOW
)


async def test_a_person_comes_back_as_they_were_kept(stores):
    """VOI-6."""
    await stores.people.add(MEI, password_hash="h")

    assert await stores.people.get("u_mei") == MEI
    assert await stores.people.get("u_nobody") is None
    assert await stores.people.count() == 1


@pytest.mark.parametrize("login", ["u_mei", "mei@example.cn", "Mei@Example.CN"])
async def test_a_person_is_found_by_id_and_by_mail_in_any_case(stores, login):
    """VOI-6."""
    await stores.people.add(MEI, password_hash="h")

    assert await stores.people.find_by_login(login) == (MEI, "h")


async def test_nobody_is_found_by_the_empty_mail_that_many_have(stores):
    """VOI-6."""
    await stores.people.add(Person(id="u_one", name="One"), password_hash="h")
    await stores.people.add(Person(id="u_two", name="Two"), password_hash="h")

    assert await stores.people.find_by_login("") is None


async def test_an_id_and_a_mail_address_belong_to_one_person_only(stores):
    """VOI-6."""
    await stores.people.add(MEI, password_hash="h")
    with pytest.raises(Conflict, check=says("id is taken")):
        await stores.people.add(replace(MEI, mail=""), password_hash="x")
    with pytest.raises(Conflict, check=says("mail address is taken")):
        await stores.people.add(replace(MEI, id="u_lin"), password_hash="x")
    await stores.people.add(Person(id="u_lin", name="Lin"), password_hash="h")
    with pytest.raises(Conflict, check=says("mail address is taken")):
        await stores.people.save(replace(MEI, id="u_lin"))

    assert await stores.people.find_by_login("u_mei") == (MEI, "h")
    assert await stores.people.get("u_lin") == Person(id="u_lin", name="Lin")


async def test_a_saved_person_is_replaced_but_never_goes_back_to_an_earlier_briefing(stores):
    """BRF-2."""
    await stores.people.add(MEI, password_hash="h")
    changed = replace(MEI, name="Mei", roles=frozenset({Role.VIEWER}), last_log_trigger_date="")
    await stores.people.save(changed)

    kept = await stores.people.get("u_mei")
    assert kept == replace(changed, last_log_trigger_date="2026-11-20")
    assert await stores.people.find_by_login("u_mei") == (kept, "h")


async def test_saving_somebody_unknown_keeps_nothing(stores):
    """VOI-6."""
    await stores.people.save(MEI)

    assert await stores.people.count() == 0
    assert await stores.people.change("u_mei", lambda person: person) is None


async def test_two_changes_at_once_both_hold(stores):
    """SEC-3: saving a profile does not bring back a role that was just taken away."""
    await stores.people.add(MEI, password_hash="h")
    await asyncio.gather(
        stores.people.change("u_mei", lambda person: replace(person, name="Mei")),
        stores.people.change("u_mei", lambda person: replace(person, roles=frozenset())),
        stores.people.change("u_mei", lambda person: replace(person, zone="UTC")),
    )

    expected = replace(MEI, name="Mei", roles=frozenset(), zone="UTC")
    assert await stores.people.get("u_mei") == expected


async def test_a_change_that_fails_keeps_nothing(stores):
    """VOI-6."""
    await stores.people.add(MEI, password_hash="h")

    def refuse(_: Person) -> Person:
        raise Conflict("No.")

    with pytest.raises(Conflict, check=says("No")):
        await stores.people.change("u_mei", refuse)
    assert await stores.people.get("u_mei") == MEI


async def test_of_two_admins_who_step_down_at_once_one_stays(stores):
    """SEC-3."""
    await stores.people.add(ADMIN, password_hash="h")
    await stores.people.add(replace(ADMIN, id="u_other"), password_hash="h")
    outcomes = await asyncio.gather(
        stores.people.change("u_admin", lambda person: replace(person, disabled=True)),
        stores.people.change("u_other", lambda person: replace(person, roles=frozenset())),
        return_exceptions=True,
    )

    assert sum(isinstance(each, Conflict) for each in outcomes) == 1
    refused = next(each for each in outcomes if isinstance(each, Conflict))
    assert "last admin" in in_english(refused)


async def test_a_disabled_admin_does_not_count_as_the_one_who_is_left(stores):
    """SEC-3."""
    await stores.people.add(ADMIN, password_hash="h")
    await stores.people.add(replace(ADMIN, id="u_other", disabled=True), password_hash="h")

    with pytest.raises(Conflict, check=says("last admin")):
        await stores.people.change("u_admin", lambda person: replace(person, roles=frozenset()))


async def test_a_new_password_ends_the_sessions_of_that_person_only(stores):
    """VOI-6, SEC-3, SEC-6: and is no one-time password."""
    await stores.people.add(MEI, password_hash="old")
    await stores.people.add(ADMIN, password_hash="old")
    await stores.sessions.add("s1", "u_mei", expires_at=NOW + timedelta(hours=1))
    await stores.sessions.add("s2", "u_admin", expires_at=NOW + timedelta(hours=1))
    await stores.people.set_password("u_mei", "new")

    changed = replace(MEI, password_due=False)
    assert await stores.people.find_by_login("u_mei") == (changed, "new")
    assert await stores.sessions.find("s1", now=NOW) is None
    assert await stores.sessions.find("s2", now=NOW) == "u_admin"


async def test_enabling_somebody_again_does_not_bring_their_old_sessions_back(stores):
    """SEC-3."""
    await stores.people.add(MEI, password_hash="h")
    await stores.sessions.add("s1", "u_mei", expires_at=NOW + timedelta(hours=1))
    for disabled in (True, False):
        await stores.people.save(replace(MEI, disabled=disabled))

    assert await stores.sessions.find("s1", now=NOW) is None


async def test_people_are_listed_by_id_in_pages_whatever_the_locale(stores):
    """EVT-2."""
    names = ["u_a-b", "u_a_b", "u_ab", "u_b", "u_0a"]
    for name in names:
        await stores.people.add(Person(id=name, name="x"), password_hash="h")
    first = await stores.people.list(after="", limit=3)
    rest = await stores.people.list(after=first[-1].id, limit=100_000)

    assert [each.id for each in [*first, *rest]] == sorted(names)
    assert len(first) == 3


async def test_the_last_briefing_moves_forward_only(stores):
    """BRF-2."""
    await stores.people.add(MEI, password_hash="h")
    for day in ("2026-11-22", "2026-11-21", "2026-11-22"):
        await stores.people.mark_briefed("u_mei", day)
    await stores.people.mark_briefed("u_nobody", "2026-11-22")

    kept = await stores.people.get("u_mei")
    assert kept.last_log_trigger_date == "2026-11-22"


async def test_a_token_is_found_by_its_digest_only(stores):
    """VOI-6, MCP-3."""
    await stores.people.add(MEI, password_hash="h")
    await stores.tokens.add(TOKEN, digest="d1")

    assert await stores.tokens.find("d1") == TOKEN
    assert await stores.tokens.find("t1") is None


async def test_tokens_are_listed_newest_first_and_revoked_ones_make_room(stores):
    """MCP-3: whatever still opens something can be seen, and so be revoked."""
    await stores.people.add(MEI, password_hash="h")
    for number in range(102):
        at = NOW + timedelta(minutes=number)
        token = replace(TOKEN, id=f"t{number}", created_at=at)
        await stores.tokens.add(token, digest=f"d{number}")
        if number > 0:
            await stores.tokens.revoke(token.id, at=at)
    listed = await stores.tokens.list("u_mei")

    assert len(listed) == 100
    assert listed[-1] == replace(TOKEN, id="t0")
    assert [each.created_at for each in listed] == sorted(
        (each.created_at for each in listed), reverse=True
    )
    assert await stores.tokens.list("u_lin") == []


async def test_revoking_twice_keeps_the_first_time(stores):
    """VOI-6."""
    await stores.people.add(MEI, password_hash="h")
    await stores.tokens.add(TOKEN, digest="d1")
    assert (await stores.tokens.get("t1")).person_id
    assert await stores.tokens.get("t99") is None
    await stores.tokens.revoke("t1", at=NOW)
    await stores.tokens.revoke("t1", at=NOW + timedelta(hours=1))
    await stores.tokens.revoke("unknown", at=NOW)

    kept = await stores.tokens.find("d1")
    assert kept == replace(TOKEN, revoked_at=NOW)


async def test_the_use_of_a_token_is_remembered_once_a_minute(stores):
    """MCP-3."""
    await stores.people.add(MEI, password_hash="h")
    await stores.tokens.add(TOKEN, digest="d1")
    seen = []
    for seconds in (0, 59, 60, 61):
        await stores.tokens.touch("t1", at=NOW + timedelta(seconds=seconds))
        seen.append((await stores.tokens.find("d1")).last_used_at - NOW)

    assert [each.total_seconds() for each in seen] == [0, 0, 60, 60]


async def test_a_session_lasts_until_it_ends_or_expires(stores):
    """VOI-6."""
    await stores.people.add(MEI, password_hash="h")
    end = NOW + timedelta(hours=12)
    await stores.sessions.add("s1", "u_mei", expires_at=end)

    assert await stores.sessions.find("s1", now=end - timedelta(seconds=1)) == "u_mei"
    assert await stores.sessions.find("s1", now=end) is None
    await stores.sessions.end("s1")
    await stores.sessions.end("s1")
    assert await stores.sessions.find("s1", now=NOW) is None
    assert await stores.sessions.find("unknown", now=NOW) is None


async def test_all_sessions_of_a_person_end_but_one(stores):
    """VOI-6: whoever else has a session of theirs signs in anew."""
    await stores.people.add(MEI, password_hash="old")
    await stores.people.add(ADMIN, password_hash="old")
    for name, owner in (("s1", "u_mei"), ("s2", "u_mei"), ("s3", "u_admin")):
        await stores.sessions.add(name, owner, expires_at=NOW + timedelta(hours=1))

    await stores.sessions.end_others("u_mei", but="s1")

    alive = [name for name in ("s1", "s2", "s3") if await stores.sessions.find(name, now=NOW)]
    assert alive == ["s1", "s3"]


async def test_the_oldest_sessions_of_a_person_make_room_for_new_ones(stores):
    """SEC-3: signing in for ever does not fill the disk."""
    await stores.people.add(MEI, password_hash="h")
    await stores.people.add(ADMIN, password_hash="h")
    await stores.sessions.add("other", "u_admin", expires_at=NOW + timedelta(minutes=1))
    for number in range(22):
        end = NOW + timedelta(hours=1 + number)
        await stores.sessions.add(f"s{number}", "u_mei", expires_at=end)
    alive = [n for n in range(22) if await stores.sessions.find(f"s{n}", now=NOW)]

    assert alive == list(range(2, 22))
    assert await stores.sessions.find("other", now=NOW) == "u_admin"


async def test_attempts_are_counted_over_a_sliding_window_per_key(stores):
    """SEC-3."""
    counts = []
    for seconds in (0, 300, 600, 899, 900, 1201):
        at = NOW + timedelta(seconds=seconds)
        counts.append(await stores.throttle.hit("mei", now=at, window_seconds=900))
    other = await stores.throttle.hit("lin", now=NOW, window_seconds=900)

    assert (counts, other) == ([1, 2, 3, 4, 4, 4], 1)


async def test_cleared_attempts_are_forgotten(stores):
    """SEC-3."""
    await stores.throttle.hit("mei", now=NOW, window_seconds=900)
    await stores.throttle.clear("mei")
    await stores.throttle.clear("unknown")

    assert await stores.throttle.hit("mei", now=NOW, window_seconds=900) == 1


async def test_attempts_at_once_are_all_counted_and_bounded(stores):
    """SEC-3: a hundred guesses sent together do not slip through as one."""
    hits = await asyncio.gather(
        *(stores.throttle.hit("mei", now=NOW, window_seconds=900) for _ in range(30))
    )

    assert sorted(hits) == list(range(1, 31))
    for _ in range(190):
        last = await stores.throttle.hit("mei", now=NOW, window_seconds=900)
    assert last == 200


PAIR, LOGIN = Bound("pair", 1), Bound("login", 2)


async def test_a_failure_is_counted_under_every_bound_unless_one_has_to_wait(stores):
    """SEC-6."""
    waits = [await stores.throttle.admit([PAIR, LOGIN], now=NOW) for _ in range(3)]
    other = await stores.throttle.admit([LOGIN], now=NOW)
    later = await stores.throttle.admit([LOGIN], now=NOW + timedelta(seconds=1))

    assert waits == [timedelta(0), timedelta(seconds=1), timedelta(seconds=1)]
    assert other == timedelta(0)
    assert later == timedelta(0)


async def test_what_turned_out_well_is_taken_back_once(stores):
    """SEC-6."""
    for seconds in (0, 0, 5):
        await stores.throttle.admit([LOGIN], now=NOW + timedelta(seconds=seconds))
    await stores.throttle.take_back(["login", "unknown"], at=NOW)
    now = NOW + timedelta(seconds=5)

    assert await stores.throttle.hit("login", now=now, window_seconds=900) == 3


async def test_failures_at_once_are_each_seen_by_the_next(stores):
    """SEC-6."""
    waits = await asyncio.gather(*(stores.throttle.admit([LOGIN], now=NOW) for _ in range(20)))

    assert waits.count(timedelta(0)) == 2


async def test_what_is_remembered_is_seen_until_its_window_ends(stores):
    """SEC-6."""
    await stores.throttle.hit("known", now=NOW, window_seconds=900)

    assert await stores.throttle.seen("known", now=NOW + timedelta(seconds=899))
    assert not await stores.throttle.seen("known", now=NOW + timedelta(seconds=900))
    assert not await stores.throttle.seen("unknown", now=NOW)


async def test_a_link_is_the_newest_of_its_person_and_taken_once(stores):
    """VOI-6, SEC-3: a new password and a disabled account end it, too."""
    links, later = stores.password_links, NOW + timedelta(hours=1)
    await stores.people.add(MEI, password_hash="h")
    await links.put("old", MEI.id, expires_at=later)
    await links.put("new", MEI.id, expires_at=later)
    assert await links.pending(MEI.id, now=NOW) == later
    assert await links.pending(MEI.id, now=later) is None
    assert [await links.find(each, now=NOW) for each in ("old", "new")] == [None, MEI.id]
    assert await links.find("new", now=later) is None
    assert await links.take("new", now=later) is None
    taken = await asyncio.gather(*(links.take("new", now=NOW) for _ in range(5)))
    assert sorted(taken, key=str) == [None] * 4 + [MEI.id]
    assert await links.end(MEI.id) is False

    await links.put("again", MEI.id, expires_at=later)
    await stores.people.set_password(MEI.id, "h2")
    assert await links.find("again", now=NOW) is None
    await links.put("once more", MEI.id, expires_at=later)
    await stores.people.change(MEI.id, lambda person: replace(person, disabled=True))
    assert await links.find("once more", now=NOW) is None


async def test_a_second_factor_waits_holds_and_is_used_up(stores):
    """VOI-6, SEC-3: of many at once, one uses a code."""
    factors = stores.second_factors
    await stores.people.add(MEI, password_hash="h")
    first, second = (
        SecondFactor(person_id=MEI.id, secret=each * 20, begun_at=NOW) for each in (b"a", b"b")
    )
    assert await factors.get(MEI.id) is None
    assert await factors.begin(first)
    assert await factors.begin(second)
    assert (await factors.get(MEI.id)).secret == b"b" * 20
    assert await factors.standing(MEI.id) == (None, 0)
    assert not await factors.use_step(MEI.id, 5)
    assert not await factors.end(MEI.id)
    assert not await factors.confirm(MEI.id, step=5, digests=["x"], at=NOW)

    await factors.begin(second)
    digests = ["x", "y", "z"]
    sure = [factors.confirm(MEI.id, step=5, digests=digests, at=NOW) for _ in range(3)]
    assert sorted(await asyncio.gather(*sure)) == [False, False, True]
    assert not await factors.begin(first)
    assert (await factors.get(MEI.id)).last_step == 5
    assert await factors.standing(MEI.id) == (NOW, 3)
    assert await factors.who() == {MEI.id}

    assert [await factors.use_step(MEI.id, step) for step in (4, 5)] == [False, False]
    used = await asyncio.gather(*(factors.use_step(MEI.id, 6) for _ in range(5)))
    assert sorted(used) == [False] * 4 + [True]
    taken = await asyncio.gather(*(factors.take_code(MEI.id, "x") for _ in range(5)))
    assert sorted(taken, key=str) == [2, None, None, None, None]
    assert await factors.take_code("u_bo", "y") is None
    await factors.put_codes(MEI.id, ["p", "q"])
    assert await factors.take_code(MEI.id, "y") is None
    assert await factors.standing(MEI.id) == (NOW, 2)

    assert await factors.end(MEI.id)
    assert not await factors.end(MEI.id)
    assert await factors.take_code(MEI.id, "p") is None
    assert await factors.who() == frozenset()


async def test_a_registration_waits_is_admitted_or_refused_once(stores):
    """VOI-6, SEC-3."""
    kept, old = stores.registrations, NOW - timedelta(days=30)

    async def add(person, *, most=9, at=NOW):
        asked = Registration(person=person, asked_at=at)
        return await kept.add(asked, "h", most=most, forget_before=old)

    bo = Person(id="u_bo", name="Bo", mail="bo@example.cn")
    assert await add(MEI) == 1
    assert await add(bo, at=NOW + timedelta(seconds=1)) == 2
    for same in (MEI, Person(id="u_cy", name="Cy", mail=bo.mail)):
        with pytest.raises(Conflict):
            await add(same)
    assert await add(Person(id="u_dan", name="Dan"), most=2) is None
    assert [each.person for each in await kept.waiting(limit=9)] == [MEI, bo]
    assert await kept.find_by_login(bo.mail.upper()) == (await kept.get("u_bo"), "h")
    assert await kept.get("u_dan") is None

    operator = replace(bo, roles=frozenset({Role.OPERATOR}))
    tries = [kept.admit(operator) for _ in range(4)]
    assert sorted(await asyncio.gather(*tries)) == [False, False, False, True]
    assert await stores.people.find_by_login("u_bo") == (operator, "h")
    assert await kept.get("u_bo") is None

    assert await kept.refuse(MEI.id, at=NOW)
    assert not await kept.refuse(MEI.id, at=NOW)
    assert not await kept.admit(MEI)
    assert (await kept.get(MEI.id)).decided_at == NOW
    assert await kept.waiting(limit=9) == []
    assert await add(MEI) == 1
    await stores.people.add(MEI, password_hash="other")
    with pytest.raises(Conflict):
        await kept.admit(MEI)
    assert len(await kept.waiting(limit=9)) == 1
