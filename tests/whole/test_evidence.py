"""What a briefing of a running system claims can be looked up over HTTP, whoever wrote it."""

from datetime import UTC, datetime, timedelta

import pytest

from sandbox.llm.words import INVENTED
from tests.fakes.logs import LOGHUB
from tests.whole.callers import OPEN, order
from tests.whole.machine import WHOLE

pytestmark = WHOLE


async def unresolved(admin, briefing):
    """Look up what a briefing's claims cite; return what is not found."""
    claims = (await admin.get(f"/api/v1/briefings/{briefing}"))["summary"]["claims"]
    assert claims
    assert all(claim["evidence"] for claim in claims)
    cited = {name for claim in claims for name in claim["evidence"]}
    missing = []
    for name in sorted(cited):
        answer = await admin.http.get(f"/api/v1/briefings/{briefing}/evidence", params={"id": name})
        found = answer.json()
        is_line = name.startswith("line:")
        if answer.status_code != 200 or (is_line and found["line"] is None):
            missing.append((name, found))
    return missing


@pytest.mark.parametrize("person", ["u_mei", "u_leo"])
async def test_every_claim_of_the_first_morning_can_be_looked_up(admin, person):
    """BRF-4, BRF-5."""
    today = await admin.today(person)

    assert await unresolved(admin, today["briefing_id"]) == []


@pytest.fixture(scope="module")
async def real_logs(town):
    """A real file as yesterday's logs, where there is one."""
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    for path in LOGHUB[:1]:
        file = {"topic": path.stem, "path": str(path), "day": yesterday.isoformat(), "zone": "UTC"}
        await order(town.machine, "cloud", "files", file)


@pytest.mark.usefixtures("real_logs")
@pytest.mark.parametrize(
    ("behaviour", "writer"), [("absent", "rules"), ("hostile", "model"), ("wrong_json", "rules")]
)
async def test_whatever_the_model_does_only_what_can_be_looked_up_is_told(
    town, admin, behaviour, writer
):
    """BRF-5, SEC-4, CLD-1: also of a real file as yesterday's logs."""
    person = await admin.move_in("Vera")
    await order(
        town.machine, "model", "behaviour", {"behaviour": behaviour, "retry_after_seconds": 0}
    )
    try:
        await admin.configure(person, **OPEN)
        today = await admin.prepared(person)
    finally:
        await order(town.machine, "model", "reset", {})
    briefing = await admin.get(f"/api/v1/briefings/{today['briefing_id']}")

    assert await unresolved(admin, briefing["id"]) == []
    assert briefing["writer"] == writer
    said = briefing["text"] + briefing["markdown"] + briefing["html"]
    assert not any(fact.text in said for fact in INVENTED)
    assert not any(words in said for words in ("done as told", "按指示"))
