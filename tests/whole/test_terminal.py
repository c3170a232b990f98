"""Commands in another terminal, which know the data folder and nothing else."""

import asyncio
import json

from tests.whole.callers import eventually
from tests.whole.machine import WHOLE

pytestmark = WHOLE


async def test_status_shows_every_part_with_its_address_health_and_version(machine):
    """OPS-3, OPS-5."""
    parts = await eventually(machine.is_up)

    assert {"database", "temporal", "sandbox", "worker", "api", "mcp"} <= parts.keys()
    assert all(part["version"] for part in parts.values() if part["address"])
    assert parts["temporal"]["address"] == machine.url("UP_UI")
    assert parts["api"]["address"] == machine.url("API")
    assert parts["mcp"]["address"] == f"{machine.url('MCP')}/mcp"


async def test_the_doctor_finds_nothing_wrong(machine):
    """OPS-3."""

    async def finds_nothing():
        checks = json.loads((await machine.run("doctor", "--json")).said)["checks"]
        return checks if {check["verdict"] for check in checks} == {"ok"} else None

    checks = await eventually(finds_nothing)
    assert {"temporal", "database", "encryption", "search attributes"} <= {
        check["name"] for check in checks
    }


async def test_live_histories_agree_with_todays_code_and_can_be_recorded(machine, tmp_path):
    """REL-3, OPS-3: encrypted ones too."""
    kept = tmp_path / "leo.json"
    live, recorded = await asyncio.gather(
        machine.zhiban("replay", "--live", "--limit", "2000", "--json"),
        machine.zhiban("record", "briefing/u_leo", "--out", str(kept)),
    )
    again = json.loads(await machine.zhiban("replay", str(kept), "--json"))

    told = json.loads(live)
    assert told["broken"] == 0
    histories = {each["history"] for each in told["histories"]}
    assert {"briefing/u_mei", "briefing/u_leo"} <= histories
    assert any(name.startswith("delivery/") for name in histories)
    assert recorded.strip() == str(kept)
    assert (again["replayed"], again["broken"]) == (1, 0)


async def test_a_person_is_shown_the_same_as_over_http(machine, admin):
    """OPS-3, BRF-8."""
    told = json.loads(await machine.zhiban("briefing", "today", "--person", "u_leo", "--json"))
    today = await admin.today("u_leo")

    assert {name: told[name] for name in ("phase", "briefing_id", "day")} == {
        name: today[name] for name in ("phase", "briefing_id", "day")
    }
