"""Incidents, repairs, controls, policies, the audit and clusters at the terminal."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from cli.incidents.words import MOST_PATCH_LINES
from domain.clusters.repairs import Mode
from domain.common.errors import Unavailable
from domain.common.readers import Language
from domain.events.events import EventType
from domain.incidents.approvals.approvals import ApprovalState
from domain.incidents.controls import KillSwitch
from domain.incidents.incidents import CallReason, IncidentState
from tests.fakes.face_incidents import (
    A_PATCH,
    AT,
    NASTY,
    an_alert,
    an_approval,
    an_event,
    an_incident,
)
from tests.fakes.words import foreign

INCIDENT, APPROVAL = an_incident(), an_approval()
WORKLOAD = "cls-1/payments/checkout"
AS = ("--as", "u_operator")
WHY = ("--reason", "because")


@pytest.fixture
def world(runtime):
    world = runtime.world
    world.incidents.kept[INCIDENT.id] = INCIDENT
    world.questions.kept[APPROVAL.id] = APPROVAL
    world.controls.switch = KillSwitch(engaged=False, by="u_admin", reason="tried", at=AT)
    for person_id, person in world.people.kept.items():
        world.people.kept[person_id] = replace(person, language=Language.ENGLISH)
    return world


def happened(world, count: int) -> None:
    for number in range(count):
        event = an_event(
            INCIDENT,
            EventType.INCIDENT_ATTEMPTED,
            number,
            f"Part {number}",
            at=AT + timedelta(minutes=number),
            text=NASTY,
        )
        asyncio.run(world.events.append(event))


def test_incidents_are_listed_open_ones_first_and_all_when_asked(zhiban, world):
    """RBK-15."""
    closed = an_incident(2, state=IncidentState.CLOSED)
    world.incidents.kept[closed.id] = closed
    still_open = zhiban("incident", "list")
    every = zhiban("incident", "list", "--all", "--limit", "1")
    more = zhiban("incident", "list", "--all", "--before", closed.id, "--json").data
    none = zhiban("incident", "list", "--namespace", "other")

    assert INCIDENT.id in still_open.out
    assert closed.id not in still_open.out
    assert "74\t1/4" in still_open.out
    assert closed.id in every.out
    assert every.err == f"More: --before {closed.id}, all else unchanged.\n"
    assert [each["id"] for each in more["incidents"]] == [INCIDENT.id]
    assert none.out.count("\n") == 1


def test_what_lies_behind_each_attempt_is_shown_when_asked(zhiban, world):
    """RBK-4, RBK-6, RBK-15, SEC-4: guards, checkpoint and patch; bounded."""
    first = INCIDENT.attempts[0]
    long_patch = json.dumps(dict.fromkeys(map(str, range(100)), 1))
    nasty = replace(first.performed[0], detail=NASTY, patch=long_patch)
    stopped = replace(
        first, number=2, guards=("kill_switch:failed",), checkpoint="", performed=(), acted_at=None
    )
    world.incidents.kept[INCIDENT.id] = replace(
        INCIDENT, attempts=(first, stopped, replace(first, number=3, performed=(nasty,)))
    )
    plain = zhiban("incident", "show", INCIDENT.id).out
    shown = zhiban("incident", "show", INCIDENT.id, "--verbose")
    chinese = zhiban("--language", "zh-CN", "incident", "show", INCIDENT.id, "-v").out
    told = zhiban("incident", "show", INCIDENT.id, "--json").data["attempts"]

    assert shown.code == 0
    assert "   Guards: kill switch passed; policy mode passed\n" in shown.out
    assert f"   Checkpoint: {first.checkpoint}\n" in shown.out
    assert "   Checkpoint: none; nothing was written\n" in shown.out
    assert '"image": "checkout:1.4.1"' in shown.out
    assert "kill switch did not pass" in shown.out
    assert f"… {102 - MOST_PATCH_LINES} more lines; --json shows all of it" in shown.out
    assert "\x1b" not in shown.out
    assert "\u202e" not in shown.out
    assert "总开关放行" in chinese.replace(" ", "")
    assert "检查点：无，没有写入" in chinese
    assert not any(each in plain for each in ("Guards", "Checkpoint", "1.4.1"))
    assert [each["checkpoint"] for each in told] == [first.checkpoint, "", first.checkpoint]


def test_two_incidents_are_merged_into_one_line_and_split_again(zhiban, world):
    """ALR-12: the list counts who has no line of their own, one incident names them."""
    other = an_incident(9)
    world.incidents.kept[other.id] = other
    merged = zhiban("incident", "merge", INCIDENT.id, "--into", other.id, *WHY)
    listed = zhiban("incident", "list").out
    shown = zhiban("incident", "show", INCIDENT.id).out
    split = zhiban("incident", "split", INCIDENT.id, *WHY)

    assert merged.code == split.code == 0
    assert "Merged by " in merged.out
    assert listed.count("\n") == 2
    assert "(+1)" in listed
    assert other.id in shown
    assert other.id not in split.out


def test_a_note_is_written_listed_and_shown(zhiban, world):
    """RBK-19."""
    written = zhiban("incident", "note", INCIDENT.id, "the bank is down", "--key", "k1")
    again = zhiban("incident", "note", INCIDENT.id, "the bank is down", "--key", "k1")
    listed = zhiban("incident", "notes", INCIDENT.id)

    assert written.code == 0
    assert "the bank is down" in written.out
    assert written.out == again.out == listed.out
    assert "the bank is down" in zhiban("incident", "show", INCIDENT.id).out
    assert "the bank is down" in zhiban("incident", "timeline", INCIDENT.id).out
    assert len(zhiban("incident", "notes", INCIDENT.id, "--json").data) == 1


def test_an_incident_is_discussed_and_written_up(zhiban, world):
    """BUS-5, RBK-19."""
    opened = zhiban("incident", "discuss", INCIDENT.id, "--json").data
    again = zhiban("incident", "discuss", INCIDENT.id)
    page = zhiban("incident", "postmortem", INCIDENT.id, "--language", "zh-CN")

    assert opened["discussion_id"] in again.out
    assert opened["discussion_id"] in zhiban("incident", "show", INCIDENT.id).out
    assert page.out.startswith("# 复盘（草稿）")


def test_raw_alerts_are_listed_as_they_came(zhiban, world):
    """RBK-19, SEC-4: what strangers wrote hides nothing."""
    alert = replace(an_alert(text=NASTY), received_at=INCIDENT.opened_at)
    world.alerts.kept[alert.id] = alert
    world.alerts.fingerprints[alert.id] = INCIDENT.fingerprint
    listed = zhiban("incident", "alerts", INCIDENT.id)

    assert alert.id in listed.out
    assert "team=pay" in listed.out
    assert "\x1b" not in listed.out
    assert "Confirmed by their source." in listed.out


def test_an_incident_without_an_owner_is_listed_by_what_its_alert_says(zhiban, world):
    """ALR-3, RBK-15: who is called for it must find it in the list."""
    alert = an_alert()
    named = an_incident(2, owner=None, newest=alert)
    nameless = an_incident(3, owner=None, newest=replace(alert, object=None))
    world.incidents.kept |= {each.id: each for each in (named, nameless)}
    listed = {line.split("\t")[0]: line for line in zhiban("incident", "list").out.splitlines()}

    assert f"\t{alert.object}\t" in listed[named.id]
    assert f"\t? ({alert.name})\t" in listed[nameless.id]
    assert f"? ({alert.name})" in zhiban("incident", "show", nameless.id).out


def test_an_incident_is_shown_with_its_ladder_and_nothing_hides(zhiban, world):
    """RBK-15, SEC-4."""
    world.incidents.kept[INCIDENT.id] = replace(
        INCIDENT,
        newest=replace(an_alert(), name=NASTY),
        called=CallReason.EXHAUSTED,
        called_at=AT,
        approval=APPROVAL.id,
    )
    shown = zhiban("incident", "show", INCIDENT.id)
    data = zhiban("incident", "show", INCIDENT.id, "--json").data

    for words in (
        "score\t74 (standard, 4 attempts)",
        "missing\tthe number of affected users",
        "rolling restart (step 1)",
        "The new pods crash.",
        "The previous state was restored.",
        "skipped: scale-out",
        "(every allowed repair has been tried)",
        f"question\t{APPROVAL.id}",
    ):
        assert words in shown.out, words
    assert "\u202e" not in shown.out
    assert "\x1b" not in shown.out
    assert data["attempts"][0]["action"] == "restart"


def test_an_incident_that_has_tried_nothing_says_so(zhiban, world):
    """RBK-15."""
    world.incidents.kept[INCIDENT.id] = replace(
        INCIDENT, attempts=(), skipped=(), score=None, band=None, owner=None
    )
    assert "nothing has been tried yet" in zhiban("incident", "show", INCIDENT.id).out


def test_why_and_the_story_are_told(zhiban, world):
    """RBK-15."""
    happened(world, 3)
    why = zhiban("incident", "explain", INCIDENT.id, "--language", "en-US")
    also = zhiban("incident", "explain", INCIDENT.id, "--json").data
    story = zhiban("incident", "timeline", INCIDENT.id, "--limit", "2")
    data = zhiban("incident", "timeline", INCIDENT.id, "--json").data

    assert "74" in why.out
    assert len(why.out.splitlines()) == 9
    assert also["incident_id"] == INCIDENT.id
    assert [line.split(" ")[2].rstrip(":") for line in story.out.splitlines()] == ["1", "2"]
    assert "\x1b" not in story.out
    assert len(data) == 3


def test_an_incident_is_watched_until_it_is_closed(zhiban, world):
    """RBK-15."""
    happened(world, 2)
    world.incidents.kept[INCIDENT.id] = replace(INCIDENT, state=IncidentState.CLOSED)
    assert "Part 1" in zhiban("incident", "watch", INCIDENT.id).out

    world.incidents.kept[INCIDENT.id] = INCIDENT
    told = world.services.incident_story.timeline

    class Late:
        """Lets the end happen between what was told and what is followed."""

        async def timeline(self, **asked):
            found = await told(**asked)
            closed = an_event(INCIDENT, EventType.INCIDENT_CLOSED, 9, "Over", at=AT)
            await world.events.append(closed)
            return found

        def __getattr__(self, name):
            return getattr(world.services.incident_story, name)

    services, late = world.services, Late()
    late_services = replace(services, incident_story=late)
    late.__dict__["get"] = services.incidents.get
    world.services = late_services
    assert "Over" in zhiban("incident", "watch", INCIDENT.id).out


@pytest.mark.parametrize(
    ("command", "what"),
    [
        ("abort", "abort"),
        ("pause", "pause"),
        ("resume", "resume"),
        ("skip", "skip_rung"),
        ("acknowledge", "acknowledge"),
        ("examine", "examine"),
        ("close", "close"),
    ],
)
def test_an_incident_is_steered(zhiban, world, command, what):
    """RBK-10."""
    done = zhiban("incident", command, INCIDENT.id, *WHY)

    assert done.code == 0
    assert world.incident_lives.calls[0][1:3] == (INCIDENT.workflow_id, what)


def test_steering_needs_a_reason_and_an_open_incident(zhiban, world):
    """RBK-10."""
    bare = zhiban("incident", "abort", INCIDENT.id)
    enabled = zhiban("incident", "enable-writes", INCIDENT.id)
    world.incident_lives.error = Unavailable("Temporal does not answer.")
    away = zhiban("incident", "pause", INCIDENT.id, *WHY)
    world.incident_lives.error = None
    world.incidents.kept[INCIDENT.id] = replace(INCIDENT, state=IncidentState.CLOSED)
    closed = zhiban("incident", "pause", INCIDENT.id, *WHY)

    assert [bare.code, enabled.code, away.code, closed.code] == [2, 0, 4, 3]
    assert closed.err.startswith("zhiban: This incident is closed")


def test_a_question_is_shown_and_approved_after_a_yes(zhiban, world):
    """RBK-8."""
    listed = zhiban("incident", "approvals")
    no = zhiban("incident", "approve", APPROVAL.id, "--as", "u_approver", stdin="n\n")
    pending = world.questions.kept[APPROVAL.id].state
    yes = zhiban("incident", "approve", APPROVAL.id, "--as", "u_approver", stdin="y\n")

    assert A_PATCH in listed.out
    assert (no.code, pending) == (3, ApprovalState.PENDING)
    assert A_PATCH in no.err
    assert "Nothing was done." in no.err
    assert f"rollback of {APPROVAL.target}: approved by u_approver." in yes.out
    assert zhiban("incident", "approvals").err == "No approvals are pending.\n"
    assert zhiban("incident", "approvals", "--json").data["approvals"] == []


def test_a_hostile_patch_cannot_drive_the_terminal(zhiban, world):
    """SEC-4."""
    world.questions.kept[APPROVAL.id] = an_approval(preview=NASTY, why=foreign(NASTY))
    for said in (
        zhiban("incident", "approvals"),
        zhiban("incident", "approve", APPROVAL.id, stdin="n\n"),
    ):
        assert "ignore all instructions" in said.out + said.err
        assert "\x1b" not in said.out + said.err
        assert "\u202e" not in said.out + said.err


def test_a_question_is_denied_with_a_reason_and_answered_by_those_who_may(zhiban, world):
    """RBK-8, SEC-3."""
    theirs = zhiban("incident", "approve", APPROVAL.id, "--yes", *AS)
    bare = zhiban("incident", "deny", APPROVAL.id)
    denied = zhiban("incident", "deny", APPROVAL.id, *WHY, "--json").data

    assert (theirs.code, bare.code) == (3, 2)
    assert (denied["state"], denied["answered_by"]) == ("denied", "u_admin")


@pytest.mark.parametrize(
    ("command", "action"),
    [
        (("rollback", WORKLOAD, "--revision", "41"), "rollback"),
        (("cluster", "restart", WORKLOAD), "restart"),
        (("cluster", "scale", "cls-1/payments/deployment/checkout", "--replicas", "5"), "scale"),
    ],
)
def test_a_repair_is_shown_and_done_after_a_yes(zhiban, world, command, action):
    """RBK-12."""
    shown = zhiban(*command, *WHY, *AS, "--dry-run")
    no = zhiban(*command, *WHY, *AS, stdin="n\n")
    nothing = list(world.incident_lives.calls)
    yes = zhiban(*command, *WHY, *AS, stdin="y\n")
    again = zhiban(*command, *WHY, *AS, "--yes", "--json").data

    assert f"{action} of cls-1/payments/Deployment/checkout would send:" in shown.out
    assert '"image": "checkout:1.4.1"' in shown.out
    assert "every guard" in shown.out or "安全检查" in shown.out
    assert (no.code, nothing) == (3, [])
    assert f"Started: {action} of" in yes.out
    assert again["dry_run"] is False
    assert len(world.incident_lives.calls) == 2


def test_a_repair_that_would_not_be_done_is_refused_with_the_reason(zhiban, world):
    """RBK-7."""
    world.repairs.mode = Mode.SUGGEST
    refused = zhiban("rollback", WORKLOAD, *WHY, *AS, "--yes")
    world.repairs.plan = None
    nothing = zhiban("rollback", WORKLOAD, *WHY, *AS, "--dry-run")
    odd = zhiban("rollback", "checkout", *WHY)
    kind = zhiban("rollback", "cls-1/payments/pod/checkout", *WHY)

    assert refused.code == 3
    assert "policy for this action here is “suggest only”" in refused.out
    assert nothing.code == 0
    assert "there is no earlier revision with another template" in nothing.out
    assert (odd.code, kind.code) == (2, 2)
    assert "CLUSTER/NAMESPACE/NAME" in odd.err
    assert world.incident_lives.calls == []


def test_controls_are_set_listed_and_ended(zhiban, world):
    """ALR-6."""
    silence = zhiban("silence", "noise", "--namespace", "web", "--end", "2h", *WHY)
    weekly = zhiban(
        "maintenance", "upgrade", "--cron", "30 2 * * sat", "--minutes", "90", *WHY, "--json"
    ).data
    freeze = zhiban("freeze", "release", "--namespace", "pay*", "--end", "23:00", *WHY, "--json")
    listed = zhiban("controls", "list")
    ended = zhiban("controls", "end", freeze.data["id"], *WHY)
    left = zhiban("controls", "list", "--kind", "freeze", "--json").data
    every = zhiban("controls", "list", "--kind", "freeze", "--all", "--json").data
    wrong = zhiban("silence", "noise", "--namespace", "web", "--end", "soon", *WHY)
    mine = zhiban("silence", "incident", INCIDENT.id, "--end", "2h", *WHY, "--json").data
    owner = INCIDENT.owner
    assert mine["scope"] == {
        "cluster": owner.cluster,
        "namespace": owner.namespace,
        "workload": owner.name,
        "faults": [INCIDENT.fault],
    }
    assert owner.name in mine["name"]
    nothing = replace(an_incident(8), owner=None, newest=replace(INCIDENT.newest, object=None))
    world.incidents.kept[nothing.id] = nothing
    refused = zhiban("silence", "incident", nothing.id, "--end", "2h", *WHY)
    assert refused.code == 2
    assert "names nothing that could be silenced" in refused.err

    assert "Covers */web/*" in silence.out
    assert weekly["minutes"] == 90
    assert "Sat at 02:30" in listed.out
    assert listed.out.count("\n") == 4
    assert "Ended by u_admin." in ended.out
    assert (left, len(every)) == ([], 1)
    assert wrong.code == 2
    assert "--end must be a time" in wrong.err


def test_the_kill_switch_is_told_engaged_and_released(zhiban, world):
    """RBK-6."""
    shown, alone = zhiban("kill-switch", "show"), zhiban("kill-switch")
    engaged = zhiban("kill-switch", "engage", *WHY, *AS)
    denied = zhiban("kill-switch", "release", *WHY, *AS)
    released = zhiban("kill-switch", "release", *WHY, "--json").data

    assert "enabled by u_admin" in shown.out
    assert alone.out == shown.out
    assert "engaged by u_operator" in engaged.out
    assert denied.code == 3
    assert released["engaged"] is False


def test_policies_are_shown_and_checked(zhiban, world, tmp_path):
    """RBK-7."""
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text('name = "ours"\non_call = ["u_mei"]\n')
    bad.write_text("nmae = 1\nmodes = 3\n")
    valid = zhiban("policies", "validate", str(good))
    wrong = zhiban("policies", "validate", str(bad))
    gone = zhiban("policies", "validate", str(tmp_path / "none.toml"))

    tried = zhiban("policies", "back-test", str(good))
    assert tried.err.startswith("0 of 0 incidents would have gone another way")
    assert zhiban("policies", "back-test", str(good), "--json").data["policy"] == "ours"
    assert zhiban("policies", "back-test", str(bad)).code == 2
    assert "Everything else: observe only." in zhiban("policies", "show").out
    assert zhiban("policies", "show", "--json").data["rules"]["default_mode"] == "observe"
    assert "On call: u_mei." in valid.out
    assert wrong.code == 3
    assert "nmae" in wrong.err
    assert zhiban("policies", "validate", str(bad), "--json").data["policy"] is None
    assert gone.code == 2
    assert "properties" in zhiban("policies", "schema").data
    assert zhiban("policies", "schema", "--json").out.count("\n") == 1


def test_a_list_is_narrowed_to_what_is_mine(zhiban, world, runtime):
    """CON-2."""
    me = runtime.operator.person_id
    mine = replace(an_incident(2), acknowledged_by=me)
    world.incidents.kept[mine.id] = mine
    listed = zhiban("incident", "list", "--mine", "--severity", "critical", "--json")
    others = zhiban("incident", "list", "--unacknowledged")

    assert [each["id"] for each in json.loads(listed.out)["incidents"]] == [mine.id]
    assert mine.id not in others.out
    assert "critical" in others.out


def test_the_audit_is_browsed(zhiban, world):
    """RBK-13, CON-2."""
    for reason in ("one", "two"):
        zhiban("kill-switch", "engage", "--reason", reason)
    listed = zhiban("audit", "list", "--limit", "1", "--start", "-1h", "--decision", "changed")
    rest = json.loads(zhiban("audit", "list", "--before", "2", "--json").out)
    nothing = zhiban("audit", "list", "--actor", "u_nobody")

    assert "two" in listed.out
    assert "kill switch set" in listed.out
    assert "one" not in listed.out
    assert "--before 2" in listed.err
    assert [each["reason"] for each in rest["rows"]] == ["one"]
    assert "No rows match" in nothing.out + nothing.err


def test_the_audit_is_checked_exported_and_checked_offline(zhiban, world, runtime, tmp_path):
    """RBK-13."""
    for _ in range(2):
        zhiban("kill-switch", "engage", *WHY)
    file = tmp_path / "audit.jsonl"
    whole = zhiban("audit", "verify")
    exported = zhiban("audit", "export", "--out", str(file))
    piped = zhiban("audit", "export")
    opened = runtime.opened
    offline = zhiban("audit", "verify", str(file))
    untouched = runtime.opened == opened
    lines = file.read_text().splitlines()
    cut = tmp_path / "cut.jsonl"
    cut.write_text("\n".join(lines[:2]))
    short = zhiban("audit", "verify", str(cut))
    row = world.audit.rows_kept[0]
    world.audit.rows_kept[0] = replace(row, entry=replace(row.entry, reason="x"))
    broken = zhiban("audit", "verify", "--json")

    assert whole.out.startswith("All 2 rows are intact.")
    assert "2 rows were written" in exported.err
    assert piped.out == file.read_text()
    assert offline.out == whole.out
    assert untouched
    assert short.code == 3
    assert "cut off" in short.out
    assert broken.code == 3
    assert json.loads(broken.out)["broken"]["sequence"] == 1
    assert zhiban("audit", "verify", str(tmp_path / "none")).code == 2
    nowhere = zhiban("audit", "export", "--out", str(tmp_path / "none" / "audit.jsonl"))
    assert nowhere.code == 2
    assert "--out must be a file that can be written" in nowhere.err


def test_numbers_are_counted_over_a_period(zhiban, world):
    """RBK-14."""
    told = zhiban("incident", "metrics", "--start", "-1d")
    data = zhiban("incident", "metrics", "--start", "-1d", "--json").data

    services = zhiban("incident", "metrics", "--start", "-1d", "--by", "service").out

    assert "incidents\t1 incidents" in told.out
    assert "rolling restart, crash loop\t1\t" in told.out
    assert data["said"] in told.out
    assert data["incidents"] == 1
    assert "payments/checkout-1\t1\t" in services


def test_a_suggestion_is_tried_by_its_id(zhiban):
    """ANL-3."""
    tried = zhiban("policies", "back-test", "--suggestion", "watch_longer")
    wrong = zhiban("policies", "back-test", "--suggestion", "dance")
    neither = zhiban("policies", "back-test")
    numbers = zhiban("incident", "metrics")

    assert tried.code == 0, tried.err
    assert (wrong.code, "--suggestion must be the id of a suggestion" in wrong.err) == (2, True)
    assert (neither.code, "never both" in neither.err) == (2, True)
    assert "No suggestion: the evidence is not enough." in numbers.out


def test_clusters_are_looked_into(zhiban, world):
    """CLD-2."""
    assert "cls-1\tprod" in zhiban("cluster", "list").out
    assert "node-2\tno" in zhiban("cluster", "nodes", "cls-1").out
    assert "np-1" in zhiban("cluster", "pools", "cls-1").out
    assert "checkout\tprogressing\t2\t3" in zhiban("cluster", "workloads", "cls-1").out
    shown = zhiban("cluster", "workload", WORKLOAD).out
    assert "Versions:" in shown
    assert "checkout-42-0\tno" in shown
    assert "checkout-42-2\tyes" in zhiban("cluster", "pods", "cls-1", "payments").out
    events = zhiban("cluster", "events", "cls-1", "payments").out
    log = zhiban("cluster", "log", "cls-1", "payments", "checkout-42-0").out
    for text in (events, log):
        assert "ignore all instructions" in text
        assert "\x1b" not in text
    assert zhiban("cluster", "log", "cls-1", "payments", "other").code == 3
    assert zhiban("cluster", "nodes", "cls-9").code == 3
    for command in (
        ("list",),
        ("nodes", "cls-1"),
        ("workloads", "cls-1"),
        ("workload", WORKLOAD),
        ("pods", "cls-1", "payments"),
        ("events", "cls-1", "payments"),
        ("log", "cls-1", "payments", "checkout-42-0"),
    ):
        assert zhiban("cluster", *command, "--json").data
    world.clusters.down = True
    assert zhiban("cluster", "list").code == 4


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("incident", "pause", INCIDENT.id, "--reason", "x" * 301), "--reason must be at most 300"),
        (
            ("incident", "list", "--before", "yesterday"),
            "--before must be the cursor that the page before",
        ),
        (("rollback", "cls 1/payments/checkout", *WHY, *AS), "cluster in WORKLOAD must"),
        (("silence", "x", "--end", "2h", *WHY), "--cluster, --namespace, or --workload must name"),
        (("rollback", WORKLOAD, "--key", "k" * 65, *WHY, *AS), "--key must be at most 64"),
        (("silence", "n" * 81, "--end", "2h", "--cluster", "*", *WHY), "NAME must be at most 80"),
        (("freeze", "x", "--cluster", "c" * 254, *WHY), "--cluster must be a name"),
        (("maintenance", "x", "--cron", "often", "--minutes", "5", *WHY), "--cron must"),
        (("maintenance", "x", "--cron", "0 2 * * *", *WHY), "--minutes must be between 1 and"),
        (("silence", "x", "--cluster", "*", "--end", "40d", *WHY), "--end must be at most 30 days"),
    ],
)
def test_what_is_wrong_is_named_as_it_was_typed(zhiban, world, arguments, words):
    """OPS-5: people type options; only programs send fields."""
    said = zhiban(*arguments)
    assert said.code == 2
    assert words in said.err
