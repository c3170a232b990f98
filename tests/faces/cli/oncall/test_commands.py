"""On-call schedules at the terminal (ALR-10)."""

import json

LAYERS = {
    "layers": [
        {
            "name": "all",
            "people": ["u_mei", "u_bob"],
            "start": "2026-11-16",
            "at": "09:00",
            "zone": "Asia/Shanghai",
            "unit": "day",
        }
    ]
}


def test_schedules_are_made_shown_and_overridden(zhiban):
    """ALR-10."""
    assert "no on-call schedule" in zhiban("oncall", "list").err
    made = zhiban("oncall", "create", "nights", "--config", json.dumps(LAYERS))
    assert made.code == 0, made.err
    assert made.out.startswith("On-call schedule nights, version 1, counts from ")
    assert zhiban("oncall", "list").out.startswith("nights: u_mei on call, until ")
    shown = zhiban("oncall", "show", "nights")
    assert "u_mei, u_bob" in shown.out

    kept = zhiban(
        *("oncall", "override", "nights", "replace", "u_bob", "--instead-of", "u_mei"),
        *("--end", "1h", "--json"),
    )
    assert kept.code == 0, kept.err
    who = zhiban("oncall", "who", "nights", "--json").data
    assert [each["person_id"] for each in who["people"]] == ["u_bob"]
    assert kept.data["id"] in zhiban("oncall", "show", "nights").out
    assert zhiban("oncall", "end-override", "nights", kept.data["id"]).code == 0
    assert zhiban("oncall", "who", "nights").out.startswith("nights: u_mei on call")
    listed = zhiban("oncall", "shifts", "nights", "--end", "2d", "--json").data
    assert [each["people"][0]["person_id"] for each in listed] == ["u_mei", "u_bob", "u_mei"]

    second = {"layers": [LAYERS["layers"][0] | {"people": ["u_bob", "u_mei"]}]}
    changed = zhiban("oncall", "change", "nights", "-c", json.dumps(second), "--start", "+0")
    assert changed.code == 2  # no such time
    changed = zhiban(
        "oncall", "change", "nights", "-c", json.dumps(second), "--start", "2026-11-22", "--json"
    )
    assert changed.data["version"] == 2
    assert zhiban("oncall", "who", "nights").out.startswith("nights: u_mei on call")


def test_a_swap_is_asked_for_and_answered(zhiban):
    """ALR-10: by the two whom it is about."""
    zhiban("oncall", "create", "nights", "--config", json.dumps(LAYERS))
    assert "No swap" in zhiban("oncall", "swaps", "nights").err
    refused = zhiban("oncall", "swap", "nights", "u_bob", "--end", "1h", "--as", "u_mei")
    assert refused.code == 3  # a viewer

    asked = zhiban("oncall", "swap", "nights", "u_mei", "--take", "--end", "1h", "--json")
    assert asked.code == 0, asked.err
    assert (asked.data["giver"], asked.data["asked_of"]) == ("u_mei", "u_mei")
    assert zhiban("oncall", "answer", asked.data["id"], "accept").code == 3
    assert asked.data["id"] in zhiban("oncall", "swaps", "nights").out
    gone = zhiban("oncall", "answer", asked.data["id"], "withdraw")
    assert "withdrew" in gone.out


def test_a_schedule_is_written_as_a_calendar_file_and_read_from_one(zhiban, tmp_path):
    """ALR-10: shown first, made so with --apply."""
    zhiban("oncall", "create", "nights", "--config", json.dumps(LAYERS))
    file = tmp_path / "nights.ics"
    assert zhiban("oncall", "export", "nights", "--out", str(file)).code == 0
    text = file.read_bytes().decode()
    assert zhiban("oncall", "export", "nights").out.count("BEGIN:VEVENT") == text.count("BEGIN:VE")
    only = text.replace("X-ZHIBAN-PERSON:u_bob", "X-ZHIBAN-PERSON:u_mei")
    file.write_text(only, encoding="utf-8", newline="")

    would = zhiban("oncall", "import", "nights", str(file))
    assert would.code == 0, would.err
    assert "would be made" in would.out
    assert "--apply" in would.err
    assert zhiban("oncall", "show", "nights", "--json").data["overrides"] == []
    made = zhiban("oncall", "import", "nights", str(file), "--apply", "--json")
    assert made.data["kept"]
    assert zhiban("oncall", "show", "nights", "--json").data["overrides"]
    assert zhiban("oncall", "import", "nights", str(tmp_path)).code == 2


def test_a_calendar_address_is_made_listed_and_revoked(zhiban):
    """ALR-10: its secret is shown once."""
    zhiban("oncall", "create", "nights", "--config", json.dumps(LAYERS))
    assert "no calendar address" in zhiban("oncall", "subscriptions").err
    made = zhiban("oncall", "subscribe", "nights", "--own")
    assert made.code == 0, made.err
    assert made.out.strip().endswith(".ics")
    assert "shown this once" in made.err
    [kept] = zhiban("oncall", "subscriptions", "--json").data
    assert (kept["schedule"], kept["only_own"], kept["revoked_at"]) == ("nights", True, None)
    listed = zhiban("oncall", "subscriptions").out
    assert kept["id"] in listed
    assert made.out.strip() not in listed
    gone = zhiban("oncall", "unsubscribe", kept["id"])
    assert "revoked" in gone.out
    assert zhiban("oncall", "subscribe", "days").code == 3
    assert zhiban("oncall", "unsubscribe", "f_1").code == 3


def test_a_new_schedule_is_made_of_a_file(zhiban, tmp_path):
    """ALR-10: shown first; its rotation goes on."""
    zhiban("oncall", "create", "nights", "--config", json.dumps(LAYERS))
    file = tmp_path / "nights.ics"
    zhiban("oncall", "export", "nights", "--out", str(file))
    asked = ("oncall", "import", "days", str(file), "--new", "--zone", "Asia/Shanghai")
    would = zhiban(*asked)
    assert would.code == 0, would.err
    assert "would be a rotation that goes on" in would.out
    assert "--apply" in would.err
    assert zhiban("oncall", "show", "days").code == 3
    assert zhiban(*asked, "--apply", "--json").data["goes_on"]
    made = zhiban("oncall", "show", "days", "--json").data
    assert sorted(made["layers"][0]["people"]) == ["u_bob", "u_mei"]
    assert made["overrides"] == []
    assert zhiban("oncall", "import", "nights", str(file), "--zone", "UTC").code == 2
