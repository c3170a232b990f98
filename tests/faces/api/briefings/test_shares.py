"""Share links (PSH-6)."""

import pytest

from domain.common.messages import message
from tests.fakes.api_services import DAY

HERE = "/api/v1/shares"
MINE = {"person_id": "u_mei", "day": DAY}


@pytest.fixture
async def link(mei):
    made = (await mei.post(HERE, json=MINE)).json()
    return made["share"]["id"], made["url"].removeprefix("http://test")


async def test_a_link_shows_the_briefing_to_anybody(nobody, link):
    """PSH-6."""
    response = await nobody.get(link[1])

    assert response.status_code == 200
    assert "<h1>11月21日简报</h1>" in response.text
    assert response.headers["x-robots-tag"] == "noindex, nofollow, noarchive"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in response.headers["content-security-policy"]


async def test_expired_used_up_revoked_and_unknown_look_alike(mei, nobody, world, link):
    """PSH-6."""
    once = (await mei.post(HERE, json=MINE | {"most_views": 1})).json()["url"]
    brief = (await mei.post(HERE, json=MINE | {"hours": 1})).json()["url"]
    await mei.delete(f"{HERE}/{link[0]}")
    await nobody.get(once)
    world.clock.move(hours=2)

    answers = [await nobody.get(each) for each in (link[1], once, brief, "/s/unknown")]

    assert {each.status_code for each in answers} == {404}
    assert len({each.text for each in answers}) == 1
    headers = [dict(each.headers) for each in answers]
    for each in headers:
        each.pop("x-request-id")
    assert all(each == headers[0] for each in headers)


async def test_a_link_lives_as_long_as_asked(mei):
    """PSH-6."""
    share = (await mei.post(HERE, json=MINE | {"hours": 24})).json()["share"]

    assert share["created_at"] == "2026-11-20T22:30:00Z"
    assert share["expires_at"] == "2026-11-21T22:30:00Z"


@pytest.mark.parametrize(
    ("accept", "words"), [("en", "No such page"), ("zh-CN,en;q=0.5", "没有这个页面"), ("", "没有")]
)
async def test_the_page_for_a_dead_link_speaks_the_visitors_language(nobody, accept, words):
    """PSH-6."""
    response = await nobody.get("/s/unknown", headers={"Accept-Language": accept})

    assert words in response.text


async def test_whoever_opened_a_page_may_listen_and_counts_no_view(mei, nobody, world):
    """PSH-6, VOI-3: the last view of a link has its sound, too."""
    url = (await mei.post(HERE, json=MINE | {"most_views": 1})).json()["url"]
    sound = url.removeprefix("http://test") + "/recording"
    before = await nobody.get(sound)
    page = await nobody.get(url)
    whole = await nobody.get(sound)
    part = await nobody.get(sound, headers={"Range": "bytes=0-3"})
    seen = (await mei.get(HERE)).json()[0]

    assert before.status_code == 404
    assert f'src="{sound}"' in page.text
    assert "media-src 'self'" in page.headers["content-security-policy"]
    assert whole.status_code == 200
    assert whole.headers["content-type"] == "audio/wav"
    assert whole.headers["cross-origin-resource-policy"] == "cross-origin"
    assert whole.headers["cache-control"] == "no-store"
    assert (part.status_code, part.content) == (206, b"RIFF")
    assert seen["views"] == 1
    assert len(world.services.recordings.voice.said) == 1


async def test_sound_ends_with_the_link_and_two_hours_after_the_page(mei, nobody, world, link):
    """PSH-6."""
    await nobody.get(link[1])
    world.clock.move(hours=2)
    still = await nobody.get(f"{link[1]}/recording")
    world.clock.move(minutes=1)
    later = await nobody.get(f"{link[1]}/recording")
    await nobody.get(link[1])
    again = await nobody.get(f"{link[1]}/recording")
    await mei.delete(f"{HERE}/{link[0]}")
    closed = await nobody.get(f"{link[1]}/recording")

    answers = [each.status_code for each in (still, later, again, closed)]
    assert answers == [200, 404, 200, 404]


async def test_a_page_has_no_player_where_nothing_can_speak(mei, nobody, world, link):
    """VOI-3: a player that fails would look like a fault of the page."""
    world.services.recordings.voice.is_in = message("recordings.slow")
    page = await nobody.get(link[1])

    assert "<audio" not in page.text
    assert "media-src" not in page.headers["content-security-policy"]
