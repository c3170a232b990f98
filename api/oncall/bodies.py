"""What is sent about on-call schedules, as it travels."""

from typing import Annotated, Any

from pydantic import Field

from api.strict import Moment, Strict, Truth
from domain.oncall.calendars import LARGEST_CALENDAR
from domain.oncall.configs import LONGEST_SCHEDULE_NAME, MOST_TOGETHER
from domain.oncall.override_rules import OverrideRequest
from domain.oncall.schedules import OverrideKind
from domain.oncall.swaps import Span, SwapAnswer, SwapRequest

LONGEST_PERSON_ID = 42

PersonId = Annotated[str, Field(min_length=1, max_length=LONGEST_PERSON_ID)]
Layers = Annotated[
    dict[str, Any],
    Field(description="Its layers; the last one that has somebody wins. see docs/oncall.md."),
]
_EXAMPLE: dict[str, Any] = {
    "layers": [
        {
            "name": "nights",
            "people": ["u_lin", "u_bob"],
            "start": "2026-03-02",
            "at": "20:00",
            "zone": "Asia/Shanghai",
            "unit": "week",
        }
    ]
}


class ScheduleChangeIn(Strict):
    """A new version of a schedule; what was so before it stays so."""

    config: Layers
    start: Moment | None = Field(None, description="It counts from then on; now when left out.")

    model_config = Strict.model_config | {"json_schema_extra": {"examples": [{"config": _EXAMPLE}]}}


class ScheduleIn(Strict):
    """A schedule to make."""

    name: str = Field(
        min_length=1,
        max_length=LONGEST_SCHEDULE_NAME,
        description="Lower-case letters, digits, `-`, `_`; policies name it `schedule:<name>`.",
    )
    config: Layers
    start: Moment | None = Field(None, description="It counts from then on; now when left out.")

    model_config = Strict.model_config | {
        "json_schema_extra": {"examples": [{"name": "nights", "config": _EXAMPLE}]}
    }


class OverrideIn(Strict):
    """A change of who is on call, for a time."""

    kind: OverrideKind = Field(description="What it does to the people on call.")
    people: list[PersonId] = Field(
        min_length=1, max_length=MOST_TOGETHER, description="Who comes; of remove: who goes."
    )
    instead_of: str = Field("", max_length=LONGEST_PERSON_ID, description="Who goes, of replace.")
    start: Moment | None = Field(None, description="Now when left out.")
    end: Moment
    leave_gap: Truth = Field(
        default=False, description="Whether nobody may be on call because of it."
    )

    def read(self) -> OverrideRequest:
        """Return it as the service takes it."""
        return OverrideRequest(**(dict(self) | {"people": tuple(self.people)}))


class CalendarIn(Strict):
    """A calendar file to read into a schedule."""

    calendar: str = Field(
        min_length=1,
        max_length=LARGEST_CALENDAR,
        description="Text of an .ics file; at most 256 KiB and 500 events.",
    )
    dry_run: Truth = Field(
        default=True, description="True: only say what it would do; false: make the overrides."
    )


class NewCalendarIn(CalendarIn):
    """A calendar file to make a schedule of."""

    name: str = Field(
        min_length=1,
        max_length=LONGEST_SCHEDULE_NAME,
        description="Lower-case letters, digits, `-`, `_`; policies name it `schedule:<name>`.",
    )
    zone: str = Field(
        "", max_length=64, description="IANA name, of its hand-overs; yours when left out."
    )
    dry_run: Truth = Field(
        default=True, description="True: only say what it would be; false: make the schedule."
    )


class FeedIn(Strict):
    """A calendar address to make."""

    only_own: Truth = Field(
        default=False, description="Whether only shifts of whoever asks are in it."
    )


class SpanIn(Strict):
    """A time."""

    start: Moment
    end: Moment


class SwapIn(Strict):
    """A swap to ask for; whoever asks is one of the two."""

    giver: PersonId = Field(description="Whose shifts they are.")
    taker: PersonId = Field(description="Who shall have them.")
    start: Moment | None = Field(None, description="Now when left out.")
    end: Moment
    back: SpanIn | None = Field(
        None, description="A time whose shifts of the taker the giver has in return."
    )

    def read(self) -> SwapRequest:
        """Return it as the service takes it."""
        back = Span(self.back.start, self.back.end) if self.back else None
        return SwapRequest(
            giver=self.giver, taker=self.taker, start=self.start, end=self.end, back=back
        )


class SwapAnswerIn(Strict):
    """What is said to a swap."""

    answer: SwapAnswer = Field(
        description="accept and decline are for who was asked, withdraw for who asked."
    )
