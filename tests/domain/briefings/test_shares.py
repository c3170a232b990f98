"""Whether a share link opens."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.briefings.shares import (
    DEFAULT_LIFE,
    DEFAULT_VIEWS,
    LONGEST_LIFE,
    MOST_VIEWS,
    Share,
    judge,
)
from domain.briefings.shares import ShareVerdict as Verdict

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
END = NOW + timedelta(hours=1)
TICK = timedelta(microseconds=1)
LINK = Share(
    id="s1",
    briefing_id="u_mei/2026-11-21",
    owner="u_mei",
    created_at=NOW,
    expires_at=END,
    most_views=2,
)


@pytest.mark.parametrize(
    ("share", "now", "verdict"),
    [
        (LINK, NOW, Verdict.OPEN),
        (LINK, END - TICK, Verdict.OPEN),
        (LINK, END, Verdict.EXPIRED),
        (LINK, END + TICK, Verdict.EXPIRED),
        (replace(LINK, views=1), NOW, Verdict.OPEN),
        (replace(LINK, views=2), NOW, Verdict.USED_UP),
        (replace(LINK, views=3), NOW, Verdict.USED_UP),
        (replace(LINK, revoked_at=NOW), NOW, Verdict.REVOKED),
        (replace(LINK, revoked_at=NOW, views=2), END, Verdict.REVOKED),
        (replace(LINK, views=2), END, Verdict.EXPIRED),
    ],
)
def test_a_link_opens_until_it_is_revoked_expired_or_used_up(share, now, verdict):
    """PSH-6."""
    assert judge(share, now=now) is verdict


def test_what_is_not_asked_for_is_well_inside_the_bounds():
    """PSH-6."""
    assert timedelta(days=1) <= DEFAULT_LIFE < LONGEST_LIFE
    assert 1 < DEFAULT_VIEWS < MOST_VIEWS
    assert replace(LINK, most_views=Share.most_views).most_views == DEFAULT_VIEWS
