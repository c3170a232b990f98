"""What is sent and answered about repairs, and about questions of repairs, as it travels."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from api.bodies import MaybeReasonIn, Read, Why
from api.strict import WHOLE, Strict, Truth
from application.incidents.requests import (
    LARGEST_REVISION,
    LONGEST_KEY,
    MOST_REPLICAS,
    RequestedRepair,
    Will,
)
from domain.clusters.clusters import WorkloadKind
from domain.incidents.incidents import RepairName

Worded = Annotated[str, BeforeValidator(lambda said: said if isinstance(said, str) else "")]
"""A message that `of` puts into the reader's words."""


class TargetOut(Read):
    """A workload."""

    cluster: str
    namespace: str
    kind: WorkloadKind
    name: str


class RepairIn(Strict):
    """What to repair, and whether it is meant."""

    cluster: str = Field(min_length=1, max_length=63)
    namespace: str = Field(min_length=1, max_length=253)
    kind: WorkloadKind = WorkloadKind.DEPLOYMENT
    name: str = Field(min_length=1, max_length=253)
    reason: Why
    dry_run: Truth = Field(default=True, description="True: only say what would be done.")
    confirm: str = Field(
        "",
        pattern="^([0-9a-f]{16})?$",
        description="`confirm` of the dry run: when the plan is another by now, nothing is done.",
    )
    key: str = Field("", max_length=LONGEST_KEY, description="Your own; makes repeating safe.")


class RollbackIn(RepairIn):
    """What to roll back, and to which revision."""

    revision: Annotated[int, Field(ge=0, le=LARGEST_REVISION), WHOLE] = Field(
        0, description="0: the one before."
    )


class ScaleIn(RepairIn):
    """What to scale, and to how many."""

    replicas: Annotated[int, Field(ge=0, le=MOST_REPLICAS), WHOLE] = Field(
        0, description="0: the policy's next step."
    )


class RepairOut(Read):
    """What a repair would do, or that it was begun."""

    target: TargetOut
    action: RepairName
    dry_run: bool
    outcome: Will
    will: str = Field(description="What happens, or would happen, as a sentence.")
    preview: str = Field(description="The exact patch; empty when there is nothing to do.")
    why: str
    undo: str
    confirm: str
    incident_id: str = Field(description="Where to follow it; empty for a dry run.")
    workflow_id: str

    @classmethod
    def of(cls, repair: RequestedRepair) -> "RepairOut":
        """Return the wire form."""
        return cls.model_validate(repair)


class ApproveIn(MaybeReasonIn):
    """A yes to exactly one plan."""

    plan: str = Field(
        pattern="^[0-9a-f]{64}$", description="`plan` of the question: approves nothing else."
    )
