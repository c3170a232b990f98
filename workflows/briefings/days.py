"""A person's days as their workflow works on them: what is known, what is owed, what is shown.

Everything that changes goes through here, so that whoever waits for a change is woken, and so that
a run can end and the next one go on.
"""

from dataclasses import dataclass, field
from typing import Any

from temporalio import workflow

from activities.briefings import BriefingActivities, BriefingNote
from domain.briefings.briefings import BriefingSettings, Greeting, Phase, briefing_day, briefing_id
from domain.briefings.days import BriefingState, NextStep, begun, next_step
from domain.common.messages import Message, message
from domain.events.events import EventType
from workflows.attributes import show_state
from workflows.notes import Notes


@dataclass(frozen=True)
class BriefingInput:
    """Everything the workflow needs; add fields, with defaults, at the end.

    Attributes:
        state: what the run before left; None when there was none.
        last_given: the newest local date known to have been given, for a run without `state`.
    """

    person_id: str
    settings: BriefingSettings = field(default_factory=BriefingSettings)
    state: BriefingState | None = None
    last_given: str = ""


class Days:
    """The days of one person, and everything that their workflow does to them.

    Attributes:
        page_turned: the next day was begun in this run.
        changes: how often anything changed; differs when there is something new to heed.
    """

    def __init__(self, briefing: BriefingInput) -> None:
        self.person = briefing.person_id
        self.settings = briefing.settings
        self.state = briefing.state or begun(
            briefing.settings, now=workflow.now(), last_given=briefing.last_given
        )
        self.notes = Notes[BriefingNote](BriefingActivities.record, lambda note: note.name)
        self.page_turned = False
        self.doing = ""
        self.changes = 0

    @property
    def input(self) -> BriefingInput:
        """What the next run begins with."""
        return BriefingInput(self.person, self.settings, self.state)

    @property
    def today(self) -> str:
        """The date whose briefing it is time for."""
        return briefing_day(workflow.now(), self.settings).isoformat()

    @property
    def next(self) -> NextStep:
        """What comes next for the current day."""
        return next_step(
            self.state.current,
            self.settings,
            now=workflow.now(),
            paused=self.state.paused,
            prepare_wanted=self.state.prepare_wanted,
        )

    @property
    def owes_something(self) -> bool:
        """Whether anything is still to be written down or sent."""
        return bool(self.notes or self.state.mail_due or self.state.unheard)

    def is_awaited(self, day: str) -> bool:
        """Say whether a date is worked on and not prepared yet."""
        return self.state.current.day == day and self.state.current.phase is Phase.WAITING

    def id_of(self, day: str) -> str:
        """Return the id of a date's briefing."""
        return briefing_id(self.person, day)

    def become(self, state: BriefingState) -> None:
        """Change what is known, and wake whoever waits for a change."""
        self.state = state
        self.changes += 1

    def configure(self, settings: BriefingSettings) -> None:
        """Go on with other settings."""
        self.settings = settings
        self.become(self.state.configured(settings, now=workflow.now()))

    def note(self, event: EventType, day: str, data: dict[str, Any]) -> None:
        """Owe an event."""
        at = workflow.now()
        name = event.rpartition(".")[2]
        # Two that arrive together share the moment, and are two all the same.
        unique = name if day else f"{name}/{at.isoformat()}/{self.changes}"
        self.notes.owe(BriefingNote(event, self.person, day, at, unique, data))
        self.changes += 1

    def give(self, greeting: Greeting) -> None:
        """Let the current day's briefing belong to a greeting."""
        day = self.state.current.day
        self.become(self.state.given(key=greeting.key, by=greeting.by, at=workflow.now()))
        self.note(EventType.BRIEFING_GIVEN, day, {"by": greeting.by})
        self.show(f"Given to {greeting.by}.")

    def miss(self, reason: Message) -> None:
        """Let the current day go without a briefing."""
        day = self.state.current.day
        self.become(self.state.reached(Phase.MISSED))
        self.note(EventType.BRIEFING_MISSED, day, {"reason": reason.recorded})

    def turn_to_today(self) -> None:
        """Begin today if the worker slept through the turn of the page."""
        if self.state.current.day < self.today:
            self.turn_the_page()

    def turn_the_page(self) -> None:
        """Begin the next day; the run that follows starts with an empty history."""
        if self.state.current.phase is Phase.WAITING:
            self.miss(message("briefing.day_passed"))
        self.become(self.state.turned(self.settings, now=workflow.now()))
        self.page_turned = True

    def show(self, sentence: str) -> None:
        """Say what it does, to people and to the Web UI."""
        self.doing = sentence
        workflow.set_current_details(f"**{self.state.current.day}** {sentence}")
        show_state(self.state.current.phase)

    def show_waiting(self, upcoming: NextStep) -> None:
        """Say what it waits for."""
        current = self.state.current
        due = f"{upcoming.due:%Y-%m-%d %H:%M} UTC" if upcoming.due else "when resumed"
        workflow.set_current_details(
            f"**{current.day}** {current.phase}. Next: {upcoming.step} at {due}."
        )
        self.doing = ""
        show_state("paused" if self.state.paused else current.phase)
