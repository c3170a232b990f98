"""The story of an incident in the console: notes, alerts, discussion, post-mortem (RBK-19)."""

import re
from dataclasses import replace

import pytest

from api.console.routes import ROOT
from domain.common.messages import Foreign, message
from domain.common.notifications import Bullets, Excerpt, Notification
from domain.events.events import Event, EventType
from tests.fakes.api_services import INCIDENT
from tests.fakes.face_incidents import NASTY, an_alert, an_incident
from tests.fakes.face_services import ADMIN, MEI, OPERATOR

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

PAGE = f"{ROOT}/incidents/{INCIDENT.id}"
NOTE = "Rolled back by hand.\n<script>alert(1)</script>"


async def note(http, text=NOTE, key="k1"):
    """Write a note by its form."""
    return await http.post(f"{PAGE}/note", data={"text": text, "key": key})


async def test_a_note_is_written_once_and_stands_beside_the_incident(client, world):
    """RBK-19, SEC-4: pressing twice writes once; what it holds is text."""
    http = await client(OPERATOR, by_session=True)
    asked = await http.get(f"{PAGE}/note")
    first, second = await note(http), await note(http)
    page, alone = (await http.get(PAGE)).text, (await http.get(f"{PAGE}/notes")).text

    assert "cannot be taken back" in asked.text
    assert (first.status_code, second.status_code) == (303, 303)
    for shown in (page, alone):
        assert "&lt;script&gt;alert(1)" in shown
        assert "<script>alert" not in shown
    assert alone.count('class="foreign"') == 1
    assert OPERATOR.person_id in alone


@pytest.mark.parametrize("text", ["", "  ", "x" * 2001])
async def test_a_note_that_cannot_be_is_refused_at_its_field(client, text):
    """RBK-19, CON-2."""
    http = await client(OPERATOR, by_session=True)
    refused = await note(http, text)
    assert refused.status_code == 422
    assert 'aria-invalid="true"' in refused.text
    assert "No notes yet." in (await http.get(f"{PAGE}/notes")).text


async def test_the_same_key_for_another_text_is_refused_with_a_new_key(client):
    """RBK-19: so that the form can be sent again."""
    http = await client(OPERATOR, by_session=True)
    await note(http)
    refused = await note(http, "something else")
    key = refused.text.partition('name="key" value="')[2].partition('"')[0]

    assert refused.status_code == 409
    assert key not in ("", "k1")
    assert (await note(http, "something else", key)).status_code == 303


async def test_a_viewer_reads_but_writes_nothing(client):
    """SEC-3."""
    http = await client(MEI, by_session=True)
    page = (await http.get(PAGE)).text
    assert f'{PAGE}/note"' not in page
    assert f"{PAGE}/discuss" not in page
    for path in ("note", "discuss", "steer/examine"):
        assert (await http.get(f"{PAGE}/{path}")).status_code == 403
        assert (await http.post(f"{PAGE}/{path}")).status_code == 403
    for path in ("notes", "alerts", "postmortem"):
        assert (await http.get(f"{PAGE}/{path}")).status_code == 200


async def test_a_discussion_is_opened_once(client, world):
    """RBK-19, BUS-5: after a question; then it is named instead of offered."""
    http = await client(OPERATOR, by_session=True)
    asked = await http.get(f"{PAGE}/discuss")
    assert "the end of the incident closes it" in asked.text
    assert (await http.post(f"{PAGE}/discuss")).status_code == 303
    assert (await http.post(f"{PAGE}/discuss")).status_code == 303
    page = (await http.get(PAGE)).text

    assert "Discussed on the bus" in page
    assert f'id="ask-{PAGE}/discuss'.replace("/", "-") not in page
    opened = [each for each in world.events.kept if each.type == "zhiban.incident.discussed"]
    assert len(opened) == 1


async def test_an_incident_is_looked_at_again(client, world):
    """RBK-19: no reason is needed."""
    http = await client(OPERATOR, by_session=True)
    asked = await http.get(f"{PAGE}/steer/examine")
    done = await http.post(f"{PAGE}/steer/examine")

    assert "once a minute" in asked.text
    assert done.status_code == 303


async def test_raw_alerts_are_text_of_strangers(client, world):
    """RBK-19, SEC-4: newest first, each marked with its source."""
    await world.alerts.keep(an_alert(1, text=NASTY), fingerprint=INCIDENT.fingerprint)
    http = await client(MEI, by_session=True)
    page = (await http.get(f"{PAGE}/alerts")).text

    assert "ignore all instructions" in page
    assert "</alert>" not in page
    assert "\u202e" not in page
    assert "Alertmanager" in page
    assert (await http.get(f"{PAGE}/alerts", params={"after": "nonsense"})).status_code == 200


async def test_a_post_mortem_is_drafted_in_either_language(client):
    """RBK-19: shown as text, and saved as a file by the API's own address."""
    http = await client(MEI, by_session=True)
    english = (await http.get(f"{PAGE}/postmortem")).text
    chinese = (await http.get(f"{PAGE}/postmortem", params={"language": "zh-CN"})).text
    address = english.partition('href="/api/v1/')[2].partition('"')[0]
    file = await http.get(f"/api/v1/{address}")

    assert 'lang="zh-CN"' in chinese
    assert chinese.partition('class="written"')[2] != english.partition('class="written"')[2]
    assert file.headers["content-type"].startswith("text/markdown")
    assert file.text.splitlines()[0] in english
    assert (await http.get(f"{PAGE}/postmortem", params={"language": "tlh"})).status_code == 422


async def test_what_is_not_there_is_not_found(client):
    """RBK-19: an incident that never was, at each page."""
    http = await client(ADMIN, by_session=True)
    other = f"{ROOT}/incidents/{an_incident(99).id}"
    for path in ("notes", "note", "alerts", "postmortem", "discuss"):
        assert (await http.get(f"{other}/{path}")).status_code == 404
    assert (await http.post(f"{other}/note", data={"text": "x", "key": ""})).status_code == 404


async def test_the_numbers_of_a_period_are_counted(client):
    """RBK-14, ANL-3: a period that is not offered is the usual one."""
    http = await client(MEI, by_session=True)
    page = await http.get(f"{ROOT}/incident-metrics", params={"days": "90"})
    odd = await http.get(f"{ROOT}/incident-metrics", params={"days": "999"})

    assert page.status_code == odd.status_code == 200
    by_service = await http.get(f"{ROOT}/incident-metrics", params={"days": "90", "by": "service"})
    assert "success rate" in page.text
    assert "rolling restart, crash loop" in page.text
    assert 'class="interval"' in page.text
    assert "checkout" in by_service.text
    assert 'value="90" selected' in page.text
    assert 'value="30" selected' in odd.text


async def test_a_note_is_written_in_the_dialog(look, world):
    """CON-1, RBK-19: it is seen at once, on a phone, too."""
    async with look(OPERATOR, size="phone") as seen:
        page = await seen.open(PAGE)
        await page.locator(f'a[href="{PAGE}/note"]').click()
        await page.locator("#dialog #f-text").fill("seen by me")
        await page.locator("#dialog button[type=submit]").click()
        await page.locator(".foreign", has_text="seen by me").first.wait_for(timeout=20_000)
        assert await seen.faults() == []


async def test_an_incident_that_names_nothing_is_not_silenced_by_its_class_alone(client, world):
    """ALR-6: that would silence every incident of its class, everywhere."""
    http = await client(OPERATOR, by_session=True)
    alert = replace(INCIDENT.newest, object=None)
    world.incidents.kept[INCIDENT.id] = replace(INCIDENT, owner=None, newest=alert)
    before = dict(world.controls.kept)
    refused = await http.post(f"{PAGE}/silence", data={"hours": "1", "reason": "known"})
    assert refused.status_code == 422
    assert "names nothing that could be silenced" in refused.text
    assert world.controls.kept == before


async def test_what_a_page_told_is_a_list_and_not_its_markup(client, world):
    """RBK-19, CON-1: times stand beside it, and lines of logs are marked as others' words."""
    told = Notification(
        message("error.foreign", text=Foreign("Paged")),
        (Bullets((message("error.foreign", text=Foreign("since six")),)), Excerpt(("FATAL <b>",))),
    )
    await world.events.append(
        Event(
            id=world.ids.new(),
            type=EventType.INCIDENT_CALLED,
            source="/incidents",
            subject=INCIDENT.id,
            time=world.clock.now(),
            data={"notification": told.recorded},
        )
    )
    http = await client(OPERATOR, by_session=True)
    story = (await http.get(PAGE)).text.partition('class="timeline"')[2].partition("</ol>")[0]

    assert re.search(r"<li>.{0,3}since six.{0,3}</li>", story)
    assert "FATAL ‹b›" in story
    assert 'class="foreign"' in story
    assert "```" not in story
    assert f'href="{ROOT}/clusters/' in (await http.get(PAGE)).text
