"""On-call schedules in the console (ALR-10, CON-2)."""

import html
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from api.console.routes import ROOT
from api.oncall.calendar import days_of, spans_by_person
from domain.oncall.duty import OnDuty, Shift
from domain.oncall.swaps import SwapState
from tests.faces.console.examples import OVERRIDE, SCHEDULE, SWAP
from tests.fakes.face_services import ADMIN, APPROVER, MEI, OPERATOR

ONE = f"{ROOT}/oncall/schedules/{SCHEDULE}"
OVER = f"{ONE}/override"


async def test_the_list_says_who_is_on_call_until_when_and_when_nobody_is(client, world):
    """ALR-10: and today says it in a line."""
    http = await client(MEI, by_session=True)
    page = (await http.get(f"{ROOT}/oncall")).text
    today = (await http.get(ROOT)).text
    told = (await http.get("/api/v1/oncall/schedules")).json()[0]

    assert f'href="{ONE}"' in page
    names = [world.people.kept[each["person_id"]].name for each in told["now"]["people"]]
    assert all(each in page and each in today for each in names)
    assert "none in 30 days" in page  # outside hours of duty is as it was meant
    world.oncall.kept.clear()
    assert "There is no on-call schedule yet" in (await http.get(f"{ROOT}/oncall")).text


async def test_nobody_on_call_leads_the_page(client, world):
    """ALR-10: what is wrong stands first, and is no success."""
    kept = world.oncall.kept[SCHEDULE]
    later = replace(kept.versions[0], start=world.clock.now() + timedelta(days=2))
    world.oncall.kept[SCHEDULE] = replace(kept, versions=(later,), overrides=())
    page = (await (await client(MEI, by_session=True)).get(ONE)).text

    assert f"{SCHEDULE}: nobody is on call" in page
    assert 'class="notice bad"' in page
    assert "begins at" in page


async def test_a_schedule_is_told_in_words_and_hostile_names_are_data(client):
    """ALR-10, SEC-4: turns, hours, changes, swaps; actions only for who may do them."""
    mei, admin = await client(MEI, by_session=True), await client(ADMIN, by_session=True)
    page = (await mei.get(ONE)).text

    assert "u_operator and (u_approver and u_admin together)" in page
    assert "handed over at 09:00 (Asia/Shanghai)" in page
    assert "On duty every day from 06:00 to 02:00" in page
    assert "<b>all" not in page
    assert len(re.findall(r'<h3><time datetime="', page)) == 28
    assert OVER not in page
    assert OVER in (await admin.get(ONE)).text
    assert f"{ONE}/overrides/{OVERRIDE}/end" in (await admin.get(ONE)).text
    assert (await mei.get(OVER)).status_code == 403
    assert (await mei.get(f"{ROOT}/oncall/schedules/none")).status_code == 404


async def test_an_override_is_shown_before_it_counts_and_taken_back(client, world):
    """ALR-10, CON-2: the preview keeps nothing."""
    http = await client(ADMIN, by_session=True)
    typed = {
        "kind": "replace_all",
        "people": "u_admin",
        "others": "u_bob",
        "end": "2026-11-24T10:00",
    }
    seen = await http.post(OVER, data=typed)
    before = len(world.oncall.kept[SCHEDULE].overrides)
    done = await http.post(OVER, data=typed | {"sure": "yes"})
    kept = world.oncall.kept[SCHEDULE].overrides[-1]
    asked = await http.get(f"{ONE}/overrides/{kept.id}/end")
    unsure = await http.post(f"{ONE}/overrides/{kept.id}/end")
    assert world.oncall.kept[SCHEDULE].overrides[-1].ended_at is None
    await http.post(f"{ONE}/overrides/{kept.id}/end", data={"sure": "yes"})

    assert seen.status_code == 200
    assert 'name="sure" value="yes"' in seen.text
    assert before == 1
    assert done.status_code == 303
    assert kept.people == ("u_admin", "u_bob")
    assert (asked.status_code, unsure.status_code) == (200, 200)
    assert world.oncall.kept[SCHEDULE].overrides[-1].ended_at is not None
    assert (await http.get(f"{ONE}/overrides/o_none/end")).status_code == 404


@pytest.mark.parametrize(
    ("changed", "status", "part"),
    [
        ({"end": ""}, 422, 'id="e-end"'),
        ({"end": "soon-ish"}, 422, 'id="e-end"'),
        ({"end": "2026-11-01T10:00"}, 422, 'id="e-end"'),
        ({"kind": "replace"}, 422, 'id="e-instead_of"'),
        ({"kind": "<img src=x>"}, 422, 'id="e-kind"'),
        ({"others": "u_nobody"}, 422, "u_nobody"),
        ({"kind": "remove", "others": "u_operator, u_approver, u_admin, u_mei"}, 409, "leave_gap"),
    ],
)
async def test_what_an_override_lacks_stands_at_its_field(client, world, changed, status, part):
    """ALR-10, CON-2: the sentence of every face; what was typed stays."""
    http = await client(ADMIN, by_session=True)
    typed = {"kind": "add", "others": "u_bob", "end": "2026-11-24T10:00", "instead_of": ""}
    refused = await http.post(OVER, data=typed | changed | {"sure": "yes"})

    assert refused.status_code == status
    assert part in refused.text
    assert "<img src=x" not in refused.text
    assert len(world.oncall.kept[SCHEDULE].overrides) == 1


async def test_a_swap_is_asked_for_and_only_the_other_accepts(client, world):
    """ALR-10: nothing changes before their yes."""
    one, other = await client(OPERATOR, by_session=True), await client(APPROVER, by_session=True)
    form = (await one.get(f"{ONE}/swap")).text
    shift = re.search(r'<option value="(u_operator\|[^"]*)"', form)[1]
    await one.post(f"{ONE}/swap", data={"shift": shift, "taker": "u_approver"})
    swap = list(world.oncall.asked.values())[-1]
    answer = f"{ONE}/swaps/{swap.id}/accept"

    assert (swap.giver, swap.taker, swap.asked_by) == ("u_operator", "u_approver", "u_operator")
    assert answer not in (await one.get(ONE)).text
    assert answer in (await other.get(ONE)).text
    assert (await one.post(answer)).status_code == 403
    assert world.oncall.asked[swap.id].state is SwapState.ASKED
    assert (await other.post(answer)).status_code == 303
    assert world.oncall.asked[swap.id].state is SwapState.ACCEPTED
    assert (await other.post(f"{ONE}/swaps/{swap.id}/decline")).status_code == 409
    assert (await other.get(f"{ONE}/swaps/s_none/accept")).status_code == 404


async def test_another_s_shift_is_taken_by_whoever_asks_and_one_s_own_request_withdrawn(
    client, world
):
    """ALR-10."""
    http = await client(APPROVER, by_session=True)
    form = (await http.get(f"{ONE}/swap")).text
    shift = re.search(r'<option value="(u_operator\|[^"]*)"', form)[1]
    await http.post(f"{ONE}/swap", data={"shift": shift, "taker": "u_admin"})
    swap = list(world.oncall.asked.values())[-1]
    await http.post(f"{ONE}/swaps/{swap.id}/withdraw")
    own = await http.post(f"{ONE}/swap", data={"shift": shift.replace("u_operator", "u_approver")})
    garbage = await http.post(f"{ONE}/swap", data={"shift": "<b>", "back": "||"})

    assert (swap.giver, swap.taker) == ("u_operator", "u_approver")
    assert world.oncall.asked[swap.id].state is SwapState.WITHDRAWN
    assert world.oncall.asked[SWAP].state is SwapState.ASKED
    assert (own.status_code, garbage.status_code) == (422, 422)


def test_the_calendar_ends_where_shifts_end_and_names_times_of_the_reader(world):
    """ALR-10: a day in which nothing is known is not shown as one without anybody."""
    now = world.clock.now()
    mei, bo = (OnDuty("u_mei", "all"),), (OnDuty("u_mei", "all"), OnDuty("u_bob", "", "o_1"))
    cuts = [now + timedelta(hours=each) for each in (0, 30, 40)]
    shifts = [Shift(cuts[0], cuts[1], mei), Shift(cuts[1], cuts[2], bo)]
    schedule = world.oncall.kept[SCHEDULE]
    days = days_of(schedule, shifts, now, "Asia/Shanghai")

    assert [each.day.isoformat() for each in days] == ["2026-11-21", "2026-11-22"]
    assert [each.at.isoformat("minutes") for each in days[1].parts] == ["00:00", "12:30"]
    assert days[1].parts[1].is_overridden
    assert [each[0] for each in spans_by_person(shifts)] == ["u_mei", "u_bob"]
    assert spans_by_person(shifts)[0][1].end == cuts[2]
    assert days_of(schedule, [], now, "Asia/Shanghai") == []


LAYER = {
    "name-0": "weekdays",
    "people-0": "u_operator, u_approver + u_admin",
    "unit-0": "day",
    "every-0": "1",
    "start-0": "2026-11-16",
    "at-0": "09:00",
    "zone-0": "Asia/Shanghai",
    "weekdays-0": "mon-fri",
    "windows-0": "mon-fri 09:00-18:00\r\nsat 10:00-12:00",
    "begins-0": "",
    "ends-0": "2027-01-01T00:00",
    "name-1": "",
    "people-1": "",
}
NEW = f"{ROOT}/oncall/new"


async def test_a_schedule_is_made_by_a_form_that_says_first_what_it_means(client, world):
    """ALR-10, CON-2: the preview keeps nothing, and warns of when nobody would be on call."""
    http = await client(ADMIN, by_session=True)
    seen = await http.post(NEW, data=LAYER | {"name": "days"})
    assert list(world.oncall.kept) == [SCHEDULE]
    made = await http.post(NEW, data=LAYER | {"name": "days", "sure": "yes"})
    again = await http.post(NEW, data=LAYER | {"name": "days", "sure": "yes"})
    layer = world.oncall.kept["days"].versions[0].layers[0]

    assert "u_approver and u_admin together" in seen.text
    assert 'class="notice warn"' in seen.text
    assert made.status_code == 303
    assert again.status_code == 409
    assert layer.rotation.people == (("u_operator",), ("u_approver", "u_admin"))
    assert layer.rotation.weekdays == (1, 2, 3, 4, 5)
    assert [each.weekdays for each in layer.windows] == [(1, 2, 3, 4, 5), (6,)]
    assert (await (await client(MEI, by_session=True)).post(NEW, data=LAYER)).status_code == 403


async def test_a_form_that_is_sent_as_it_came_changes_nothing_of_the_layers(client, world):
    """ALR-10: whatever a schedule holds survives its form."""
    http = await client(ADMIN, by_session=True)
    await http.post(NEW, data=LAYER | {"name": "days", "sure": "yes"})
    world.clock.moment += timedelta(minutes=1)
    form = (await http.get(f"{ROOT}/oncall/schedules/days/change")).text
    typed = {
        name: html.unescape(text)
        for name, text in re.findall(
            r'<input id="f-[^"]*" name="([^"]*)"[^>]* value="([^"]*)"', form
        )
    }
    typed |= {
        name: html.unescape(text)
        for name, text in re.findall(r'<textarea[^>]* name="([^"]*)"[^>]*>([^<]*)<', form)
    }
    typed["unit-0"] = "day"
    done = await http.post(f"{ROOT}/oncall/schedules/days/change", data=typed | {"sure": "yes"})
    versions = world.oncall.kept["days"].versions

    assert done.status_code == 303
    assert len(versions) == 2
    assert versions[0].layers[0].windows == versions[1].layers[0].windows
    assert versions[0].layers[0].end == versions[1].layers[0].end
    assert versions[0].layers[0].rotation.weekdays == versions[1].layers[0].rotation.weekdays


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": "Not This"}, "name"),
        ({"zone-0": "Mars/Base"}, "zone-0"),
        ({"every-0": "x"}, "every-0"),
        ({"people-0": ""}, "people-0"),
        ({"people-0": "<b>"}, "people-0"),
        ({"people-0": "u_nobody"}, "u_nobody"),
        ({"windows-0": "always"}, "windows-0"),
        ({"windows-0": "moon 09:00-18:00"}, "windows-0"),
        ({"windows-0": "25:00-26:00"}, "windows-0"),
        ({"weekdays-0": "moon"}, "weekdays-0"),
        ({"unit-0": "week"}, "weekdays-0"),
        ({"unit-0": "<b>"}, "unit-0"),
        ({"ends-0": "never"}, "ends-0"),
        ({"start": "2020-01-01T00:00"}, "start"),
        ({"name-0": "", "people-0": ""}, "layers"),
        ({"name-1": "weekdays", "people-1": "u_bob"}, "layers"),
    ],
)
async def test_what_breaks_a_rule_of_a_layer_stands_at_its_field(client, world, changed, field):
    """ALR-10, CON-2: and nothing is kept."""
    http = await client(ADMIN, by_session=True)
    typed = LAYER | {"start-1": "2026-11-16", "at-1": "09:00", "zone-1": "Asia/Shanghai"}
    refused = await http.post(NEW, data=typed | {"name": "days", "start": ""} | changed)

    assert refused.status_code == 422
    assert f'id="e-{field}"' in refused.text or field in refused.text.split("<form")[-2]
    assert 'role="alert"' in refused.text
    assert "<b>" not in refused.text
    assert list(world.oncall.kept) == [SCHEDULE]


async def test_a_calendar_file_is_read_in_once_it_was_seen(client, world):
    """ALR-10, CON-2: whoever may not change schedules gets the file, and no way to read one in."""
    mei, admin = await client(MEI, by_session=True), await client(ADMIN, by_session=True)
    page = (await mei.get(ONE)).text
    assert f"/api/v1/oncall/schedules/{SCHEDULE}/calendar.ics" in page
    assert f"{ONE}/calendar" not in page
    form = (await admin.get(f"{ONE}/calendar")).text
    csrf = re.search(r'name="csrf" value="([^"]+)"', form)[1]
    start = world.clock.now() + timedelta(days=1)
    text = "\n".join(
        (
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:x",
            *("BEGIN:VEVENT", "UID:1", "SUMMARY:u_mei", f"DTSTART:{start:%Y%m%dT%H%M%SZ}"),
            *("DURATION:PT2H", "END:VEVENT"),
            *("BEGIN:VEVENT", "UID:2", "SUMMARY:<b>Zo", f"DTSTART:{start:%Y%m%dT%H%M%SZ}"),
            *("DURATION:PT2H", "END:VEVENT", "END:VCALENDAR"),
        )
    )
    before = len(world.oncall.kept[SCHEDULE].overrides)
    typed = {"csrf": csrf, "calendar": text}
    look = (await admin.post(f"{ONE}/calendar", data=typed)).text
    assert "u_mei" in look
    assert "&lt;b&gt;Zo" in look
    assert len(world.oncall.kept[SCHEDULE].overrides) == before
    done = await admin.post(f"{ONE}/calendar", data=typed | {"sure": "yes"})
    assert done.status_code == 303
    assert world.oncall.kept[SCHEDULE].overrides[-1].people == ("u_mei",)
    wrong = await admin.post(f"{ONE}/calendar", data=typed | {"calendar": "x"})
    assert wrong.status_code == 422
    assert "BEGIN:VCALENDAR" in html.unescape(wrong.text)


async def test_a_calendar_address_is_made_shown_once_and_revoked(client, world):
    """ALR-10, CON-2: whoever may read schedules has addresses of their own."""
    mei, admin = await client(MEI, by_session=True), await client(ADMIN, by_session=True)
    form = (await mei.get(f"{ONE}/subscribe")).text
    csrf = re.search(r'name="csrf" value="([^"]+)"', form)[1]
    made = await mei.post(f"{ONE}/subscribe", data={"csrf": csrf, "shifts": "own"})
    url = re.search(r'value="([^"]+/c/[^"]+[.]ics)"', made.text)[1]
    assert (await mei.get("/c/" + url.rpartition("/c/")[2])).status_code == 200
    page = (await mei.get(ONE)).text
    [kept] = [each for each in world.oncall_feeds.kept.values() if each.only_own]
    revoke = f"{ROOT}/oncall/feeds/{kept.id}/revoke"
    assert revoke in page
    assert url not in page
    assert kept.only_own
    assert revoke not in (await admin.get(ONE)).text
    assert (await admin.get(revoke)).status_code == 404

    question = (await mei.get(revoke)).text
    assert "Your own shifts" in html.unescape(question)
    done = await mei.post(revoke, data={"csrf": csrf, "sure": "yes"})
    assert done.status_code == 303
    assert (await mei.get("/c/" + url.rpartition("/c/")[2])).status_code == 404
    assert revoke not in (await mei.get(ONE)).text


async def test_a_schedule_is_made_of_a_file_once_it_was_seen(client, world):
    """ALR-10, CON-2: with what breaks a rule at its field."""
    mei, admin = await client(MEI, by_session=True), await client(ADMIN, by_session=True)
    page = f"{ROOT}/oncall/new-from-file"
    assert page not in (await mei.get(f"{ROOT}/oncall")).text
    assert page in (await admin.get(f"{ROOT}/oncall")).text
    csrf = re.search(r'name="csrf" value="([^"]+)"', (await admin.get(page)).text)[1]
    layer = {"name": "all", "people": ["u_mei", "u_bob"], "start": "2026-11-16", "at": "09:00"}
    config = {"layers": [layer | {"zone": "Asia/Shanghai"}]}
    await world.services.oncall.create(by=ADMIN, name="plain", config=config)
    text = (await mei.get("/api/v1/oncall/schedules/plain/calendar.ics")).text
    typed = {"csrf": csrf, "name": "copied", "zone": "Asia/Shanghai", "calendar": text}
    look = (await admin.post(page, data=typed)).text
    assert "copied" in look
    assert "copied" not in world.oncall.kept
    done = await admin.post(page, data=typed | {"sure": "yes"})
    assert done.status_code == 303
    assert world.oncall.kept["copied"].owner == "u_admin"
    wrong = await admin.post(page, data=typed | {"name": "Not This"})
    assert wrong.status_code == 422
