"""`zhiban cluster …`: what runs, to look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from application.services import Services
from cli.options import AsJson, Limit
from cli.output import note, one_line, say, say_json, say_table
from cli.terminal import Terminal
from cli.typed import workload_of
from domain.clusters.clusters import Pod, Workload, WorkloadKind
from domain.common.time_words import in_zone

Cluster = Annotated[str, typer.Argument(help="Id of the cluster; see 'zhiban cluster list'.")]
Namespace = Annotated[str, typer.Argument(help="Kubernetes namespace.")]


@dataclass(frozen=True)
class ClusterCommands:
    """Each public method is one command; its docstring is its help."""

    terminal: Terminal

    def list_all(self, *, as_json: AsJson = False) -> None:
        """List the account's clusters.

        Example: zhiban cluster list
        """
        by = self.terminal.operator
        found = self.terminal.ask(lambda services: services.clusters.clusters(by=by))
        names = ("id", "name", "region", "status", "version", "nodes")
        _say(found, names, as_json=as_json)

    def nodes(self, *, cluster: Cluster, as_json: AsJson = False) -> None:
        """List the machines of a cluster.

        Example: zhiban cluster nodes cls-3f1k2m9q
        """
        by = self.terminal.operator
        found = self.terminal.ask(lambda services: services.clusters.nodes(by=by, cluster=cluster))
        _say(found, ("name", "ready", "schedulable", "problems", "version"), as_json=as_json)

    def pools(self, *, cluster: Cluster, as_json: AsJson = False) -> None:
        """List the node pools of a cluster with their sizes and bounds.

        Example: zhiban cluster pools cls-3f1k2m9q
        """
        by = self.terminal.operator
        found = self.terminal.ask(
            lambda services: services.clusters.node_pools(by=by, cluster=cluster)
        )
        names = ("id", "name", "status", "ready", "desired", "minimum", "maximum")
        _say(found, names, as_json=as_json)

    def workloads(  # noqa: PLR0913 - one option per way to narrow
        self,
        *,
        cluster: Cluster,
        namespace: Annotated[str, typer.Option(help="Only this namespace's.")] = "",
        kind: Annotated[WorkloadKind | None, typer.Option(help="Only of this kind.")] = None,
        application: Annotated[str, typer.Option(help="Only of this application.")] = "",
        limit: Limit = 50,
        after: Annotated[str, typer.Option(help="Where the page before ended, to page on.")] = "",
        as_json: AsJson = False,
    ) -> None:
        """List workloads with how many of their pods are ready.

        Example: zhiban cluster workloads cls-3f1k2m9q --namespace payments
        """
        by = self.terminal.operator
        page = self.terminal.ask(
            lambda services: services.clusters.workloads(
                by=by,
                cluster=cluster,
                namespace=namespace,
                kind=kind,
                application=application,
                after=after,
                limit=limit,
            )
        )
        if as_json:
            say_json(page)
            return
        rows = [
            (
                each.ref.namespace,
                each.ref.kind,
                each.ref.name,
                each.rollout,
                f"{each.ready}/{each.replicas}",
                each.images,
            )
            for each in page.workloads
        ]
        say_table(("namespace", "kind", "name", "rollout", "ready", "images"), rows)
        if page.next_after:
            note(f"More: --after {page.next_after}, all else unchanged.")

    def workload(
        self,
        *,
        workload: Annotated[
            str, typer.Argument(help="CLUSTER/NAMESPACE/NAME, or with the KIND before the name.")
        ],
        as_json: AsJson = False,
    ) -> None:
        """Show a workload: its versions to go back to, its pods, who owns its count.

        Example: zhiban cluster workload cls-3f1k2m9q/payments/checkout
        """
        by = self.terminal.operator

        async def asked(services: Services) -> None:
            found = await services.clusters.workload(by=by, ref=workload_of(workload))
            if as_json:
                say_json(found)
            else:
                _say_workload(found, await self.terminal.zone_of(services, None))

        self.terminal.ask(asked)

    def pods(
        self,
        *,
        cluster: Cluster,
        namespace: Namespace,
        limit: Limit = 100,
        as_json: AsJson = False,
    ) -> None:
        """List the pods of a namespace with why they are not ready.

        Example: zhiban cluster pods cls-3f1k2m9q payments
        """
        by = self.terminal.operator

        async def asked(services: Services) -> None:
            found = await services.clusters.pods(
                by=by, cluster=cluster, namespace=namespace, limit=limit
            )
            if as_json:
                say_json(found)
            else:
                _say_pods(found, await self.terminal.zone_of(services, None))

        self.terminal.ask(asked)

    def events(
        self,
        *,
        cluster: Cluster,
        namespace: Namespace,
        about: Annotated[str, typer.Option(help="Only about the object of this name.")] = "",
        limit: Limit = 50,
        as_json: AsJson = False,
    ) -> None:
        """List what Kubernetes noted about a namespace, newest first.

        Example: zhiban cluster events cls-3f1k2m9q payments --about checkout-7d9-x2x
        """
        by = self.terminal.operator

        async def asked(services: Services) -> None:
            found = await services.clusters.events(
                by=by, cluster=cluster, namespace=namespace, object_name=about, limit=limit
            )
            if as_json:
                say_json(found)
                return
            zone = await self.terminal.zone_of(services, None)
            names = ("type", "reason", "object", "count", "message")
            rows = [
                [in_zone(each.at, zone), *(getattr(each, name) for name in names)] for each in found
            ]
            say_table(("time", *names), rows)

        self.terminal.ask(asked)

    def log(
        self,
        *,
        cluster: Cluster,
        namespace: Namespace,
        pod: Annotated[str, typer.Argument(help="Name of the pod.")],
        container: Annotated[str, typer.Option(help="Which one; the first when left out.")] = "",
        lines: Annotated[int, typer.Option(min=1, max=1_000, help="How many of the last.")] = 100,
        as_json: AsJson = False,
    ) -> None:
        """Read the last lines that a pod wrote.

        Example: zhiban cluster log cls-3f1k2m9q payments checkout-7d9-x2x
        """
        by = self.terminal.operator
        text = self.terminal.ask(
            lambda services: services.clusters.pod_log(
                by=by,
                cluster=cluster,
                namespace=namespace,
                pod=pod,
                container=container,
                lines=lines,
            )
        )
        if as_json:
            say_json({"pod": pod, "text": text})
        else:
            say(text.rstrip("\n"))


def _say(found: Sequence[object], names: tuple[str, ...], *, as_json: bool) -> None:
    if as_json:
        say_json(found)
    else:
        say_table(names, [[getattr(each, name) for name in names] for each in found])


def _say_pods(pods: Sequence[Pod], zone: str) -> None:
    names = ("name", "ready", "phase", "reason", "restarts", "last_exit", "node")
    rows = [[*(getattr(each, name) for name in names), in_zone(each.created_at, zone)]
            for each in pods]  # fmt: skip
    say_table((*names, "created"), rows)


def _say_workload(workload: Workload, zone: str) -> None:
    scaler = workload.autoscaler
    rows = [
        ("workload", str(workload.ref)),
        ("rollout", workload.rollout),
        ("ready", f"{workload.ready} of {workload.replicas}"),
        ("images", workload.images),
        ("revision", workload.revision or None),
        (
            "count owned by",
            f"{scaler.name}: {scaler.minimum} to {scaler.maximum}" if scaler else "",
        ),
        ("managed by", workload.managed_by),
        ("application", workload.application),
    ]
    say_table(("field", "value"), [row for row in rows if row[1] not in ("", None, ())])
    say("\nVersions:")
    versions = [
        (each.number, in_zone(each.created_at, zone), each.images, each.replicas)
        for each in workload.revisions
    ]
    say_table(("revision", "created", "images", "pods"), versions)
    say("\nPods:")
    _say_pods(workload.pods, zone)
    if workload.pods_left_out:
        note(one_line(f"{workload.pods_left_out} more pods are left out."))
