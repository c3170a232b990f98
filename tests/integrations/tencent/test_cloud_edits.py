"""What people have made in the cloud: shown, approved, done, audited, found by the next read.

The service, the guards and the approval are the real ones, on the real SDK and the stand-in.
"""

from dataclasses import dataclass, replace

import pytest

from domain.clusters.edits import Edit, EditKind, EditOutcome, NewPool
from domain.clusters.repairs import Mode
from domain.common.errors import EffectUnknown
from domain.common.messages import Message
from domain.incidents.controls import KillSwitch
from integrations.kubernetes.client.connections import Connections, KubernetesAccess
from integrations.kubernetes.editing import KubernetesEdits
from integrations.kubernetes.reading import KubernetesClusters
from integrations.tencent.clusters import TencentClusters
from sandbox.tencent.faults import Fault, FaultKind
from sandbox.tencent.tke.kubeconfigs import bearer_kubeconfig
from sandbox.tencent.tke.state import NewCluster
from tests.fakes.deliveries import InMemoryPace
from tests.fakes.edits import APPROVER, EDITS, OPERATOR, EditStage, printed
from tests.fakes.repairs import a_policy
from tests.fakes.words import IN_ENGLISH, WORDS

A_POOL = NewPool(
    name="夜间任务",
    instance_type="S5.MEDIUM4",
    subnets=("subnet-1a2b3c4d",),
    nodes=2,
    minimum=0,
    maximum=6,
    labels={"tier": "batch"},
)


@dataclass
class CloudStage(EditStage):
    """The service for edits, with the cloud behind it."""

    def __init__(self, calls) -> None:
        super().__init__()
        catalogue = TencentClusters(calls)
        access = KubernetesAccess(insecure=True)
        connections = Connections(catalogue, InMemoryPace(), self.stage.clock, access)
        self.service = replace(
            self.service,
            clusters=KubernetesClusters(connections),
            edits=KubernetesEdits(connections, printed),
        )
        self.asking.serve(self.service, self.notices)

    def mode(self, mode: Mode) -> None:
        self.policies.policy = a_policy(default_mode=mode)

    async def approve(self, edit: Edit) -> Message:
        """Let the approver say yes; return what became of it when its workflow carried it out."""
        await self.approved(await self.service.get(by=APPROVER, edit_id=edit.id))
        return await self.asking.edits.carry_out(await self.questions.get(edit.id))


@pytest.fixture
def shop(cloud):
    kubeconfig = bearer_kubeconfig("http://127.0.0.1:1/k8s", "hunter2")
    return cloud.tke.add_cluster(NewCluster("shop", kubeconfig, nodes=3))


@pytest.fixture
def stage(calls):
    return CloudStage(calls)


def pool_of(shop, **changes):
    pool = replace(A_POOL, **changes)
    return {"by": OPERATOR, "cluster": shop.cluster_id, "pool": pool, "reason": "nightly jobs"}


async def test_a_node_pool_is_shown_approved_made_audited_and_found(stage, cloud, shop):
    """CLD-2, RBK-8, RBK-13."""
    stage.mode(Mode.APPROVE)
    shown = await stage.service.create_pool(**pool_of(shop))
    view = EDITS.edit(shown)
    assert view.preview.startswith(f"Create {shop.cluster_id}//NodePool/夜间任务")
    for line in (
        "machine: (none) → S5.MEDIUM4",
        "nodes: (none) → 2",
        "labels.tier: (none) → batch",
    ):
        assert line in view.preview
    assert shown.outcome is EditOutcome.AFTER_APPROVAL

    asked = await stage.service.create_pool(**pool_of(shop), confirm=shown.confirm)
    assert len(shop.pools) == 1
    became = await stage.approve(asked)

    assert WORDS.text(became, IN_ENGLISH) == "Done."
    pools = {each.name: each for each in await stage.service.clusters.node_pools(shop.cluster_id)}
    assert (pools["夜间任务"].desired, pools["夜间任务"].maximum) == (2, 6)
    assert stage.actions()[-2:] == ["edit.intended", "edit.performed"]
    assert stage.stage.rows[-2].data["kind"] == EditKind.CREATE_POOL


async def test_a_lost_answer_is_found_out_by_the_mark_and_no_second_pool_is_made(
    stage, cloud, shop
):
    """CLD-2, RBK-9: the same name afterwards is somebody's, and refused."""
    confirm = (await stage.service.create_pool(**pool_of(shop))).confirm
    cloud.order(Fault(FaultKind.APPLY_THEN_RESET, action="CreateClusterNodePool"))
    with pytest.raises(EffectUnknown):
        await stage.service.create_pool(**pool_of(shop), confirm=confirm)

    again = await stage.service.create_pool(**pool_of(shop), confirm=confirm)
    other = await stage.service.create_pool(**pool_of(shop, nodes=1))

    assert again.outcome is EditOutcome.DONE
    assert len(shop.pools) == 2
    assert other.outcome is EditOutcome.REFUSED
    assert "one of that name exists already" in WORDS.text(other.will, IN_ENGLISH)


async def test_the_kill_switch_holds_back_new_pools_and_the_clouds_no_is_told(stage, cloud, shop):
    """CLD-2, RBK-5."""
    confirm = (await stage.service.create_pool(**pool_of(shop))).confirm
    cloud.tke.most_nodes = 3
    refused = await stage.service.create_pool(**pool_of(shop), confirm=confirm)
    stage.stage.stores.switch = KillSwitch(engaged=True, by="u_li")
    switched_off = await stage.service.create_pool(**pool_of(shop, name="other"))

    assert refused.outcome is EditOutcome.REFUSED
    assert "LimitExceeded.QuotaMaxNodLimit" in WORDS.text(refused.will, IN_ENGLISH)
    assert switched_off.outcome is EditOutcome.SWITCHED_OFF
    assert len(shop.pools) == 1
