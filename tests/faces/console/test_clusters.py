"""Clusters in the console: what runs there, and what it says when one does not answer (CLD-2)."""

import asyncio
from dataclasses import replace

import pytest

from api.clusters import pages
from api.console import parts
from api.console.routes import ROOT
from domain.clusters.clusters import WorkloadKind, WorkloadRef
from domain.clusters.managers import Controller, Declared, Manager
from tests.fakes.face_incidents import CHECKOUT
from tests.fakes.face_services import MEI, OPERATOR

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

CLUSTER = f"{ROOT}/clusters/{CHECKOUT.cluster}"
WORKLOAD = f"{CLUSTER}/workloads/{CHECKOUT.namespace}/{CHECKOUT.kind}/{CHECKOUT.name}"
POD = f"{CLUSTER}/pods/{CHECKOUT.namespace}/checkout-42-0"


@pytest.mark.parametrize(
    "path",
    [
        *(f"{ROOT}/clusters", CLUSTER, f"{CLUSTER}/nodes", WORKLOAD, POD),
        *(f"{CLUSTER}/details", f"{CLUSTER}/objects/payments/Pod/checkout-42-0"),
        f"{ROOT}/clusters/-/find?name=checkout",
    ],
    ids=str,
)
async def test_a_cluster_that_cannot_be_reached_leaves_a_sentence(client, world, path):
    """CLD-2: never a broken page."""
    world.clusters.down = True
    page = await (await client(MEI, by_session=True)).get(path)

    assert page.status_code == 200
    assert 'class="notice warn"' in page.text


async def test_a_cluster_that_is_silent_keeps_nobody_waiting(client, world, monkeypatch):
    """CLD-2: what it has not said within its time is left out, the rest stands."""

    async def never(*_args, **_values):
        await asyncio.sleep(3600)

    monkeypatch.setattr(world.clusters, "workload", never, raising=False)
    monkeypatch.setattr(parts.part_of, "__kwdefaults__", {"patience": 0.05})
    page = await (await client(MEI, by_session=True)).get(WORKLOAD)

    assert page.status_code == 200
    assert "No answer" in page.text
    assert "BackOff" in page.text


async def test_what_is_ill_stands_first(world):
    """CLD-2: what failed, then what lacks pods, then the rest."""
    there = world.clusters.workload_there

    def named(name, ready):
        ref = WorkloadRef("cls-1", "shop", WorkloadKind.DEPLOYMENT, name)
        return replace(there, ref=ref, ready=ready, replicas=3)

    found = sorted([named("well", 3), named("one", 2), named("none", 0)], key=pages._urgency)
    assert [each.ref.name for each in found] == ["none", "one", "well"]


async def test_a_workload_says_who_declares_it_and_the_way_back(client, world):
    """RBK-16: with the commit, and the controller's own command."""
    declared = Declared(repository="git.example.cn/shop", revision="4f2a", before="1b9c", history=7)
    world.clusters.workload_there = replace(
        world.clusters.workload_there,
        managed_by="argocd",
        manager=Manager(
            controller=Controller.ARGO_CD, kind="Application", name="shop", declared=declared
        ),
    )
    page = (await (await client(OPERATOR, by_session=True)).get(WORKLOAD)).text

    for said in ("argocd", "git.example.cn/shop", "4f2a", "1b9c", "argocd app rollback shop 7"):
        assert said in page


async def test_what_pods_wrote_is_text(look, world):
    """SEC-4: whatever it says, on a phone."""
    world.clusters.log = "<script>alert(1)</script>\n" + "长" * 400 + "\n\u202eevil"
    async with look(MEI, size="phone") as seen:
        page = await seen.open(POD)
        assert "<script>alert(1)</script>" in await page.locator("pre").inner_text()
        assert "\u202e" not in await page.content()
        assert await seen.faults() == []


async def test_what_does_not_exist_is_not_found(client):
    """CLD-2."""
    http = await client(MEI, by_session=True)

    assert (await http.get(f"{WORKLOAD}x")).status_code == 404
    assert (await http.get(f"{POD}x")).status_code == 404


async def test_what_is_looked_up_has_a_page(client):
    """CLD-2, CON-2: foreign words do nothing on it."""
    http = await client(MEI, by_session=True)
    for path, words in (
        (f"{ROOT}/clusters/-/find?name=check", ("payments/Deployment/checkout",)),
        (f"{CLUSTER}/details", ("node-1", "shop.example", "10.0.0.7")),
        (f"{CLUSTER}/details?namespace=payments", ("LOG_LEVEL", "checkout-42-0", "Secret")),
        (f"{CLUSTER}/objects/payments/Pod/checkout-42-0", ("OOMKilled (137)", "liveness")),
    ):
        page = await http.get(path)
        assert page.status_code == 200
        assert [word for word in words if word not in page.text] == []
        assert "</alert>" not in page.text


async def test_an_object_that_is_not_there_and_a_name_that_is_none_are_told(client):
    """CLD-2."""
    http = await client(MEI, by_session=True)
    gone = await http.get(f"{CLUSTER}/objects/payments/Pod/other")
    wrong = await http.get(f"{ROOT}/clusters/-/find?name=a/b")

    assert (gone.status_code, wrong.status_code) == (404, 422)
    assert "name" in wrong.text
