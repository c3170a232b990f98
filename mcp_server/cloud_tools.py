"""The tools of the set `cloud`: what people look up in clusters and at the cloud's monitor."""

from mcp.server.mcpserver.tools import Tool

from application.services import Services
from mcp_server.clusters.details import ClusterDetailTools
from mcp_server.hints import reads
from mcp_server.identity import Identity


def cloud_tools(services: Services, identity: Identity) -> list[Tool]:
    """Return the tools of the set `cloud`, in the order in which they are listed."""
    tools = ClusterDetailTools(services, identity)
    return [
        reads(tools.find_workload, "Find a workload", open_world=True),
        reads(tools.describe_object, "Describe a pod or workload", open_world=True),
        reads(tools.get_resource_use, "Say what is used now", open_world=True),
        reads(tools.list_services, "List Services", open_world=True),
        reads(tools.list_ingresses, "List Ingresses", open_world=True),
        reads(tools.list_configs, "List ConfigMaps and Secrets", open_world=True),
    ]
