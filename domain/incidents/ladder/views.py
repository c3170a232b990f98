"""What preconditions of actions look at, and how they say no."""

from dataclasses import dataclass, field
from datetime import datetime

from domain.clusters.clusters import Workload
from domain.clusters.repairs import SkipReason
from domain.common.messages import Message
from domain.incidents.incidents import Request
from domain.incidents.policy.policies import Policy


@dataclass(frozen=True)
class Why:
    """Why an action is passed over; `detail` holds numbers and names, for people."""

    reason: SkipReason
    detail: Message | None = None


@dataclass(frozen=True, kw_only=True)
class View:
    """A target with what stands around it.

    Attributes:
        siblings: other workloads of its application.
        sick_nodes: names of nodes with something wrong.
        kept_configs: ConfigMap → digest of the newest content that a healthy workload ran with.
        unread: parts of this that could not be read: `nodes`, `siblings`, `configs`.
        began: when the fault began; None when nobody knows.
        request: what a person asked for, when it is about this very action.
    """

    workload: Workload
    policy: Policy
    siblings: tuple[Workload, ...] = ()
    sick_nodes: frozenset[str] = frozenset()
    kept_configs: dict[str, str] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    began: datetime | None = None
    request: Request | None = None
