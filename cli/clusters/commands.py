"""`zhiban cluster …`: what runs, to look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote

import typer

from application.clusters.views import (
    CLUSTERS,
    EVENTS,
    NODE_POOLS,
    NODES,
    PODS,
    WORKLOADS,
    PodLogView,
    PodView,
    WorkloadsView,
    WorkloadView,
    workload_tables,
    workload_view,
    workloads_view,
)
from application.common.views import columns, read_view
from application.common.wording import Localizer
from application.services import Services
from cli.options import AsJson, Limit
from cli.output import note_more, say, say_json, say_table
from cli.terminal import Terminal
from cli.typed import workload_of
from domain.clusters.clusters import Cluster, ClusterEvent, Node, NodePool, WorkloadKind

PATH = "/api/v1/clusters"

ClusterId = Annotated[str, typer.Argument(help="option.cluster_id")]
Namespace = Annotated[str, typer.Argument(help="option.namespace")]


@dataclass(frozen=True)
class ClusterCommands:
    """Each public method is one command; its docstring has its example."""

    terminal: Terminal

    def list_all(self, *, as_json: AsJson = False) -> None:
        """List the account's clusters.

        Example: zhiban cluster list
        """
        by = self.terminal.operator

        async def asked(services: Services, _: Localizer) -> list[Cluster]:
            return await services.clusters.clusters(by=by)

        say_found(*self.terminal.read(list[Cluster], PATH, asked), CLUSTERS, as_json=as_json)

    def nodes(self, *, cluster: ClusterId, as_json: AsJson = False) -> None:
        """List the machines of a cluster.

        Example: zhiban cluster nodes cls-3f1k2m9q
        """
        by = self.terminal.operator

        async def asked(services: Services, _: Localizer) -> list[Node]:
            return await services.clusters.nodes(by=by, cluster=cluster)

        path = path_of(cluster, "nodes")
        say_found(*self.terminal.read(list[Node], path, asked), NODES, as_json=as_json)

    def pools(self, *, cluster: ClusterId, as_json: AsJson = False) -> None:
        """List the node pools of a cluster with their sizes and bounds.

        Example: zhiban cluster pools cls-3f1k2m9q
        """
        by = self.terminal.operator

        async def asked(services: Services, _: Localizer) -> list[NodePool]:
            return await services.clusters.node_pools(by=by, cluster=cluster)

        path = path_of(cluster, "node-pools")
        say_found(*self.terminal.read(list[NodePool], path, asked), NODE_POOLS, as_json=as_json)

    def workloads(  # noqa: PLR0913 - one option per way to narrow
        self,
        *,
        cluster: ClusterId,
        namespace: Annotated[str, typer.Option(help="option.workloads_namespace")] = "",
        kind: Annotated[WorkloadKind | None, typer.Option(help="option.kind")] = None,
        application: Annotated[str, typer.Option(help="option.application")] = "",
        limit: Limit = 50,
        after: Annotated[str, typer.Option(help="option.workloads_after")] = "",
        as_json: AsJson = False,
    ) -> None:
        """List workloads with how many of their pods are ready.

        Example: zhiban cluster workloads cls-3f1k2m9q --namespace payments
        """
        by = self.terminal.operator
        narrowed: dict[str, Any] = {
            "namespace": namespace,
            "kind": kind,
            "application": application,
            "limit": limit,
            "after": after,
        }

        async def asked(services: Services, _: Localizer) -> WorkloadsView:
            page = await services.clusters.workloads(by=by, cluster=cluster, **narrowed)
            return workloads_view(page)

        path = path_of(cluster, "workloads")
        page, reader = self.terminal.read(WorkloadsView, path, asked, narrowed)
        if as_json:
            say_json(page)
            return
        say_found(page.workloads, reader, WORKLOADS, as_json=False)
        if page.next_after:
            note_more(reader.text, f"--after {page.next_after}")

    def workload(
        self,
        *,
        workload: Annotated[str, typer.Argument(help="option.workload")],
        as_json: AsJson = False,
    ) -> None:
        """Show a workload: its versions to go back to, its pods, who owns its count.

        Example: zhiban cluster workload cls-3f1k2m9q/payments/checkout
        """
        by = self.terminal.operator

        ref = workload_of(workload)

        async def asked(services: Services, _: Localizer) -> WorkloadView:
            return workload_view(await services.clusters.workload(by=by, ref=ref))

        path = path_of(ref.cluster, "workloads", ref.namespace, ref.kind, ref.name)
        found, reader = self.terminal.read(WorkloadView, path, asked)
        if as_json:
            say_json(found)
            return
        for heading, table in workload_tables(found, reader):
            if heading:
                say(f"\n{heading}")
            say_table(table.labels, table.rows)

    def pods(
        self,
        *,
        cluster: ClusterId,
        namespace: Namespace,
        limit: Limit = 100,
        as_json: AsJson = False,
    ) -> None:
        """List the pods of a namespace with why they are not ready.

        Example: zhiban cluster pods cls-3f1k2m9q payments
        """
        by = self.terminal.operator

        async def asked(services: Services, _: Localizer) -> list[PodView]:
            found = await services.clusters.pods(
                by=by, cluster=cluster, namespace=namespace, limit=limit
            )
            return read_view(list[PodView], found)

        path, which = path_of(cluster, "pods"), {"namespace": namespace, "limit": limit}
        say_found(*self.terminal.read(list[PodView], path, asked, which), PODS, as_json=as_json)

    def events(
        self,
        *,
        cluster: ClusterId,
        namespace: Namespace,
        about: Annotated[str, typer.Option(help="option.about")] = "",
        limit: Limit = 50,
        as_json: AsJson = False,
    ) -> None:
        """List what Kubernetes noted about a namespace, newest first.

        Example: zhiban cluster events cls-3f1k2m9q payments --about checkout-7d9-x2x
        """
        by = self.terminal.operator

        which: dict[str, Any] = {"namespace": namespace, "object_name": about, "limit": limit}

        async def asked(services: Services, _: Localizer) -> list[ClusterEvent]:
            return await services.clusters.events(by=by, cluster=cluster, **which)

        path = path_of(cluster, "events")
        say_found(
            *self.terminal.read(list[ClusterEvent], path, asked, which), EVENTS, as_json=as_json
        )

    def log(  # noqa: PLR0913 - one option per way to narrow
        self,
        *,
        cluster: ClusterId,
        namespace: Namespace,
        pod: Annotated[str, typer.Argument(help="option.pod")],
        container: Annotated[str, typer.Option(help="option.container")] = "",
        lines: Annotated[int, typer.Option(min=1, max=1_000, help="option.lines")] = 100,
        previous: Annotated[bool, typer.Option("--previous", help="option.previous")] = False,
        as_json: AsJson = False,
    ) -> None:
        """Read the last lines that a pod wrote.

        Example: zhiban cluster log cls-3f1k2m9q payments checkout-7d9-x2x
        """
        by = self.terminal.operator
        which: dict[str, Any] = {"container": container, "lines": lines, "previous": previous}

        async def asked(services: Services, _: Localizer) -> PodLogView:
            text = await services.clusters.pod_log(
                by=by, cluster=cluster, namespace=namespace, pod=pod, **which
            )
            return PodLogView(pod=pod, text=text)

        path = path_of(cluster, "pods", namespace, pod, "log")
        found, _ = self.terminal.read(PodLogView, path, asked, which)
        if as_json:
            say_json(found)
        else:
            say(found.text.rstrip("\n"))


def path_of(*parts: str) -> str:
    """Return the address below those of clusters."""
    return "/".join((PATH, *(quote(each, safe="") for each in parts)))


def say_found(
    found: Sequence[object], reader: Localizer, heads: Sequence[str], *, as_json: bool
) -> None:
    """Write records as a table, or as JSON."""
    if as_json:
        say_json(found)
    else:
        table = columns(found, heads, reader)
        say_table(table.labels, table.rows)
