"""Bodies of requests about incident groups."""

from typing import Annotated

from pydantic import Field

from api.bodies import ReasonIn


class MergeIn(ReasonIn):
    """Into whose group, and why."""

    into: Annotated[
        str, Field(max_length=64, pattern="^i_", description="Id of the other incident.")
    ]
