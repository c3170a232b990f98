"""The cluster of `bench.storm`, in a process of its own, so that its CPU counts for nobody.

python -m bench.storm_target      # prints its port
"""

import asyncio
import socket

import uvicorn

from sandbox.kubernetes.app import KubernetesStandIn

CLUSTER = "cls-storm"

NODES = 16
"""Of 110 pods each: a thousand workloads of one replica, and as many again while they restart."""


async def serve() -> None:
    """Serve until ended."""
    stand_in = KubernetesStandIn(speed=4, nodes=NODES)
    stand_in.add_cluster(CLUSTER)
    with socket.create_server(("127.0.0.1", 0), backlog=1_024) as listening:
        print(listening.getsockname()[1], flush=True)
        config = uvicorn.Config(stand_in.app, log_config=None, access_log=False)
        await uvicorn.Server(config).serve([listening])


if __name__ == "__main__":
    asyncio.run(serve())
