"""What bodies of many requests and answers share."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.strict import Strict
from application.incidents.requests import LONGEST_REASON

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
