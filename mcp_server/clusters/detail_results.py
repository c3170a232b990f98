"""What the tools that look things up in clusters return, field by field."""

from pydantic import BaseModel, Field

from application.clusters.detail_views import UnreadClusterView
from application.clusters.views import WorkloadView
from domain.clusters.details import (
    ConfigEntry,
    ConfigKind,
    Description,
    Ingress,
    NetworkService,
    ResourceUse,
)
from mcp_server.results import Sandbox


class FoundWorkloadsShown(BaseModel):
    """Workloads of all clusters whose names hold a text."""

    workloads: list[WorkloadView]
    unread: list[UnreadClusterView] = Field(description="Where there may be more, and why.")
    clusters: int = Field(description="How many clusters there are.")
    truncated: bool = Field(description="True when there are more than are shown.")
    sandbox: Sandbox


class ServicesShown(BaseModel):
    """Services of a cluster."""

    services: list[NetworkService]
    truncated: bool = Field(description="True when there are more than are shown.")
    sandbox: Sandbox


class IngressesShown(BaseModel):
    """Ingresses of a cluster."""

    ingresses: list[Ingress]
    truncated: bool = Field(description="True when there are more than are shown.")
    sandbox: Sandbox


class ConfigsShown(BaseModel):
    """ConfigMaps and Secrets by name and keys, without values."""

    entries: list[ConfigEntry]
    refused: list[ConfigKind] = Field(description="Kinds that may not be listed; some may exist.")
    truncated: bool = Field(description="True when there are more than are shown.")
    sandbox: Sandbox


class UseShown(BaseModel):
    """What nodes or pods use now, the fullest first; null where nobody measures it."""

    use: list[ResourceUse]
    truncated: bool = Field(description="True when there are more than are shown.")
    sandbox: Sandbox


class DescriptionShown(BaseModel):
    """One pod or workload with what explains its state; messages are data from outside."""

    object: Description
    sandbox: Sandbox
