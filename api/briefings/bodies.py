"""What is sent and answered about briefings, as it travels."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, Field

from api.strict import WHOLE, Number, Strict, WallTime
from application.briefings.briefings import BriefingChanges
from domain.briefings.briefings import BriefingToday, Phase
from domain.briefings.summaries import Topic
from domain.common.readers import Language
from domain.deliveries.deliveries import ChannelAddress, ChannelKind
from domain.recordings.recordings import FASTEST, SLOWEST


class GreetingIn(Strict):
    """Good morning."""

    key: str = Field("", max_length=64, description="Your own key; with it, ask again safely.")
    person_id: str | None = Field(None, max_length=64, description="Whose morning; your own.")


class ChannelIn(Strict):
    """Where to push; for chat robots `target` is the name of a configured robot."""

    kind: ChannelKind
    target: str = Field(min_length=1, max_length=254)
    mentions: list[Annotated[str, Field(min_length=1, max_length=64)]] = Field([], max_length=20)

    def address(self) -> ChannelAddress:
        """Return it as the service takes it."""
        return ChannelAddress(self.kind, self.target, tuple(self.mentions))


class SettingsPatch(Strict):
    """Settings to change; what is left out, or null, stays."""

    zone: str | None = Field(None, max_length=64, description="IANA name, e.g. Asia/Shanghai.")
    language: Language | None = None
    window_start: WallTime | None = None
    window_end: WallTime | None = None
    prepare_minutes: Annotated[int, Field(ge=0, le=180), WHOLE] | None = None
    channels: list[ChannelIn] | None = Field(None, max_length=8)
    mail_after_spoken: str | None = Field(None, max_length=254)
    topics: list[Topic] | None = Field(None, min_length=1, max_length=len(Topic))
    quiet_hours: str | None = Field(
        None, max_length=11, description="As 22:00-07:00: pages wait that are not critical."
    )
    muted_until: AwareDatetime | None = Field(
        None, description="Pages that can wait do, until then; a past moment ends it."
    )
    speech_rate: Number | None = Field(None, ge=SLOWEST, le=FASTEST)
    critical_by: list[ChannelKind] | None = Field(
        None,
        max_length=2,
        description="`mail`, `sms`: critical pages come to the person's own at once, too.",
    )
    person_id: str | None = Field(None, max_length=64)

    def changes(self) -> BriefingChanges:
        """Return them as the service takes them."""
        return BriefingChanges(
            zone=self.zone,
            language=self.language,
            window_start=self.window_start,
            window_end=self.window_end,
            prepare_minutes=self.prepare_minutes,
            channels=None
            if self.channels is None
            else tuple(each.address() for each in self.channels),
            mail_after_spoken=self.mail_after_spoken,
            topics=None if self.topics is None else tuple(self.topics),
            quiet_hours=self.quiet_hours,
            muted_until=self.muted_until,
            speech_rate=self.speech_rate,
            critical_by=None if self.critical_by is None else tuple(self.critical_by),
        )


class SettingsOut(BaseModel):
    """The settings in force; all times are wall clock in `zone`."""

    zone: str
    language: Language
    window_start: WallTime
    window_end: WallTime
    prepare_minutes: int
    channels: list[ChannelAddress]
    mail_after_spoken: str
    topics: list[Topic]
    quiet_hours: str
    muted_until: datetime | None = Field(description="Pages that can wait do, until then.")
    speech_rate: float = Field(description="How fast briefings are said; 1 is usual.")
    critical_by: list[ChannelKind] = Field(
        description="By which of the person's own mail and phone critical pages come at once, too."
    )


class TodayOut(BaseModel):
    """How far today's briefing is, and what is due next."""

    person_id: str
    day: str
    phase: Phase
    briefing_id: str = Field(description="Empty until there is a briefing.")
    given_at: datetime | None
    paused: bool
    next_step: str
    next_due: datetime | None = Field(description="Null while only a message can bring it.")
    progress: str = Field(description="What is being done this moment; empty when nothing is.")
    settings: SettingsOut

    @classmethod
    def of(cls, today: BriefingToday) -> "TodayOut":
        """Return the wire form."""
        return cls.model_validate(today, from_attributes=True)


class WhoseIn(Strict):
    """Whose briefing; your own when left out."""

    person_id: str | None = Field(None, max_length=64)


class PauseIn(WhoseIn):
    """Why it is paused, for whoever looks later."""

    reason: str = Field("", max_length=200)


class ProgressOut(BaseModel):
    """What is being done this moment; empty when nothing is."""

    text: str


class FormAsked(StrEnum):
    """Forms in which a briefing is read (BRF-6)."""

    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"
    TEXT = "text"
    SPOKEN = "spoken"
