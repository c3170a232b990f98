"""What is sent about the weights of scores, as it travels."""

from typing import Annotated

from pydantic import Field

from api.bodies import Why
from api.strict import Moment, Number, Strict
from domain.incidents.weights import LEAST, MOST

Share = Annotated[Number, Field(ge=LEAST, le=MOST)]


class SharesIn(Strict):
    """The four shares; they add up to 1."""

    impact: Share
    severity: Share
    importance: Share
    urgency: Share

    def read(self) -> tuple[float, float, float, float]:
        """Return them as the service takes them."""
        return self.impact, self.severity, self.importance, self.urgency


class WeightsIn(Strict):
    """Weights to put in force."""

    shares: SharesIn
    reason: Why
    effective_at: Moment | None = Field(None, description="Now when left out; never in the past.")


class RevertIn(Strict):
    """A version to go back to."""

    version: str = Field(
        min_length=1, max_length=64, description="As the history names it, or `published`."
    )
    reason: Why
