"""Arguments of the tools about incidents and repairs, each with its meaning and its bounds."""

from typing import Annotated

from pydantic import Field

IncidentId = Annotated[
    str,
    Field(description="Incident id, from list_incidents.", pattern=r"^i_[a-z0-9]{26}$"),
]


ApprovalId = Annotated[
    str,
    Field(
        description="Id of the question, as list_approvals gives it.",
        pattern=r"^(a_[a-z0-9]{26}|e_[0-9a-f]{16})$",
    ),
]


AnyCluster = Annotated[
    str,
    Field(
        description="Only this cluster's; empty: all.",
        pattern=r"^([A-Za-z0-9][A-Za-z0-9._-]{0,62})?$",
    ),
]


Key = Annotated[
    str,
    Field(
        description="A key of your own that makes repeating safe; may be empty. "
        "At most 64 characters.",
        max_length=64,
    ),
]

_PATTERN = r"^[A-Za-z0-9.*?-]{0,253}$"

ScopeCluster = Annotated[
    str,
    Field(
        description="Clusters it covers: an id, or a pattern with * and ?; empty: all.",
        pattern=_PATTERN,
    ),
]
ScopeNamespace = Annotated[
    str,
    Field(description="Namespaces it covers: a name or a pattern; empty: all.", pattern=_PATTERN),
]
ScopeWorkload = Annotated[
    str,
    Field(description="Workloads it covers: a name or a pattern; empty: all.", pattern=_PATTERN),
]

ControlName = Annotated[
    str,
    Field(
        description="Short name for lists, e.g. 'checkout release'.", min_length=1, max_length=80
    ),
]

Begins = Annotated[
    str,
    Field(
        description="When it begins: 'now', '22:00', '2026-11-21 22:00' or ISO; without an offset "
        "it is the caller's local time.",
        min_length=1,
        max_length=40,
    ),
]

Ends = Annotated[
    str,
    Field(
        description="When it ends, as for start; or how long it lasts, e.g. '2h', '30m'.",
        min_length=1,
        max_length=40,
    ),
]
