"""Share links, in memory, on SQLite and on PostgreSQL."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.briefings.shares import Share
from domain.common.errors import Conflict

NOW = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
SHARE = Share(
    id="s1",
    briefing_id="u_mei/2026-11-21",
    owner="u_mei",
    created_at=NOW,
    expires_at=NOW + timedelta(days=7),
    most_views=3,
)


async def test_a_link_opens_as_often_as_it_may_and_counts(stores):
    """PSH-6."""
    await stores.shares.add(SHARE, digest="d1")
    opened = [await stores.shares.view("d1", now=NOW) for _ in range(4)]

    assert [each and each.views for each in opened] == [1, 2, 3, None]
    assert await stores.shares.get("s1") == replace(SHARE, views=3, viewed_at=NOW)


async def test_many_visitors_at_once_never_open_it_more_often_than_it_may(stores):
    """PSH-6."""
    await stores.shares.add(SHARE, digest="d1")
    opened = await asyncio.gather(*(stores.shares.view("d1", now=NOW) for _ in range(25)))

    assert sum(each is not None for each in opened) == 3


async def test_an_unknown_an_expired_and_a_revoked_link_do_not_open(stores):
    """PSH-6."""
    await stores.shares.add(SHARE, digest="d1")
    await stores.shares.add(replace(SHARE, id="s2"), digest="d2")
    await stores.shares.revoke("s2", at=NOW)
    await stores.shares.revoke("s2", at=NOW + timedelta(hours=1))
    await stores.shares.revoke("unknown", at=NOW)

    assert await stores.shares.view("unknown", now=NOW) is None
    assert await stores.shares.view("d1", now=SHARE.expires_at) is None
    assert await stores.shares.view("d2", now=NOW) is None
    assert await stores.shares.get("s2") == replace(SHARE, id="s2", revoked_at=NOW)
    assert await stores.shares.get("unknown") is None


async def test_links_are_listed_newest_first_to_their_owner(stores):
    """PSH-6."""
    for number in range(102):
        link = replace(SHARE, id=f"s{number}", created_at=NOW + timedelta(minutes=number))
        await stores.shares.add(link, digest=f"d{number}")
    await stores.shares.add(replace(SHARE, id="theirs", owner="u_lin"), digest="theirs")
    listed = await stores.shares.list("u_mei")

    assert [each.id for each in listed] == [f"s{number}" for number in range(101, 1, -1)]


async def test_the_same_link_can_be_added_again_but_no_other_takes_its_place(stores):
    """PSH-6: a repeated try of a delivery makes no second link."""
    await stores.shares.add(SHARE, digest="d1")
    await stores.shares.view("d1", now=NOW)
    await stores.shares.add(SHARE, digest="d1")
    with pytest.raises(Conflict):
        await stores.shares.add(replace(SHARE, owner="u_lin"), digest="d2")
    with pytest.raises(Conflict):
        await stores.shares.add(replace(SHARE, id="s2"), digest="d1")

    assert await stores.shares.get("s1") == replace(SHARE, views=1, viewed_at=NOW)
    assert await stores.shares.get("s2") is None
