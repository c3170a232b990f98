"""Pages about what people look up in clusters: routes, keys, use, one object, one name in all."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Path, Request, Response

from api.console.lists import Filter, read_list
from api.console.parts import Part, part_of
from api.console.routes import ROOT, Pages
from api.console.visits import Here, Visit
from api.paths import ClusterId, Namespace
from application.clusters.detail_views import (
    CONFIGS,
    INGRESSES,
    SERVICES,
    USES,
    configs_note,
    description_tables,
    found_tables,
    found_view,
)
from application.common.views import Table, columns
from domain.clusters.details import DescribedKind, Measured
from domain.common.messages import message
from domain.people.access import Permission

pages = Pages("/clusters")

LIVE = "incident cluster"

_BY_NAMESPACE = (Filter("namespace", message("console.namespace")),)
_BY_NAME = (Filter("name", message("head.name")),)


@dataclass(frozen=True)
class Section:
    """A heading with a table, or with a sentence in its place."""

    heading: str
    table: Table
    problem: str = ""
    note: str = ""


@pages.get("/-/find", needs=Permission.READ_CLUSTERS)
async def find_page(visit: Here, request: Request) -> Response:
    """Find a workload by name in all clusters; says where there may be more."""
    state = read_list(request, visit.told, _BY_NAME)
    sections: list[Section] = []
    if state["name"]:
        asked = visit.services.cluster_details.find(by=visit.by, name=state["name"])
        found = await part_of(visit, asked)
        sections = [Section("", Table((), ()), found.problem)]
        if found.value is not None:
            told = found_tables(found_view(found.value, visit.told), visit.told)
            sections = [Section(heading, table) for heading, table in told]
    title = visit.told.text(message("cluster_page.find"))
    return await _page(visit, title, sections, state=state, back=f"{ROOT}/clusters")


@pages.get("/{cluster}/details", needs=Permission.READ_CLUSTERS)
async def details_page(visit: Here, request: Request, cluster: ClusterId) -> Response:
    """Show what is used, by which addresses what runs is reached, and which keys there are."""
    state = read_list(request, visit.told, _BY_NAMESPACE)
    details, by = visit.services.cluster_details, visit.by
    within = state["namespace"]
    of = Measured.PODS if within else Measured.NODES
    use, services, ingresses = await asyncio.gather(
        part_of(visit, details.use(by=by, cluster=cluster, of=of, namespace=within)),
        part_of(visit, details.services(by=by, cluster=cluster, namespace=within)),
        part_of(visit, details.ingresses(by=by, cluster=cluster, namespace=within)),
    )
    sections = [
        _listed(visit, "cluster_page.use", use, USES),
        _listed(visit, "cluster_page.services", services, SERVICES),
        _listed(visit, "cluster_page.ingresses", ingresses, INGRESSES),
    ]
    if within:
        asked = details.configs(by=by, cluster=cluster, namespace=within)
        configs = await part_of(visit, asked)
        note = configs_note(configs.value, visit.told) if configs.value else ""
        entries = configs.value.entries if configs.value else ()
        shown = Part(None if configs.problem else entries, configs.problem)
        sections.append(_listed(visit, "cluster_page.configs", shown, CONFIGS, note=note))
    base = f"{ROOT}/clusters/{cluster}"
    return await _page(visit, cluster, sections, state=state, back=base, base=base)


@pages.get(
    "/{cluster}/objects/{namespace}/{object_kind}/{object_name}", needs=Permission.READ_CLUSTERS
)
async def object_page(
    visit: Here,
    cluster: ClusterId,
    namespace: Namespace,
    object_kind: DescribedKind,
    object_name: Annotated[str, Path(max_length=253)],
) -> Response:
    """Show what explains the state of a pod or workload."""
    asked = visit.services.cluster_details.describe(
        by=visit.by, cluster=cluster, kind=object_kind, namespace=namespace, name=object_name
    )
    found = await part_of(visit, asked)
    if found.value is None:
        sections = [Section("", Table((), ()), found.problem)]
    else:
        told = description_tables(found.value, visit.told)
        sections = [Section(heading, table) for heading, table in told]
    back = f"{ROOT}/clusters/{cluster}?namespace={namespace}"
    return await _page(visit, object_name, sections, back=back)


def _listed(
    visit: Visit,
    heading: str,
    found: Part[Any],
    heads: Sequence[str],
    *,
    note: str = "",
) -> Section:
    said = visit.told.text(message(heading))
    if found.value is None:
        return Section(said, Table((), ()), found.problem)
    return Section(said, columns(found.value, heads, visit.told), note=note)


async def _page(
    visit: Visit,
    title: str,
    sections: Sequence[Section],
    *,
    back: str,
    **more: Any,  # noqa: ANN401 - whatever the template takes
) -> Response:
    return await visit.page(
        "clusters/details.html",
        section="clusters",
        live=LIVE,
        title=title,
        sections=sections,
        back=back,
        **{"base": "", "state": None, **more},
    )
