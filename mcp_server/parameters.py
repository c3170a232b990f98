"""Arguments that several tools share, each with its meaning and its bounds."""

from typing import Annotated, Literal

from pydantic import Field

from application.incidents.requests import LONGEST_REASON
from domain.common.readers import LANGUAGE_FORMAT, LONGEST_TAG
from mcp_server.cursors import LONGEST_CURSOR

Reason = Annotated[
    str,
    Field(
        description="Why, in their words; ≤ 300 characters.",
        min_length=1,
        max_length=LONGEST_REASON,
    ),
]


OptionalReason = Annotated[
    str,
    Field(description="Why, for the record; may be empty.", max_length=LONGEST_REASON),
]


Cluster = Annotated[
    str,
    Field(
        description="Id of the cluster, from list_clusters.",
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$",
    ),
]


_KUBERNETES_NAME = r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?"


Namespace = Annotated[
    str,
    Field(description="Kubernetes namespace.", pattern=f"^{_KUBERNETES_NAME}$"),
]


AnyNamespace = Annotated[
    str,
    Field(description="Only this namespace; empty: all.", pattern=f"^({_KUBERNETES_NAME})?$"),
]


WorkloadName = Annotated[
    str,
    Field(
        description="Name of the workload, not of a pod; see list_workloads.",
        pattern=f"^{_KUBERNETES_NAME}$",
    ),
]


Kind = Annotated[
    Literal["Deployment", "StatefulSet", "DaemonSet"], Field(description="Kind of the workload.")
]


Confirm = Annotated[
    str,
    Field(
        description="Empty: only say what would be done. The confirm of that answer, once the "
        "person agreed to it: do exactly that.",
        pattern=r"^([0-9a-f]{16})?$",
    ),
]


PersonId = Annotated[
    str,
    Field(
        description="Whose briefing; empty: the caller's own. Admins may name others, 'u_…'.",
        pattern=r"^(u_[a-z0-9][a-z0-9_-]{2,39})?$",
    ),
]

TopicId = Annotated[
    str,
    Field(
        description="Id of the log topic, from list_log_topics; without region also its name.",
        min_length=1,
        max_length=255,
        pattern=r"^[^|\x00-\x1f]+$",
    ),
]

Query = Annotated[
    str,
    Field(
        description="CQL of Tencent Cloud CLS: words are OR-ed ('error timeout'), AND/OR/NOT and "
        "brackets work, fields as 'level:ERROR' or 'status:>=500', '*' for every line; "
        "'… | select count(*) as n' adds SQL. At most 12,288 bytes.",
        min_length=1,
        max_length=12_288,
    ),
]

_TIMES = (
    "'-1h', 'today', 'yesterday 08:00' or ISO such as "
    "'2026-11-20T08:00:00+08:00'; without an offset it is the caller's local time"
)

Start = Annotated[
    str,
    Field(
        description=f"First moment of the period, at most 31 days before end for logs: {_TIMES}.",
        min_length=1,
        max_length=40,
    ),
]

End = Annotated[
    str,
    Field(
        description="First moment after the period; written as start.",
        min_length=1,
        max_length=40,
    ),
]

Region = Annotated[
    str,
    Field(
        description="Tencent Cloud region of the topic, e.g. 'ap-guangzhou'; "
        "leave empty for the configured one.",
        pattern=r"^([a-z]{2,4}(-[a-z0-9]+){1,3})?$",
    ),
]

Limit = Annotated[int, Field(description="How many at most; 20 is plenty.", ge=1, le=100)]

Cursor = Annotated[
    str,
    Field(
        description="next_cursor of the answer before; empty: first page.",
        max_length=LONGEST_CURSOR,
        pattern=r"^[A-Za-z0-9_-]*$",
    ),
]

TopicName = Literal["logs", "alarms", "rollbacks", "broadcast", "tasks", "capacity"]

WallTime = Annotated[str, Field(pattern=r"^\d{1,2}:\d{2}$")]

ChannelWords = Annotated[
    str,
    Field(pattern=r"^(mail|wecom|dingtalk|feishu):[^\s@][^\s]*( @[^\s@]+)*$", max_length=1_000),
]
"""`kind:target`, then ` @who` for each mention."""

LanguageName = Annotated[
    str,
    Field(
        description="Language of the text; leave empty for the person's own.",
        max_length=LONGEST_TAG,
        json_schema_extra={"format": LANGUAGE_FORMAT},
    ),
]
