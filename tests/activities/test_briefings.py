"""What the briefing activities keep."""

from datetime import UTC, datetime

from temporalio.testing import ActivityEnvironment

from activities.briefings import BriefingOrder
from domain.briefings import BriefingSettings
from domain.people import Person
from tests.fakes.briefing_making import Household

UNTIL = datetime(2026, 11, 20, 21, 40, tzinfo=UTC)


async def test_the_facts_are_kept_with_the_name_the_person_had_when_they_were_gathered():
    """BRF-6."""
    household = Household()
    await household.move_in(Person("u_mei", "梅"))
    order = BriefingOrder("u_mei", "2026-11-21", UNTIL, BriefingSettings())

    await ActivityEnvironment().run(household.briefing_activities().gather, order)

    assert (await household.briefings.facts("u_mei/2026-11-21")).person_name == "梅"
