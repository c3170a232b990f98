"""Everything, started as a person would start it."""

import os
import signal

import psutil
import pytest

from tests.whole.machine import Machine, number_of, until

pytestmark = [pytest.mark.whole, pytest.mark.temporal, pytest.mark.timeout(300)]


async def test_everything_starts_mends_itself_stops_and_starts_again(tmp_path):
    """OPS-1, REL-1, BRF-7."""
    machine = Machine(tmp_path)
    async with machine.up() as (process, said):
        told = "\n".join(said)
        assert "one-time password" in told
        assert "pushed to Leo" in told
        assert {"dingtalk accepted", "mail accepted"} <= set(
            next(line for line in said if "pushed to Leo" in line).split("  ")[1].split(", ")
        )

        parts = await machine.status()
        assert {part["health"] for part in parts.values()} == {"up"}
        assert {"database", "temporal", "sandbox", "worker", "api", "mcp"} <= set(parts)

        for name in ("temporal", "worker"):
            os.kill(number_of(parts[name]), signal.SIGKILL)
        for _ in range(2):
            await until(process, said, "running again")
        assert {part["health"] for part in (await machine.status()).values()} == {"up"}

        refused = await machine.start("up")
        answer, _ = await refused.communicate()
        assert b"already running here" in answer
        assert refused.returncode != 0

    children = {number_of(part) for part in parts.values() if "process" in part["detail"]}
    assert not any(psutil.pid_exists(pid) for pid in children)

    async with machine.up() as (_, said):
        assert any("is there already" in line for line in said)  # the first admin was kept
        assert any("今天的简报已经给过了" in line for line in said)  # and what Mei was told
