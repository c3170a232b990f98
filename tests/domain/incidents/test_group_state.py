"""What can become of a group: who is in, whose page is everybody's, who was taken out (ALR-12)."""

from datetime import UTC, datetime, timedelta

from domain.common.messages import message
from domain.incidents.groups.group import MOST_MEMBERS, REMEMBERED, GroupMember, IncidentGroup
from domain.incidents.groups.rules import GroupKey, GroupRule
from domain.monitoring.alarms import Severity

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
KEY = GroupKey(GroupRule.NODE, "cls-1", "10.0.3.17", "10.0.3.17")


def member(name: str, severity: Severity = Severity.WARNING) -> GroupMember:
    reason = message("group.alone")
    return GroupMember(f"i_{name}", f"incident/{name}", name, severity, 0, reason, NOW)


def a_group(*names: str) -> IncidentGroup:
    group = IncidentGroup(id="incident_group/x", key=KEY, opened_at=NOW)
    for name in names:
        group = group.joined(member(name), by="", now=NOW)
    return group


def asked(group: IncidentGroup, name: str, severity: Severity = Severity.WARNING):
    return group.asked_to_page(f"i_{name}", severity, users=False)


def test_joining_twice_is_once_and_each_membership_has_its_epoch():
    """ALR-12: a late message of an old membership is void."""
    group = a_group("a", "b", "a")

    assert [(each.incident, each.epoch) for each in group.members] == [("i_a", 1), ("i_b", 2)]
    back = group.left("i_a", reached=True).joined(member("a"), by="", now=NOW)
    assert back.member("i_a").epoch > 2


def test_one_member_pages_for_all_and_the_next_when_it_leaves_unreached():
    """ALR-12: the group's page goes out once, and is never lost with who made it."""
    first = asked(a_group("a", "b", "c"), "a")
    second = asked(first.group, "b")
    assert (first.pages, first.members, second.pages) == (True, 3, False)
    assert asked(second.group, "a").pages

    assert second.group.left("i_a", reached=True).next_to_page() is None
    assert second.group.left("i_a", reached=False).next_to_page().incident == "i_b"


def test_who_is_worse_pages_beside_the_group_once():
    """ALR-12: and then stands for what is as bad as it is."""
    group = asked(a_group("a", "b", "c"), "a").group
    worse = asked(group, "b", Severity.CRITICAL)

    assert worse.pages
    assert not asked(worse.group, "c", Severity.CRITICAL).pages


def test_who_is_no_member_pages_by_itself():
    """ALR-12: nobody is silent for a group that does not know them."""
    assert asked(a_group("a"), "z").pages


def test_who_was_taken_out_is_refused_for_a_day_but_not_by_a_person():
    """ALR-12: a split pair stays split."""
    group = a_group("a", "b").split(["i_b"], NOW)

    assert group.refuses("incident/b", by="", now=NOW) == message("group.was_split")
    assert group.refuses("incident/b", by="u_lin", now=NOW) is None
    assert group.refuses("incident/c", by="", now=NOW) is None
    assert not group.left("i_a", reached=True).is_over(NOW + REMEMBERED - timedelta(seconds=1))
    assert group.left("i_a", reached=True).is_over(NOW + REMEMBERED)


def test_the_window_is_fixed_and_a_group_that_emptied_begins_anew():
    """ALR-12: ten minutes from the first member."""
    group, late = a_group("a"), NOW + timedelta(minutes=11)

    assert group.refuses("incident/b", by="", now=late) == message("group.too_late")
    empty = asked(group, "a").group.left("i_a", reached=True)
    assert empty.refuses("incident/b", by="", now=late) is None
    again = empty.joined(member("b"), by="", now=late)
    assert (again.opened_at, again.paged_by) == (late, "")


def test_a_group_takes_no_more_than_it_can_list():
    """ALR-12: who comes then pages by itself."""
    group = a_group(*(f"m{number}" for number in range(MOST_MEMBERS)))

    assert group.refuses("incident/z", by="", now=NOW) == message("group.full", most=MOST_MEMBERS)


def test_its_severity_is_that_of_its_worst_member():
    """ALR-12."""
    group = a_group("a").joined(member("b", Severity.CRITICAL), by="", now=NOW)

    assert group.severity is Severity.CRITICAL
