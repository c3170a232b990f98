"""Merging and splitting by people, and how grouped incidents are shown (ALR-12)."""

from dataclasses import replace

import pytest

from application.common.wording import Localizer
from application.incidents.incidents import IncidentPage
from application.incidents.views import grouped_view, incidents_view
from domain.common.errors import Conflict, Forbidden, NotFound
from domain.incidents.groups.rules import GroupRule
from domain.incidents.incidents import IncidentState
from tests.fakes.face_incidents import an_incident
from tests.fakes.face_services import MEI, OPERATOR, FaceWorld
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, WORDS

ONE, OTHER, THIRD = an_incident(1), an_incident(2), an_incident(3)
WHY = {"reason": "same database"}
CHINESE, ENGLISH = Localizer(WORDS, IN_CHINESE), Localizer(WORDS, IN_ENGLISH)


@pytest.fixture
def world():
    world = FaceWorld()
    for each in (ONE, OTHER, THIRD):
        world.incidents.kept[each.id] = each
    return world


@pytest.fixture
def service(world):
    return world.services.incident_groups


async def merged(service, one=ONE, other=OTHER):
    return await service.merge(by=OPERATOR, incident_id=one.id, into=other.id, **WHY)


async def test_two_that_a_person_merges_are_one_group_whose_reason_is_the_person(service):
    """ALR-12: both know it, and say who did it."""
    found = await merged(service)

    assert found.incident.group.key.rule is GroupRule.PERSON
    assert {each.incident for each in found.group.members} == {ONE.id, OTHER.id}
    view = grouped_view(found, CHINESE)
    assert view.group.reason == "由 u_operator 合并。"
    assert [each.incident for each in view.members] == [OTHER.id]
    assert grouped_view(found, ENGLISH).members[0].reason == "Merged by u_operator."


async def test_a_third_joins_the_group_that_there_is(service):
    """ALR-12: not a second one."""
    await merged(service)
    found = await merged(service, THIRD, ONE)

    assert {each.incident for each in found.group.members} == {ONE.id, OTHER.id, THIRD.id}


async def test_who_is_taken_out_belongs_to_no_group_and_is_remembered(service, world):
    """ALR-12."""
    await merged(service)
    found = await service.split(by=OPERATOR, incident_id=ONE.id, reason="another cause")

    assert found.incident.group is None
    assert grouped_view(found, ENGLISH).members == ()
    assert [each.workflow_id for each in found.group.parted] == [ONE.workflow_id]
    with pytest.raises(Conflict, match="no_group"):
        await service.split(by=OPERATOR, incident_id=ONE.id, reason="again")


async def test_what_cannot_be_merged_is_refused_by_its_reason(service, world):
    """ALR-12."""
    with pytest.raises(Conflict, match="same_incident"):
        await merged(service, ONE, ONE)
    with pytest.raises(NotFound):
        await service.merge(by=OPERATOR, incident_id=ONE.id, into="i_" + "0" * 26, **WHY)
    world.incidents.kept[OTHER.id] = replace(OTHER, state=IncidentState.CLOSED)
    with pytest.raises(Conflict, match="closed_already"):
        await merged(service)


async def test_only_who_may_steer_may_merge_or_split(service):
    """ALR-12, SEC-3: asked before it is looked whether there is such an incident."""
    with pytest.raises(Forbidden):
        await service.merge(by=MEI, incident_id="i_" + "0" * 26, into=ONE.id, **WHY)
    with pytest.raises(Forbidden):
        await service.split(by=MEI, incident_id="i_" + "0" * 26, reason="x")


async def test_a_list_shows_a_group_as_one_incident_with_its_members(service, world):
    """ALR-12: closed members stand for themselves."""
    await merged(service)
    kept = world.incidents.kept
    page = IncidentPage((kept[THIRD.id], kept[OTHER.id], kept[ONE.id]), "")

    listed = incidents_view(page, ENGLISH).incidents
    assert [each.id for each in listed] == [THIRD.id, OTHER.id]
    assert [each.incident for each in listed[1].members] == [ONE.id]
    closed = replace(kept[ONE.id], state=IncidentState.CLOSED)
    alone = incidents_view(replace(page, incidents=(kept[OTHER.id], closed)), ENGLISH).incidents
    assert [(each.id, each.members) for each in alone] == [(OTHER.id, ()), (ONE.id, ())]


def test_who_took_an_incident_over_is_called_by_name():
    """RBK-10: and by their id, where nobody of it is known."""
    taken = replace(ONE, acknowledged_by="u_mei")
    known, unknown = (
        incidents_view(IncidentPage((taken,), "", names), ENGLISH).incidents[0]
        for names in ({"u_mei": "Mei"}, {})
    )

    assert (known.acknowledged_by, known.acknowledged_name) == ("u_mei", "Mei")
    assert unknown.acknowledged_name == "u_mei"
