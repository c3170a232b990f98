"""`zhiban cluster …`: what people look up beside workloads, and one workload in all clusters."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from application.clusters.detail_views import (
    CONFIGS,
    INGRESSES,
    SERVICES,
    USES,
    FoundWorkloadsView,
    configs_note,
    description_tables,
    found_tables,
    found_view,
)
from application.common.views import Table, columns
from application.common.wording import Localizer
from application.services import Services
from cli.clusters.commands import ClusterId, Namespace, path_of, say_found
from cli.options import AsJson, Limit
from cli.output import note, say, say_json, say_table
from cli.terminal import Terminal
from domain.clusters.details import (
    ConfigEntries,
    ConfigKind,
    DescribedKind,
    Description,
    Ingress,
    Measured,
    NetworkService,
    ResourceUse,
)

AnyNamespace = Annotated[str, typer.Option("--namespace", help="option.workloads_namespace")]


@dataclass(frozen=True)
class ClusterDetailCommands:
    """Each public method is one command; its docstring has its example."""

    terminal: Terminal

    def find(
        self,
        *,
        name: Annotated[str, typer.Argument(help="option.workload_part")],
        limit: Limit = 20,
        as_json: AsJson = False,
    ) -> None:
        """Find a workload by its name, or a part of it, in all clusters.

        Example: zhiban cluster find checkout
        """
        by = self.terminal.operator
        which: dict[str, Any] = {"name": name, "limit": limit}

        async def asked(services: Services, reader: Localizer) -> FoundWorkloadsView:
            return found_view(await services.cluster_details.find(by=by, **which), reader)

        found, reader = self.terminal.read(FoundWorkloadsView, "/api/v1/workloads", asked, which)
        if as_json:
            say_json(found)
        else:
            _say_tables(found_tables(found, reader))

    def describe(
        self,
        *,
        cluster: ClusterId,
        namespace: Namespace,
        name: Annotated[str, typer.Argument(help="option.object_name")],
        kind: Annotated[DescribedKind, typer.Option(help="option.described_kind")] = (
            DescribedKind.POD
        ),
        as_json: AsJson = False,
    ) -> None:
        """Show a pod's or workload's conditions, containers, limits, probes and events.

        Example: zhiban cluster describe cls-3f1k2m9q payments checkout-7d9-x2x
        """
        by = self.terminal.operator

        async def asked(services: Services, _: Localizer) -> Description:
            return await services.cluster_details.describe(
                by=by, cluster=cluster, kind=kind, namespace=namespace, name=name
            )

        path = path_of(cluster, "objects", namespace, kind.value, name)
        found, reader = self.terminal.read(Description, path, asked)
        if as_json:
            say_json(found)
        else:
            _say_tables(description_tables(found, reader))

    def use(
        self,
        *,
        cluster: ClusterId,
        namespace: Annotated[str, typer.Option(help="option.use_namespace")] = "",
        limit: Limit = 100,
        as_json: AsJson = False,
    ) -> None:
        """Show what nodes use now, or the pods of a namespace; the fullest first.

        Example: zhiban cluster use cls-3f1k2m9q --namespace payments
        """
        by = self.terminal.operator
        of = Measured.PODS if namespace else Measured.NODES
        which: dict[str, Any] = {"of": of, "namespace": namespace, "limit": limit}

        async def asked(services: Services, _: Localizer) -> list[ResourceUse]:
            return await services.cluster_details.use(by=by, cluster=cluster, **which)

        path = path_of(cluster, "use")
        say_found(*self.terminal.read(list[ResourceUse], path, asked, which), USES, as_json=as_json)

    def services(
        self,
        *,
        cluster: ClusterId,
        namespace: AnyNamespace = "",
        limit: Limit = 100,
        as_json: AsJson = False,
    ) -> None:
        """List Services with their addresses, ports and the pods that they choose.

        Example: zhiban cluster services cls-3f1k2m9q --namespace payments
        """
        by = self.terminal.operator
        which: dict[str, Any] = {"namespace": namespace, "limit": limit}

        async def asked(services: Services, _: Localizer) -> list[NetworkService]:
            return await services.cluster_details.services(by=by, cluster=cluster, **which)

        path = path_of(cluster, "services")
        say_found(
            *self.terminal.read(list[NetworkService], path, asked, which),
            SERVICES,
            as_json=as_json,
        )

    def ingresses(
        self,
        *,
        cluster: ClusterId,
        namespace: AnyNamespace = "",
        limit: Limit = 100,
        as_json: AsJson = False,
    ) -> None:
        """List Ingresses with their hosts and the Services behind them.

        Example: zhiban cluster ingresses cls-3f1k2m9q
        """
        by = self.terminal.operator
        which: dict[str, Any] = {"namespace": namespace, "limit": limit}

        async def asked(services: Services, _: Localizer) -> list[Ingress]:
            return await services.cluster_details.ingresses(by=by, cluster=cluster, **which)

        path = path_of(cluster, "ingresses")
        say_found(
            *self.terminal.read(list[Ingress], path, asked, which), INGRESSES, as_json=as_json
        )

    def configs(
        self,
        *,
        cluster: ClusterId,
        namespace: Namespace,
        kind: Annotated[ConfigKind | None, typer.Option(help="option.configs_kind")] = None,
        limit: Limit = 100,
        as_json: AsJson = False,
    ) -> None:
        """List ConfigMaps and Secrets by name and keys; values are never read.

        Example: zhiban cluster configs cls-3f1k2m9q payments
        """
        by = self.terminal.operator
        which: dict[str, Any] = {"namespace": namespace, "kind": kind, "limit": limit}

        async def asked(services: Services, _: Localizer) -> ConfigEntries:
            return await services.cluster_details.configs(by=by, cluster=cluster, **which)

        path = path_of(cluster, "configs")
        found, reader = self.terminal.read(ConfigEntries, path, asked, which)
        if as_json:
            say_json(found)
            return
        table = columns(found.entries, CONFIGS, reader)
        say_table(table.labels, table.rows)
        note(configs_note(found, reader))


def _say_tables(tables: Iterable[tuple[str, Table]]) -> None:
    for heading, table in tables:
        if heading:
            say(f"\n{heading}")
        if table.labels:
            say_table(table.labels, table.rows)
