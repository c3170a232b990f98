"""Briefings over HTTP (BRF-1…8)."""

import pytest

from tests.fakes.api_services import DAY
from tests.fakes.face_services import BO

HERE = "/api/v1/briefings"


async def test_the_first_greeting_gets_the_briefing_and_the_second_a_short_answer(mei):
    """BRF-2."""
    first = (await mei.post(f"{HERE}/greetings", json={})).json()
    second = (await mei.post(f"{HERE}/greetings", json={})).json()

    assert first["kind"] == "briefing"
    assert first["spoken"]
    assert first["briefing_id"] == "u_mei/2026-11-21"
    assert second["kind"] == "already_given"


async def test_a_lost_answer_is_given_again_for_the_same_key(mei):
    """BRF-2."""
    first = await mei.post(f"{HERE}/greetings", json={"key": "desk-1"})
    again = await mei.post(f"{HERE}/greetings", json={"key": "desk-1"})

    assert first.json() == again.json()


@pytest.mark.parametrize(
    ("form", "media_type", "holds"),
    [
        ("json", "application/json", '"writer":"rules"'),
        ("markdown", "text/markdown; charset=utf-8", "# 11月21日简报"),
        ("text", "text/plain; charset=utf-8", "错误 3 行"),
        ("spoken", "text/plain; charset=utf-8", "早上好，小梅。昨夜一切平稳。\n\n日志"),
        ("html", "text/html; charset=utf-8", "<h1>11月21日简报</h1>"),
    ],
)
async def test_a_briefing_is_read_in_the_form_asked_for(mei, form, media_type, holds):
    """BRF-6."""
    response = await mei.get(f"{HERE}/u_mei/{DAY}", params={"form": form})

    assert response.status_code == 200
    assert response.headers["content-type"] == media_type
    assert holds in response.text


async def test_the_html_form_runs_nothing_and_is_framed_by_us_only(mei):
    """BRF-6, SEC-4."""
    response = await mei.get(f"{HERE}/u_mei/{DAY}", params={"form": "html"})

    policy = response.headers["content-security-policy"]
    assert "sandbox allow-popups" in policy
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert response.headers["x-frame-options"] == "SAMEORIGIN"


async def test_evidence_is_looked_up_by_its_id(mei):
    """BRF-4, BRF-5."""
    found = await mei.get(f"{HERE}/u_mei/{DAY}/evidence", params={"id": "log:errors"})
    invented = await mei.get(f"{HERE}/u_mei/{DAY}/evidence", params={"id": "tpl:beef"})

    assert found.json()["evidence"]["text"] == "3 error lines"
    assert invented.status_code == 404


async def test_settings_come_back_as_they_were_sent(mei):
    """BRF-8."""
    sent = {
        "zone": "Europe/Berlin",
        "language": "en-US",
        "window_start": "07:15",
        "window_end": "11:00",
        "prepare_minutes": 30,
        "channels": [{"kind": "wecom", "target": "ops", "mentions": ["mei"]}],
        "mail_after_spoken": "mei@example.cn",
        "topics": ["alarms", "logs"],
        "quiet_hours": "22:00-07:00",
        "muted_until": "2026-11-21T06:00:00Z",
        "speech_rate": 0.8,
        "critical_by": ["mail"],
    }

    changed = await mei.patch(f"{HERE}/settings", json=sent)
    read = await mei.get(f"{HERE}/settings")
    today = await mei.get(f"{HERE}/today")

    assert changed.json() == sent
    assert read.json() == sent
    assert today.json()["settings"] == sent


async def test_what_is_left_out_or_null_stays(mei):
    """BRF-8."""
    before = (await mei.get(f"{HERE}/settings")).json()

    response = await mei.patch(f"{HERE}/settings", json={"zone": None, "prepare_minutes": 5})

    assert response.json() == before | {"prepare_minutes": 5}


async def test_pause_and_resume_show_in_todays_state(mei):
    """BRF-8."""
    paused = await mei.post(f"{HERE}/pause", json={"reason": "holiday"})
    resumed = await mei.post(f"{HERE}/resume", json={})

    assert paused.json()["paused"] is True
    assert paused.json()["next_due"] is None
    assert resumed.json()["paused"] is False


async def test_a_briefing_can_be_prepared_now(mei, world):
    """BRF-3."""
    response = await mei.post(f"{HERE}/prepare", json={})

    assert response.status_code == 200
    assert world.life.prepared == ["u_mei"]


async def test_progress_is_told_while_it_lasts(mei, world):
    """BRF-3."""
    await world.progress.set("briefing/u_mei", "Reading logs")

    assert (await mei.get(f"{HERE}/progress")).json() == {"text": "Reading logs"}


async def test_a_list_is_light_and_goes_back_day_by_day(mei):
    """BRF-4."""
    found = (await mei.get(HERE)).json()
    earlier = (await mei.get(HERE, params={"before": DAY})).json()

    assert [each["id"] for each in found] == [f"u_mei/{DAY}"]
    assert "html" not in found[0]
    assert earlier == []


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", f"/u_bob/{DAY}", None),
        ("GET", f"/u_bob/{DAY}/evidence?id=log:total", None),
        ("GET", "?person_id=u_bob", None),
        ("GET", "/today?person_id=u_bob", None),
        ("GET", "/settings?person_id=u_bob", None),
        ("GET", "/progress?person_id=u_bob", None),
        ("POST", "/greetings", {"person_id": "u_bob"}),
        ("POST", "/pause", {"person_id": "u_bob"}),
        ("POST", "/prepare", {"person_id": "u_bob"}),
        ("PATCH", "/settings", {"person_id": "u_bob", "prepare_minutes": 5}),
    ],
)
async def test_anothers_briefing_does_not_exist(mei, method, path, body):
    """TSK-2, SEC-3."""
    response = await mei.request(method, f"{HERE}{path}", json=body)

    assert response.status_code == 404


async def test_an_admin_acts_for_others(admin, world):
    """SEC-3."""
    response = await admin.post(f"{HERE}/pause", json={"person_id": BO.person_id})

    assert response.status_code == 200
    assert world.life.paused == {"u_bob"}


async def test_a_briefing_can_be_listened_to(mei):
    """VOI-3."""
    response = await mei.get(f"{HERE}/u_mei/{DAY}/recording", params={"rate": 1.2})

    assert response.status_code == 200
    assert response.headers["content-type"] == "audio/wav"
    assert response.headers["accept-ranges"] == "bytes"
    assert response.headers["cache-control"] == "private, no-store"
    assert response.content[:4] == b"RIFF"


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [
        ("bytes=0-1", 206, 0, 1),
        ("bytes=100-", 206, 100, -1),
        ("bytes=-10", 206, -10, -1),
        ("bytes=4-99999999999", 206, 4, -1),
        # More than one range, and what is none of its bytes, get the whole (RFC 9110).
        ("bytes=0-1,4-5", 200, 0, -1),
        ("lines=1-2", 200, 0, -1),
        ("bytes=999999999-", 200, 0, -1),
        ("bytes=9-3", 200, 0, -1),
        ("bytes=-0", 200, 0, -1),
    ],
)
async def test_players_wind_by_ranges(mei, asked, status, first, last):
    """VOI-3: some browsers play nothing that comes only whole."""
    address = f"{HERE}/u_mei/{DAY}/recording"
    whole = (await mei.get(address)).content
    first, last = first % len(whole), last % len(whole)

    part = await mei.get(address, headers={"Range": asked})

    assert part.status_code == status
    assert part.content == whole[first : last + 1]
    if status == 206:
        assert part.headers["content-range"] == f"bytes {first}-{last}/{len(whole)}"


async def test_nobody_listens_to_another_persons_briefing(client):
    """SEC-1."""
    bo = await client(BO)
    assert (await bo.get(f"{HERE}/u_mei/{DAY}/recording")).status_code == 404
