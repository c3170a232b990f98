"""`zhiban metrics` and `zhiban metric`."""

import json

CPU = {
    "tencent_monitor": {
        "namespace": "QCE/CVM",
        "metric": "CPUUsage",
        "dimensions": {"InstanceId": "ins-1"},
    }
}


def test_metrics_are_listed_and_one_is_told(zhiban, runtime):
    """CLD-3."""
    runtime.world.histories.values = {"": [10.0, 90.0, 20.0]}

    assert "CvmDiskUsage" in zhiban("metrics", "QCE/CVM").out
    assert "90%" in zhiban("metric", "--source", json.dumps(CPU), "--unit", "%").out
    assert zhiban("metric").code == 2
