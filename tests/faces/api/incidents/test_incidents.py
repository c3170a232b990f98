"""Incidents, questions, repairs, controls, policies, the audit and clusters over HTTP."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from api.app import build_api
from api.incidents.alert_hooks import AlertHooks, HookKey
from application.approvals.answers import digest_of_token
from application.incidents.alerts import AlertIntake
from domain.alerts.alerts import AlertSource
from domain.briefings.briefings import BriefingSettings
from domain.common.messages import Called, message
from domain.common.readers import Language
from domain.events.events import EventType
from domain.incidents.approvals.approvals import ApprovalState
from domain.incidents.audit.chain import Verified
from domain.incidents.audit.files import verify_file
from domain.incidents.controls import KillSwitch
from domain.incidents.incidents import CallReason, IncidentState
from domain.people.access import Scope
from tests.fakes.alert_messages import FORMS
from tests.fakes.alerts import InMemoryAlerts
from tests.fakes.api_services import APPROVAL, INCIDENT, SILENCE
from tests.fakes.face_incidents import (
    A_PATCH,
    AT,
    CHECKOUT,
    NASTY,
    an_alert,
    an_approval,
    an_event,
    an_incident,
)
from tests.fakes.face_services import APPROVER, BO, MEI, OPERATOR
from tests.fakes.words import foreign

INCIDENTS = "/api/v1/incidents"
ONE = f"{INCIDENTS}/{INCIDENT.id}"
APPROVALS = "/api/v1/approvals"
TOKEN = "a-secret-of-many-bits"
TARGET = {
    "cluster": "cls-1",
    "namespace": "payments",
    "name": "checkout",
    "reason": "errors since 14:05",
}


@pytest.fixture
async def operator(client):
    return await client(OPERATOR, Scope.OPERATE)


async def test_two_incidents_are_merged_into_one_line_and_split_again(operator, world):
    """ALR-12: with who did it as the reason."""
    other = an_incident(9)
    world.incidents.kept[other.id] = other
    merged = await operator.post(f"{ONE}/merge", json={"into": other.id, "reason": "same database"})
    listed = (await operator.get(INCIDENTS)).json()["incidents"]
    shown = (await operator.get(ONE)).json()
    split = await operator.post(f"{ONE}/split", json={"reason": "another cause"})
    again = await operator.post(f"{ONE}/split", json={"reason": "another cause"})

    assert merged.status_code == 200
    assert merged.json()["group"]["rule"] == "person"
    assert len(listed) == len(listed[0]["members"]) == 1
    assert [each["incident"] for each in shown["members"]] == [other.id]
    assert (split.json()["group"], split.json()["members"]) == (None, [])
    assert again.status_code == 409


async def test_a_note_is_written_once_and_stands_beside_the_incident(operator, world):
    """RBK-19."""
    said = {"text": "the bank is down", "key": "k1"}
    written = await operator.post(f"{ONE}/notes", json=said)
    again = await operator.post(f"{ONE}/notes", json=said)
    other = await operator.post(f"{ONE}/notes", json=said | {"text": "something else"})
    listed = (await operator.get(f"{ONE}/notes")).json()
    shown = (await operator.get(ONE)).json()

    assert (written.status_code, other.status_code) == (201, 409)
    assert listed == shown["notes"] == [written.json()] == [again.json()]
    assert written.json()["program"] is True


async def test_raw_alerts_are_paged(operator, world):
    """RBK-19: by the id of the last one."""
    for number in range(3):
        alert = replace(an_alert(number), received_at=INCIDENT.opened_at)
        await world.alerts.keep(alert, fingerprint=INCIDENT.fingerprint)
    first = (await operator.get(f"{ONE}/alerts", params={"limit": 2})).json()
    rest = await operator.get(f"{ONE}/alerts", params={"before": first["next_before"]})

    assert [each["id"] for each in first["alerts"]] == ["alert-2", "alert-1"]
    assert [each["id"] for each in rest.json()["alerts"]] == ["alert-0"]
    assert first["confirmed"] == "confirmed"


async def test_a_postmortem_is_markdown_in_the_askers_language_or_another(operator):
    """RBK-19."""
    own = await operator.get(f"{ONE}/postmortem")
    chinese = await operator.get(f"{ONE}/postmortem", params={"language": "zh-CN"})

    assert own.headers["content-type"] == "text/markdown; charset=utf-8"
    assert own.text.startswith("# ")
    assert "## 改进项" in chinese.text


async def test_a_discussion_is_opened_once_and_shown(operator):
    """BUS-5."""
    opened = await operator.post(f"{ONE}/discussion")
    again = await operator.post(f"{ONE}/discussion")

    assert opened.status_code == 200
    assert opened.json() == again.json()
    assert (await operator.get(ONE)).json()["discussion"] == opened.json()["discussion_id"]


@pytest.fixture
async def approver(client):
    return await client(APPROVER, Scope.APPROVE)


@pytest.fixture
def world(world):
    world.controls.switch = KillSwitch(engaged=False, by="u_admin", reason="tried", at=AT)
    return world


async def a_link(world, **changes):
    """Keep a question with a link of the approver."""
    world.questions.kept[APPROVAL.id] = replace(APPROVAL, **changes)
    await world.questions.add_link(
        digest_of_token(TOKEN), APPROVAL.id, "u_approver", until=AT + timedelta(hours=1)
    )
    return f"/a/{TOKEN}"


async def test_incidents_come_in_pages_and_narrowed(mei, world):
    """EVT-3."""
    for number in (2, 3):
        world.incidents.kept[an_incident(number).id] = an_incident(number)
    first = (await mei.get(INCIDENTS, params={"limit": 2})).json()
    rest = (await mei.get(INCIDENTS, params={"before": first["next_before"]})).json()
    none = (await mei.get(INCIDENTS, params={"namespace": "web"})).json()

    found = [each["id"] for each in first["incidents"] + rest["incidents"]]
    assert found == [an_incident(number).id for number in (3, 2, 1)]
    assert none == {"incidents": [], "next_before": ""}


async def test_an_incident_is_read_with_its_ladder(mei):
    """RBK-15."""
    found = (await mei.get(ONE)).json()

    [attempt] = found["attempts"]
    assert (attempt["action"], attempt["verdict"], attempt["restored"]) == (
        "restart",
        "unhealthy",
        True,
    )
    assert attempt["performed"][0]["patch"] == A_PATCH
    assert found["score"]["total"] == 74
    assert found["score"]["inputs"][1]["value"] is None
    assert found["skipped"][0]["reason"] == "autoscaler_owns_count"
    assert found["owner"]["name"] == "checkout-1"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            Language.ENGLISH,
            "A person is needed: a safety check blocked the repair, or the cluster rejected it.",
        ),
        (Language.CHINESE, "需要人处理：自动修复被安全检查拦下，或被集群拒绝。"),
    ],
)
async def test_what_an_incident_does_is_said_in_the_askers_words(mei, world, language, words):
    """RBK-15: never by the name of a reason, and on their own wall clock."""
    settings = BriefingSettings(language=language, zone="Asia/Tokyo")
    world.briefings.kept_settings[MEI.person_id] = settings
    world.incidents.kept[INCIDENT.id] = replace(
        INCIDENT,
        state=IncidentState.HANDED_OVER,
        called=CallReason.BLOCKED,
        doing=message("incident.person_needed", reason=CallReason.BLOCKED, detail=None),
        until=AT,
    )
    found = (await mei.get(ONE)).json()
    [listed] = (await mei.get(INCIDENTS)).json()["incidents"]
    why = (await mei.get(f"{ONE}/explanation")).json()

    assert found["doing"] == listed["doing"] == words
    assert "2026-11-21 07:00" in why["answers"]["until"]


@pytest.mark.usefixtures("in_chinese")
async def test_why_and_the_story_are_told(mei, world):
    """RBK-15."""
    for number in (1, 2):
        type_ = EventType.INCIDENT_ATTEMPTED
        await world.events.append(an_event(INCIDENT, type_, number, f"Part {number}", at=AT))
    english = (await mei.get(f"{ONE}/explanation", params={"language": "en-US"})).json()
    own = (await mei.get(f"{ONE}/explanation")).json()
    story = (await mei.get(f"{ONE}/timeline")).json()

    assert "74" in english["answers"]["score"]
    assert own["answers"] != english["answers"]
    assert [each["data"]["title"] for each in story] == ["Part 1", "Part 2"]


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("abort", "abort"),
        ("pause", "pause"),
        ("resume", "resume"),
        ("skip-rung", "skip_rung"),
        ("acknowledge", "acknowledge"),
        ("examine", "examine"),
        ("close", "close"),
    ],
)
async def test_an_incident_is_steered(operator, world, path, what):
    """RBK-10."""
    answer = await operator.post(f"{ONE}/{path}", json={"reason": "seen"})

    assert answer.json()["revision"] == INCIDENT.revision + 1
    assert world.incident_lives.calls == [
        ("steer", INCIDENT.workflow_id, what, "u_operator", "seen")
    ]


async def test_a_question_is_answered_by_the_plan_that_was_seen(approver, operator, world):
    """RBK-8."""
    [question] = (await approver.get(APPROVALS)).json()["approvals"]
    address = f"{APPROVALS}/{question['id']}"
    other = await approver.post(f"{address}/approve", json={"plan": "0" * 64})
    theirs = await operator.post(f"{address}/approve", json={"plan": question["plan"]})
    done = await approver.post(f"{address}/approve", json={"plan": question["plan"]})
    again = await approver.post(f"{address}/approve", json={"plan": question["plan"]})
    late = await approver.post(f"{address}/deny", json={"reason": "x"})

    assert question["preview"] == A_PATCH
    assert [each.status_code for each in (other, theirs, done, again, late)] == [
        409,
        403,
        200,
        200,
        409,
    ]
    assert done.json()["answered_by"] == "u_approver"
    assert (await approver.get(address)).json()["state"] == "approved"
    assert (await approver.get(APPROVALS)).json()["approvals"] == []


async def test_who_approves_is_never_taken_from_the_body(approver):
    """RBK-8, SEC-3."""
    body = {"plan": APPROVAL.digest, "answered_by": "u_admin"}
    answer = await approver.post(f"{APPROVALS}/{APPROVAL.id}/approve", json=body)

    assert answer.status_code == 422
    assert "answered_by is not known here" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("path", "more"), [("rollback", {"revision": 41}), ("restart", {}), ("scale", {"replicas": 5})]
)
async def test_a_repair_is_a_dry_run_until_it_is_meant(operator, world, path, more):
    """RBK-7, RBK-12."""
    address, body = f"/api/v1/repairs/{path}", TARGET | more
    shown = (await operator.post(address, json=body)).json()
    nothing = list(world.incident_lives.calls)
    meant = body | {"dry_run": False}
    wrong = await operator.post(address, json=meant | {"confirm": "0" * 16})
    done = (await operator.post(address, json=meant | {"confirm": shown["confirm"]})).json()

    assert (shown["dry_run"], shown["preview"], shown["outcome"]) == (True, A_PATCH, "at_once")
    assert nothing == []
    assert wrong.status_code == 409
    assert done["incident_id"].startswith("i_")
    assert len(world.incident_lives.calls) == 1


async def test_opening_a_link_shows_the_question_and_changes_nothing(nobody, world):
    """RBK-8: a preview by a chat program cannot approve."""
    address = await a_link(world)
    for _ in range(3):
        shown = await nobody.get(address)
        peeked = await nobody.head(address)

    assert (shown.status_code, peeked.status_code) == (200, 200)
    for words in (str(CHECKOUT), "rs-41", "Revision 42 crashes", APPROVAL.incident_id):
        assert words in shown.text or words == "rs-41"
    assert "checkout:1.4.1" in shown.text
    assert "2026-11-21 07:00" in shown.text
    assert shown.headers["cache-control"] == "no-store"
    assert "noindex" in shown.headers["x-robots-tag"]
    assert shown.headers["referrer-policy"] == "no-referrer"
    assert "script-src 'self'" in shown.headers["content-security-policy"]
    assert world.questions.kept[APPROVAL.id].state is ApprovalState.PENDING
    assert world.incident_lives.calls == []


@pytest.mark.parametrize(("what", "state"), [("approve", "approved"), ("deny", "denied")])
async def test_a_link_answers_once_for_the_person_it_was_sent_to(nobody, world, what, state):
    """RBK-8."""
    address = await a_link(world)
    page = (await nobody.get(address)).text
    [form] = re.findall(rf'formaction="([^"]+/{what})"', page)
    answered = await nobody.post(form)
    again = await nobody.post(form)
    reopened = await nobody.get(address)

    kept = world.questions.kept[APPROVAL.id]
    assert answered.status_code == 200
    assert (kept.state, kept.answered_by) == (state, "u_approver")
    assert "formaction" not in answered.text
    assert f"{state.capitalize()} by Ap" in answered.text
    assert "recorded" not in answered.text
    assert (again.status_code, reopened.status_code) == (404, 200)
    assert "formaction" not in reopened.text
    assert len(world.incident_lives.calls) == 1


async def test_for_a_day_a_link_shows_what_became_of_its_question(nobody, world):
    """RBK-8, RBK-17: who was asked sees who answered, and what came of it, but answers no more."""
    address = await a_link(world)
    world.clock.move(hours=2)
    assert (await nobody.get(address)).status_code == 404  # nobody has settled it
    for changes, words in (
        ({"state": ApprovalState.TIMED_OUT}, "Expired: nobody answered"),
        ({"state": ApprovalState.DENIED, "answered_by": "u_admin", "reason": "not now"}, "not now"),
        ({"state": ApprovalState.APPROVED, "answered_by": "u_admin"}, "no write of it"),
    ):
        settled = {"answered_at": world.clock.now()} | changes
        world.questions.kept[APPROVAL.id] = replace(APPROVAL, **settled)
        shown = await nobody.get(address)
        assert (shown.status_code, "formaction" in shown.text) == (200, False)
        assert words in shown.text
        assert (await nobody.post(f"{address}/approve")).status_code == 404
    world.clock.move(hours=25)
    assert (await nobody.get(address)).status_code == 404
    assert world.incident_lives.calls == []


async def a_page_link(world):
    """Keep the link of a page that Bo was sent."""
    digest = digest_of_token(TOKEN)
    await world.questions.add_link(digest, an_incident().id, "u_bob", until=AT + timedelta(days=30))
    return f"/a/{TOKEN}"


async def test_fifty_visits_of_mail_scanners_acknowledge_nothing_and_one_press_does(nobody, world):
    """ALR-10: only the button of the page acts, for whoever was paged."""
    address = await a_page_link(world)
    for _ in range(25):
        page = await nobody.get(address)
        head = await nobody.head(address)
        assert (page.status_code, head.status_code) == (200, 200)
    assert world.incident_lives.calls == []
    assert "payments/checkout" in page.text
    assert "noindex" in page.headers["x-robots-tag"]

    [form] = re.findall(r'formaction="([^"]+/acknowledge)"', page.text)
    taken = await nobody.post(form)
    again = await nobody.post(form)
    reopened = await nobody.get(address)
    assert [each.status_code for each in (taken, again, reopened)] == [200, 200, 200]
    kept = world.incidents.kept[an_incident().id]
    assert kept.acknowledged_by == "u_bob"
    assert len(world.incident_lives.calls) == 1
    for shown in (taken, again, reopened):
        assert "formaction" not in shown.text
        assert "u_bob acknowledged it, 2026-11-21" in shown.text


async def test_the_link_of_a_page_neither_approves_nor_outlives_its_incident(nobody, world):
    """ALR-10, SEC-3: bound to one action, until a day after the end."""
    address = await a_page_link(world)
    other_site = {"Sec-Fetch-Site": "cross-site"}
    assert (await nobody.post(f"{address}/acknowledge", headers=other_site)).status_code == 403
    assert (await nobody.post(f"{address}/approve")).status_code == 404
    world.disable(BO)
    assert (await nobody.get(address)).status_code == 404
    world.people.kept["u_bob"] = replace(world.people.kept["u_bob"], disabled=False)
    over = replace(an_incident(), state=IncidentState.CLOSED, closed_at=world.clock.now())
    world.incidents.kept[over.id] = over
    open_ = await nobody.get(address)
    assert (open_.status_code, "formaction" in open_.text) == (200, False)
    world.clock.move(hours=25)
    assert (await nobody.get(address)).status_code == 404
    assert world.incident_lives.calls == []


async def test_links_that_do_not_open_all_look_alike(nobody, world):
    """RBK-8, SEC-3."""
    address = await a_link(world)
    unknown = await nobody.get("/a/another")
    world.clock.move(hours=3)
    expired = await nobody.get(address)
    posted = await nobody.post(f"{address}/approve")

    assert unknown.status_code == expired.status_code == posted.status_code == 404
    assert unknown.text == expired.text == posted.text
    assert unknown.headers["x-robots-tag"] == expired.headers["x-robots-tag"]
    assert world.incident_lives.calls == []


async def test_a_page_of_another_site_cannot_answer(nobody, world):
    """SEC-3."""
    address = await a_link(world)
    for site in ("cross-site", "same-site", "none"):
        answer = await nobody.post(f"{address}/approve", headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 403
    assert world.questions.kept[APPROVAL.id].state is ApprovalState.PENDING
    # Our own form, from a page that tells nobody where it is.
    own = {"Sec-Fetch-Site": "same-origin", "Origin": "null"}
    assert (await nobody.post(f"{address}/approve", headers=own)).status_code == 200


async def test_ones_own_request_can_only_be_denied_by_link(nobody, world):
    """RBK-8."""
    address = await a_link(world, requested_by="u_approver")
    page = (await nobody.get(address)).text
    approved = await nobody.post(f"{address}/approve")
    denied = await nobody.post(f"{address}/deny")

    assert "/approve" not in page
    assert (approved.status_code, denied.status_code) == (403, 200)


@pytest.mark.usefixtures("in_chinese")
async def test_the_page_speaks_the_persons_language_and_hides_nothing(nobody, world):
    """RBK-8, SEC-4."""
    address = await a_link(world, why=foreign(NASTY), preview=f"{NASTY}<script>alert(1)</script>")
    chinese = (await nobody.get(address)).text
    kept = world.people.kept["u_approver"]
    world.people.kept["u_approver"] = replace(kept, language=Language.ENGLISH)
    english = (await nobody.get(address)).text

    assert "批准" in chinese
    assert "Approve" in english
    assert "SANDBOX" in english
    for page in (chinese, english):
        assert "\u202e" not in page
        assert "\x1b" not in page
        assert "<script>alert" not in page


@pytest.mark.usefixtures("in_chinese")
async def test_the_page_says_what_is_done_and_until_when_to_the_person_who_reads_it(nobody, world):
    """RBK-8, RBK-15: in their language, on their wall clock; the patch stays exact."""
    preview = f"{CHECKOUT} undo\n{A_PATCH}"
    address = await a_link(
        world,
        why=message("plan.rollback", name=Called("checkout"), now=42, then=41),
        preview=preview,
    )
    kept = world.people.kept["u_approver"]
    chinese = (await nobody.get(address)).text
    world.people.kept["u_approver"] = replace(kept, language=Language.ENGLISH, zone="Europe/Berlin")
    english = (await nobody.get(address)).text

    assert "把 checkout 从版本 42 回滚到版本 41。" in chinese
    assert str(CHECKOUT) in chinese
    assert "(Asia/Shanghai)" in chinese
    assert "Roll checkout back from revision 42 to revision 41." in english
    assert str(CHECKOUT) in english
    assert "(Europe/Berlin)" in english
    for page in (chinese, english):
        assert "checkout:1.4.1" in page


@pytest.mark.usefixtures("in_chinese")
async def test_controls_are_set_listed_and_ended(operator, mei):
    """ALR-6."""
    control = {"name": "work", "scope": {"namespace": "pay*"}, "reason": "release"}
    end = {"end": "2026-11-21T08:00:00+08:00"}
    window = {"recurring": {"cron": "30 2 * * sat", "zone": "Asia/Shanghai", "minutes": 90}}
    silence = await operator.post("/api/v1/controls/silences", json=control | end)
    weekly = await operator.post("/api/v1/controls/maintenance-windows", json=control | window)
    freeze = await operator.post("/api/v1/controls/freezes", json=control)
    endless = await operator.post("/api/v1/controls/silences", json=control)
    listed = (await mei.get("/api/v1/controls")).json()
    ended = await operator.post(
        f"/api/v1/controls/{freeze.json()['id']}/end", json={"reason": "done"}
    )
    left = (await mei.get("/api/v1/controls", params={"kind": "freeze"})).json()

    assert [each.status_code for each in (silence, weekly, freeze, endless)] == [
        201,
        201,
        201,
        422,
    ]
    assert silence.json()["end"] == "2026-11-21T00:00:00Z"
    assert weekly.json()["recurs"] == "周六 02:30（Asia/Shanghai）"
    assert {each["id"] for each in listed} == {
        SILENCE.id,
        *(each.json()["id"] for each in (silence, weekly, freeze)),
    }
    assert ended.json()["ended_by"] == "u_operator"
    assert left == []


@pytest.mark.usefixtures("in_chinese")
async def test_the_kill_switch_is_engaged_by_operators_and_released_by_admins(
    operator, admin, world
):
    """RBK-6, SEC-3."""
    world.controls.switch = KillSwitch()
    fresh = (await operator.get("/api/v1/kill-switch")).json()
    why = {"reason": "because"}
    denied = await operator.post("/api/v1/kill-switch/release", json=why)
    released = await admin.post("/api/v1/kill-switch/release", json=why)
    engaged = await operator.post("/api/v1/kill-switch/engage", json=why)

    assert (fresh["engaged"], fresh["at"]) == (True, None)
    assert "写入从未被放开过" in fresh["said"]
    assert denied.status_code == 403
    assert released.json()["engaged"] is False
    assert engaged.json()["by"] == "u_operator"


@pytest.mark.usefixtures("in_chinese")
async def test_policies_are_shown_checked_and_described(mei):
    """RBK-7."""
    shown = (await mei.get("/api/v1/policies/current")).json()
    schema = (await mei.get("/api/v1/policies/schema")).json()
    good_one = 'name = "ours"\non_call = ["u_mei"]'
    good = await mei.post("/api/v1/policies/validate", json={"policy": good_one})
    bad = await mei.post("/api/v1/policies/validate", json={"policy": "nmae = 1\nmodes = 3"})
    tried = await mei.post("/api/v1/policies/back-test", json={"policy": good_one})
    huge = await mei.post("/api/v1/policies/validate", json={"policy": "#" * 300_000})

    assert shown["rules"]["default_mode"] == "observe"
    assert any("其余一切" in each for each in shown["said"])
    assert schema["$schema"].endswith("2020-12/schema")
    assert good.json()["valid"] is True
    assert (tried.status_code, tried.json()["policy"]) == (200, "ours")
    assert good.json()["policy"]["rules"]["on_call"] == ["u_mei"]
    assert len(bad.json()["mistakes"]) >= 2
    assert huge.status_code == 413


async def test_lists_are_narrowed_to_what_is_mine_and_what_nobody_has(operator, world):
    """CON-2: by severity, source, who has it, and when it opened."""
    mine = replace(an_incident(2), acknowledged_by="u_operator")
    world.incidents.kept[mine.id] = mine

    async def ids(**asked):
        found = (await operator.get("/api/v1/incidents", params=asked)).json()
        return {each["id"] for each in found["incidents"]}

    assert await ids(mine=True) == {mine.id}
    assert await ids(acknowledged=True) == {mine.id}
    assert mine.id not in await ids(acknowledged=False)
    assert mine.id in await ids(severity=mine.newest.severity, source=mine.newest.source)
    assert await ids(severity="info") == set()
    assert await ids(since="2030-01-01T00:00:00Z") == set()


async def test_incidents_are_searched_and_put_in_order(operator, world):
    """CON-2: by words that begin so; what holds no word is refused with what to do."""
    later = replace(
        an_incident(2), score=None, newest=replace(an_alert(2), name="DiskFull", text="磁盘已满")
    )
    world.incidents.kept[later.id] = later
    first = next(each for each in world.incidents.kept if each != later.id)

    async def ids(**asked):
        found = (await operator.get("/api/v1/incidents", params=asked)).json()
        return [each["id"] for each in found["incidents"]]

    assert await ids(search="disk") == [later.id]
    assert await ids(search="磁盘") == [later.id]
    assert await ids(search="disk nowhere") == []
    assert await ids() == [later.id, first]
    assert await ids(order="oldest") == [first, later.id]
    assert await ids(order="highest_score") == [first, later.id]
    empty = await operator.get("/api/v1/incidents", params={"search": "…!"})
    assert empty.status_code == 422
    assert "such as the name of a workload" in empty.text


async def test_the_audit_is_checked_read_and_exported(operator, mei, world):
    """RBK-13."""
    for reason in ("one", "two"):
        await operator.post("/api/v1/kill-switch/engage", json={"reason": reason})
    check = (await operator.get("/api/v1/audit/check")).json()
    asked = {"subject": "kill_switch", "actor": "u_operator", "decision": "changed", "limit": 1}
    first = (await operator.get("/api/v1/audit", params=asked)).json()
    rest = (
        await operator.get("/api/v1/audit", params=asked | {"before": first["next_before"]})
    ).json()
    wrong = await operator.get("/api/v1/audit", params={"decision": "maybe"})
    no_right = await mei.get("/api/v1/audit")
    export = await operator.get("/api/v1/audit/export")
    denied = await mei.get("/api/v1/audit/export")
    row = world.audit.rows_kept[1]
    world.audit.rows_kept[1] = replace(row, entry=replace(row.entry, actor="u_mallory"))
    broken = (await operator.get("/api/v1/audit/check")).json()

    assert (check["rows"], check["broken"]) == (2, None)
    assert [each["reason"] for each in (*first["rows"], *rest["rows"])] == ["two", "one"]
    assert (first["next_before"], rest["next_before"]) == (2, 0)
    assert first["rows"][0]["by"] == world.people.kept["u_operator"].name
    assert first["rows"][0]["what"] == "kill switch set"
    assert (wrong.status_code, no_right.status_code) == (422, 403)
    assert export.headers["content-type"] == "application/jsonl"
    assert verify_file(export.text.splitlines()) == Verified(2, check["head"])
    assert denied.status_code == 403
    assert broken["broken"]["sequence"] == 2


async def test_numbers_are_counted_over_a_period(mei):
    """RBK-14."""
    since = {"since": "2026-11-20T00:00:00Z"}
    found = (await mei.get("/api/v1/incident-metrics", params=since)).json()
    later = {"since": "2026-11-22T00:00:00Z"}
    wrong = await mei.get("/api/v1/incident-metrics", params=later)

    assert (found["incidents"], found["attempts"]) == (1, 1)
    assert wrong.status_code == 422


async def test_clusters_are_looked_into(mei, world):
    """CLD-2."""
    clusters = "/api/v1/clusters"
    one = f"{clusters}/cls-1"
    where = {"namespace": "payments"}
    listed = (await mei.get(clusters)).json()
    nodes = (await mei.get(f"{one}/nodes")).json()
    pools = (await mei.get(f"{one}/node-pools")).json()
    workloads = (await mei.get(f"{one}/workloads", params=where)).json()
    workload = (await mei.get(f"{one}/workloads/payments/Deployment/checkout")).json()
    pods = (await mei.get(f"{one}/pods", params=where | {"workload": "checkout"})).json()
    events = (await mei.get(f"{one}/events", params=where)).json()
    log = (await mei.get(f"{one}/pods/payments/checkout-42-0/log")).json()
    gone = await mei.get(f"{one}/workloads/payments/Deployment/other")
    unknown = await mei.get(f"{clusters}/cls-9/nodes")
    world.clusters.down = True
    away = await mei.get(clusters)

    assert listed[0]["id"] == "cls-1"
    assert {each["name"]: each["ready"] for each in nodes} == {"node-1": True, "node-2": False}
    assert pools[0]["maximum"] == 5
    assert workloads["workloads"][0]["ref"]["name"] == "checkout"
    assert [each["number"] for each in workload["revisions"]] == [42, 41]
    assert "template_digest" not in json.dumps(workload)
    assert len(pods) == 3
    assert events[0]["message"] == NASTY
    assert log["text"] == world.clusters.log
    assert (gone.status_code, unknown.status_code, away.status_code) == (404, 404, 503)


async def test_a_hostile_question_selects_nothing(approver, world):
    """SEC-4."""
    world.questions.kept[APPROVAL.id] = an_approval(why=foreign(NASTY))
    [question] = (await approver.get(APPROVALS)).json()["approvals"]

    assert question["plan"] == APPROVAL.digest
    assert question["target"]["name"] == "checkout"
    assert world.incident_lives.calls == []
    assert MEI.person_id not in question["asked"]


async def test_the_doors_for_alerts_are_there_when_they_are_given_and_only_then(
    world, nobody, options
):
    """ALR-1, SEC-2."""
    address = "/api/v1/alerts/plain/secret-of-the-path"
    intake = AlertIntake(world.clusters, InMemoryAlerts(), world.incident_lives, world.clock)
    hooks = AlertHooks(intake, keys={AlertSource.PLAIN: HookKey("secret-of-the-path", FORMS)})
    app = build_api(world.services, options=options, alert_hooks=hooks)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        empty = await http.post(address)
        wrong = await http.post(f"{address}x", json={})
    without = await nobody.post(address, json={})

    assert (empty.status_code, wrong.status_code, without.status_code) == (422, 404, 404)
    assert "/api/v1/alerts" not in json.dumps(app.openapi()["paths"])
