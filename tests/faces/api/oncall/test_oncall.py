"""On-call schedules over HTTP (ALR-10)."""

from datetime import date, timedelta

import icalendar

from domain.people.access import Scope
from tests.fakes.face_services import APPROVER, OPERATOR

SCHEDULES = "/api/v1/oncall/schedules"
LAYERS = {
    "layers": [
        {
            "name": "all",
            "people": ["u_operator", "u_approver"],
            "start": "2026-11-16",
            "at": "09:00",
            "zone": "Asia/Shanghai",
            "unit": "day",
        }
    ]
}
SOON = "2026-11-20T23:30:00Z"
"""The world's clock says 22:30Z of that day; u_operator has the shift until 01:00Z."""


async def test_a_schedule_is_made_read_overridden_and_swapped(client, admin, mei):
    """ALR-10: one service, everybody reads, admins override, two people swap."""
    made = await admin.post(SCHEDULES, json={"name": "nights", "config": LAYERS})
    assert made.status_code == 201
    listed = (await mei.get(SCHEDULES)).json()
    assert listed == [(await mei.get(f"{SCHEDULES}/nights")).json()]
    assert [each["person_id"] for each in listed[0]["now"]["people"]] == ["u_operator"]
    assert listed[0]["next"]["after"] == ["u_approver"]
    assert listed[0]["said"].startswith("nights: u_operator on call, until ")

    body = {"kind": "add", "people": ["u_mei"], "end": SOON}
    kept = await admin.post(f"{SCHEDULES}/nights/overrides", json=body)
    assert kept.status_code == 201
    who = (await mei.get(f"{SCHEDULES}/nights/who")).json()
    assert [each["person_id"] for each in who["people"]] == ["u_operator", "u_mei"]
    shown = await mei.get(
        f"{SCHEDULES}/nights/shifts",
        params={"start": "2026-11-20T22:30:00Z", "end": "2026-11-22T00:00:00Z"},
    )
    assert [[one["person_id"] for one in each["people"]] for each in shown.json()] == [
        ["u_operator", "u_mei"],
        ["u_operator"],
        ["u_approver"],
    ]
    ended = await admin.delete(f"{SCHEDULES}/nights/overrides/{kept.json()['id']}")
    assert ended.json()["ended_at"]

    one, other = await client(OPERATOR, Scope.OPERATE), await client(APPROVER, Scope.APPROVE)
    swap = {"giver": "u_operator", "taker": "u_approver", "end": SOON}
    asked = (await one.post(f"{SCHEDULES}/nights/swaps", json=swap)).json()
    assert (asked["state"], asked["asked_of"]) == ("asked", "u_approver")
    address = f"/api/v1/oncall/swaps/{asked['id']}/answer"
    assert (await one.post(address, json={"answer": "accept"})).status_code == 403
    assert (await other.post(address, json={"answer": "accept"})).json()["state"] == "accepted"
    who = (await mei.get(f"{SCHEDULES}/nights/who")).json()
    assert [each["person_id"] for each in who["people"]] == ["u_approver"]
    assert [each["state"] for each in (await mei.get(f"{SCHEDULES}/nights/swaps")).json()] == [
        "accepted"
    ]


async def test_what_breaks_a_rule_names_its_field(admin, mei):
    """ALR-10."""
    await admin.post(SCHEDULES, json={"name": "nights", "config": LAYERS})
    no_zone = {"layers": [LAYERS["layers"][0] | {"zone": "Mars/Base"}]}
    answers = [
        await admin.post(SCHEDULES, json={"name": "days", "config": no_zone}),
        await admin.put(f"{SCHEDULES}/nights", json={"config": {"layers": []}}),
        await admin.post(SCHEDULES, json={"name": "nights", "config": LAYERS}),
        await mei.get(f"{SCHEDULES}/none"),
        await mei.post(SCHEDULES, json={"name": "days", "config": LAYERS}),
    ]
    assert [each.status_code for each in answers] == [422, 422, 409, 404, 403]
    assert "zone" in answers[0].text


def rota(title):
    return (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nBEGIN:VEVENT\r\nUID:1\r\n"
        f"SUMMARY:{title}\r\nDTSTART:20261121T100000Z\r\nDTEND:20261121T120000Z\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )


async def test_a_schedule_is_a_calendar_file_and_reads_one_in(admin, mei, world):
    """ALR-10: first what it would do; our own file changes nothing, twice neither."""
    await admin.post(SCHEDULES, json={"name": "nights", "config": LAYERS})
    address = f"{SCHEDULES}/nights/calendar"
    ours = await mei.get(f"{address}.ics")
    assert ours.headers["content-type"].startswith("text/calendar")
    assert 'filename="nights.ics"' in ours.headers["content-disposition"]
    assert "X-ZHIBAN-PERSON:u_operator" in ours.text
    same = (await admin.post(address, json={"calendar": ours.text})).json()
    assert (same["overrides"], same["kept"]) == ([], False)
    assert same["same"] > 100

    would = (await admin.post(address, json={"calendar": rota("On call: u_mei")})).json()
    assert [each["people"] for each in would["overrides"]] == [["u_mei"]]
    assert world.oncall.kept["nights"].overrides == ()
    kept = await admin.post(address, json={"calendar": rota("u_mei"), "dry_run": False})
    assert kept.json()["kept"]
    [override] = world.oncall.kept["nights"].overrides
    assert (override.people, override.by) == (("u_mei",), "u_admin")
    again = await admin.post(address, json={"calendar": rota("u_mei"), "dry_run": False})
    nobody = (await admin.post(address, json={"calendar": rota("Zoë")})).json()
    assert again.status_code == 409
    assert nobody["unknown"][0]["title"] == "Zoë"
    refused = await admin.post(address, json={"calendar": "no calendar"})
    assert (refused.status_code, refused.json()["field"]) == (422, "calendar")


async def test_a_calendar_program_reads_an_address_until_it_is_revoked(admin, mei, nobody, capsys):
    """ALR-10: without signing in; GET and HEAD; what does not open looks alike, in no log."""
    await admin.post(SCHEDULES, json={"name": "nights", "config": LAYERS})
    made = await mei.post(f"{SCHEDULES}/nights/feeds", json={})
    assert made.status_code == 201
    path = "/c/" + made.json()["url"].rpartition("/c/")[2]
    assert path.endswith(".ics")
    capsys.readouterr()

    read = await nobody.get(path)
    assert read.headers["content-type"].startswith("text/calendar")
    assert read.headers["cache-control"] == "no-store"
    assert read.headers["referrer-policy"] == "no-referrer"
    found = list(icalendar.Calendar.from_ical(read.text).walk("VEVENT"))
    people = {str(each["X-ZHIBAN-PERSON"]) for each in found}
    assert people == {"u_operator", "u_approver"}
    assert len({each["UID"] for each in found}) == len(found)
    assert (await nobody.head(path)).status_code == 200
    logged = "".join(capsys.readouterr())
    assert path not in logged
    assert "/c/{token}.ics" in logged

    [listed] = (await mei.get("/api/v1/oncall/feeds")).json()
    assert listed["read_at"]
    assert path not in str(listed)
    gone = await mei.delete(f"/api/v1/oncall/feeds/{listed['id']}")
    assert gone.json()["revoked_at"]
    closed = await nobody.get(path)
    for hostile in ("/c/x.ics", "/c/%C3%A9.ics", f"/c/{'a' * 199}.ics"):
        other = await nobody.get(hostile)
        assert (other.status_code, other.text) == (404, closed.text)
    assert (await nobody.post(path)).status_code == 405
    assert (await mei.post(f"{SCHEDULES}/days/feeds", json={})).status_code == 404
    wrong = await mei.post(f"{SCHEDULES}/nights/feeds", json={"only_own": "yes"})
    assert wrong.status_code == 422


def weekly(*titles):
    """Return a file as other programs write rotations: one series for each person."""
    ends = [date(2026, 11, 23) + timedelta(weeks=number) for number in range(len(titles))]
    series = (
        "\r\n".join(
            (
                *("BEGIN:VEVENT", f"UID:{number}", f"SUMMARY:{title}"),
                f"DTSTART;TZID=Asia/Shanghai:202611{16 + 7 * number:02}T090000",
                f"DTEND;TZID=Asia/Shanghai:{ends[number]:%Y%m%d}T090000",
                *(f"RRULE:FREQ=WEEKLY;INTERVAL={len(titles)}", "END:VEVENT", ""),
            )
        )
        for number, title in enumerate(titles)
    )
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n"
    return f"{head}{''.join(series)}END:VCALENDAR\r\n"


async def test_a_file_becomes_a_new_schedule_once_it_was_seen(admin, mei, world):
    """ALR-10: series that others' programs write are one rotation, which goes on."""
    address = "/api/v1/oncall/calendars"
    body = {"name": "nights", "zone": "Asia/Shanghai"}
    body["calendar"] = weekly("On call: u_operator", "u_approver")
    would = (await admin.post(address, json=body)).json()
    assert (would["kept"], would["goes_on"], would["overrides"]) == (False, True, [])
    assert "nights" not in world.oncall.kept
    assert "would be a rotation that goes on" in would["said"]

    made = await admin.post(address, json=body | {"dry_run": False})
    assert made.json()["kept"], made.text
    [layer] = (await mei.get(f"{SCHEDULES}/nights")).json()["layers"]
    assert layer["people"] == ["u_operator", "u_approver"]
    assert (layer["unit"], layer["at"], layer["zone"]) == ("week", "09:00", "Asia/Shanghai")
    again = await admin.post(address, json=body | {"dry_run": False})
    assert again.status_code == 409
    days = body | {"name": "days", "calendar": rota("u_mei"), "dry_run": False}
    once = (await admin.post(address, json=days)).json()
    assert not once["goes_on"]
    assert len(world.oncall.kept["days"].overrides) == len(once["overrides"]) == 1
    for wrong in ({"name": "No"}, {"zone": "Mars/Base"}, {"calendar": "x"}):
        refused = await admin.post(address, json=body | {"name": "other"} | wrong)
        assert refused.status_code == 422, wrong
    assert (await mei.post(address, json=body)).status_code == 403
