"""Arguments of the tools that edit clusters, each with its meaning and its bounds."""

from typing import Annotated

from pydantic import Field

from domain.cluster_edits.rules import DISK_GIB, LONGEST_TEXT, MOST_NODES

EditId = Annotated[
    str,
    Field(
        description="Id of the edit, as the tool that made it gave it.", pattern=r"^e_[0-9a-f]{16}$"
    ),
]

EditPlan = Annotated[
    str,
    Field(
        description="The plan of the edit, as get_cluster_edit gives it: approves that and "
        "nothing else.",
        pattern=r"^[0-9a-f]{64}$",
    ),
]

Manifest = Annotated[
    str,
    Field(
        description="YAML of 1 to 20 objects: Deployment, StatefulSet, DaemonSet, "
        "ConfigMap, Service, Ingress, HorizontalPodAutoscaler, PodDisruptionBudget or "
        "CronJob; only the fields to be set. What a former apply set and this one leaves "
        "out is removed.",
        min_length=1,
        max_length=LONGEST_TEXT,
    ),
]

_KUBERNETES_NAME = r"^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$"

ConfigMapName = Annotated[
    str,
    Field(description="Name of the ConfigMap in its namespace.", pattern=_KUBERNETES_NAME),
]

IsolatedPod = Annotated[
    str,
    Field(description="Name of the isolated pod; see list_pods.", pattern=_KUBERNETES_NAME),
]

Values = Annotated[
    dict[str, str],
    Field(
        default_factory=dict,
        description="Keys to set and their values, e.g. {'LOG_LEVEL': 'info'}.",
    ),
]

Removed = Annotated[
    list[str],
    Field(
        default_factory=list,
        description="Keys to remove; those not there are passed over.",
    ),
]

Pool = Annotated[
    str,
    Field(
        description="Id of the node pool, as list_node_pools gives it.",
        pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,62}$",
    ),
]

Nodes = Annotated[
    int,
    Field(description="How many nodes it shall have, within its bounds.", ge=0, le=1000),
]

NewPoolName = Annotated[
    str, Field(description="Name of the new pool.", min_length=1, max_length=25)
]

InstanceType = Annotated[
    str, Field(description="Type of machine, e.g. 'S5.MEDIUM4'.", max_length=41)
]

Subnets = Annotated[
    list[str],
    Field(description="1 to 5 subnet ids of the cluster's network, the preferred one first."),
]

SecurityGroups = Annotated[
    list[str],
    Field(default_factory=list, description="Up to 5 ids; none: the network's default."),
]

FirstNodes = Annotated[
    int, Field(description="How many nodes it begins with.", ge=0, le=MOST_NODES)
]
Minimum = Annotated[
    int, Field(description="The load never takes it below this.", ge=0, le=MOST_NODES)
]
Maximum = Annotated[
    int, Field(description="The load never takes it above this.", ge=1, le=MOST_NODES)
]
Disk = Annotated[
    int,
    Field(description="System disk of each machine in GiB.", ge=DISK_GIB[0], le=DISK_GIB[1]),
]
Labels = Annotated[
    dict[str, str],
    Field(default_factory=dict, description="Labels of its nodes, e.g. {'tier': 'batch'}."),
]
