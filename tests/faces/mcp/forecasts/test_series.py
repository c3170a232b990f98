"""Tools about metrics, as an agent sees them."""

from tests.faces.mcp.logs.test_tools import refused, told

CPU = {
    "tencent_monitor": {
        "namespace": "QCE/CVM",
        "metric": "CPUUsage",
        "dimensions": {"InstanceId": "ins-1"},
    }
}


async def test_metrics_are_listed_and_one_is_read(agent_of, world):
    """CLD-3."""
    world.histories.values = {"": [10.0, 90.0, 20.0]}
    async with agent_of(sets=["analytics"]) as agent:
        listed, _ = await told(agent, "list_metrics", namespace="QCE/CVM")
        read, text = await told(agent, "get_metric_series", source=CPU, unit="%")
        wrong = await refused(agent, "get_metric_series", metric="no_such")
    assert [each["name"] for each in listed["metrics"]] == ["CPUUsage", "CvmDiskUsage"]
    assert read["series"][0]["most"] == 90
    assert "90%" in text
    assert "metric " in wrong
