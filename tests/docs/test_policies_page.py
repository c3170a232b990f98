"""The page about policies says what the reader, the ladder and the guards know (RBK-7)."""

import re
import tomllib

from domain.alerts.alerts import FaultClass
from domain.clusters.repairs import ActionKind, Mode, RepairVerdict, SkipReason
from domain.incidents.guards.rules import GUARDS, GUARDS_OF_RESTORES
from domain.incidents.policy.files import policy_schema, read_policy
from tests.docs.tree import ROOT

PAGE = (ROOT / "docs" / "policies.md").read_text(encoding="utf-8")
CHAPTERS = dict(re.findall(r"(?ms)^##+ ([^\n]+)\n(.*?)(?=^##+ |\Z)", PAGE))


def rows(chapter: str) -> list[tuple[str, ...]]:
    """Return the cells of a chapter's tables, their heads left out."""
    found = re.findall(r"^\| (.*) \|$", CHAPTERS[chapter], re.MULTILINE)
    return [tuple(cell.strip() for cell in row.split(" | ")) for row in found[1:]]


def names(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def fields(schema: dict, path: str = "") -> dict[str, dict]:
    found = {}
    for name, each in schema["properties"].items():
        inner = each.get("items", each)
        here = f"{path}{name}"
        by_fault = set(inner.get("properties", {})) == set(FaultClass)
        if "properties" in inner and not by_fault:
            found |= fields(inner, f"{here}.")
        else:
            found[here] = each
    return found


def test_every_field_is_on_the_page_and_no_other():
    """RBK-7, OPS-5."""
    told = [name for row in rows("All fields") for name in names(row[0])]
    known = fields(policy_schema())
    same = {"places.limits.…": "limits", "places.verify.…": "verify"}
    for name in set(told) & set(same):
        inner = policy_schema()["properties"]["places"]["items"]["properties"][same[name]]
        assert inner == policy_schema()["properties"][same[name]]
        known = {each: said for each, said in known.items() if not each.startswith(name[:-1])}
    assert sorted(set(told) - set(same)) == sorted(known)
    assert set(same) <= set(told)


def test_defaults_on_the_page_are_those_that_are_read():
    """RBK-7, OPS-5."""
    policy = read_policy({"name": "x", "on_call": ["u_mei"]})
    groups = {
        "limits": policy.limits, "verify": policy.verify, "flapping": policy.flap,
        "approval": policy.approval,
    }  # fmt: skip
    flat = {
        "ladder.recent_change_seconds": policy.recent_change,
        "budget.in_namespace": policy.most_in_namespace,
        "budget.in_cluster": policy.most_in_cluster,
        "aftercare.relapse_watch_seconds": policy.relapse_watch,
        "aftercare.hold_handed_seconds": policy.hold_handed,
        "aftercare.hold_again": policy.hold_again,
        "paging.critical_again_seconds": policy.paging.critical_again,
        "paging.critical_pages": policy.paging.critical_pages,
        "paging.warning_again_seconds": policy.paging.warning_again,
        "paging.warning_pages": policy.paging.warning_pages,
        "paging.rounds": policy.paging.rounds,
        "paging.pause_seconds": policy.paging.pause,
        "paging.observed_hour": policy.paging.observed_hour,
        "paging.unvouched_pages": policy.paging.unvouched_pages,
        "scaling.most_replicas": policy.most_replicas,
        "scaling.factor": policy.scale_factor,
    }
    checked = 0
    for cell, default, _ in rows("All fields"):
        (name, *more) = names(cell)
        if more or not re.fullmatch(r"[0-9.]+", default) or name == "modes.least_score":
            continue
        group, _, field = name.partition(".")
        real = flat.get(name)
        if real is None:
            holder = groups[group]
            real = getattr(holder, field, None) or getattr(holder, field.removesuffix("_seconds"))
        assert float(default) == real, name
        checked += 1
    assert checked == 32


def test_every_guard_is_on_the_page_in_its_order():
    """RBK-6, OPS-5."""
    assert [names(row[0])[0] for row in rows("The guards")] == [name for name, _ in GUARDS]
    after = CHAPTERS["The guards"].rsplit("Taking back", 1)[1]
    assert set(names(after)) == set(GUARDS_OF_RESTORES)


def test_every_action_reason_mode_and_verdict_is_on_the_page():
    """RBK-2, RBK-5, RBK-7, OPS-5."""
    assert [(int(row[0]), names(row[1])[0]) for row in rows("The ladder")] == [
        (action.rung, action.value) for action in ActionKind
    ]
    assert [names(row[0])[0] for row in rows("Why an action is passed over")] == list(SkipReason)
    assert [names(row[0])[0] for row in rows("Modes")] == list(Mode)
    assert [row[0] for row in rows("What counts as fixed")] == list(RepairVerdict)
    classes = PAGE.split("Classes of faults:")[1].split("##")[0]
    assert names(classes) == list(FaultClass)


def test_the_example_explains_itself_and_is_right():
    """RBK-7, OPS-5."""
    text = (ROOT / "docs" / "policy.example.toml").read_text(encoding="utf-8")
    read_policy(tomllib.loads(text))
    assert text.count("#") > 40
