"""What bodies of many requests and answers share."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from api.strict import Strict
from application.incidents.requests import LONGEST_REASON
from domain.events.events import Event

Why = Annotated[
    str, Field(min_length=1, max_length=LONGEST_REASON, description="For the record; one line.")
]


class Read(BaseModel):
    """An answer that is read from the application's own objects."""

    model_config = ConfigDict(from_attributes=True)


class ReasonIn(Strict):
    """Why, for the record."""

    reason: Why


class MaybeReasonIn(Strict):
    """Why, if there is something to say."""

    reason: str = Field("", max_length=LONGEST_REASON)


class CloudEvent(BaseModel):
    """One happening (CloudEvents 1.0, JSON format); `sequence` and `owner` are extensions."""

    specversion: str = "1.0"
    id: str
    source: str
    type: str
    subject: str
    time: datetime
    datacontenttype: str = "application/json"
    data: dict[str, Any]
    sequence: int | None = None
    owner: str | None = None

    @classmethod
    def of(cls, event: Event) -> "CloudEvent":
        """Return the wire form of an event."""
        return cls.model_validate(event, from_attributes=True)
