"""The tools of the set `cloud`: what people look up in clusters, and alarm policies."""

from mcp.server.mcpserver.tools import Tool

from application.services import Services
from mcp_server.clusters.alarm_policies import AlarmPolicyTools
from mcp_server.clusters.details import ClusterDetailTools
from mcp_server.clusters.log_resources import LogResourceTools
from mcp_server.hints import changes, reads
from mcp_server.identity import Identity


def cloud_tools(services: Services, identity: Identity) -> list[Tool]:
    """Return the tools of the set `cloud`, in the order in which they are listed."""
    tools, alarms = ClusterDetailTools(services, identity), AlarmPolicyTools(services, identity)
    logs = LogResourceTools(services, identity)
    return [
        reads(tools.find_workload, "Find a workload", open_world=True),
        reads(tools.describe_object, "Describe a pod or workload", open_world=True),
        reads(tools.get_resource_use, "Say what is used now", open_world=True),
        reads(tools.list_services, "List Services", open_world=True),
        reads(tools.list_ingresses, "List Ingresses", open_world=True),
        reads(tools.list_configs, "List ConfigMaps and Secrets", open_world=True),
        reads(alarms.list_alarm_policies, "List alarm policies", open_world=True),
        # What was confirmed is done once, however often it is called; off, an alarm tells nobody.
        *(
            changes(method, title, destructive=True, open_world=True)
            for method, title in (
                (alarms.create_metric_alarm, "Create an alarm on a metric"),
                (alarms.create_log_alarm, "Create an alarm on a log"),
                (alarms.switch_alarm_policy, "Switch an alarm policy"),
            )
        ),
        reads(logs.list_logsets, "List log sets", open_world=True),
        reads(logs.list_scheduled_sql, "List scheduled SQL", open_world=True),
        *(
            changes(method, title, destructive=True, open_world=True)
            for method, title in (
                (logs.create_logset, "Create a log set"),
                (logs.create_log_topic, "Create a log topic"),
                (logs.create_scheduled_sql, "Create scheduled SQL"),
            )
        ),
    ]
