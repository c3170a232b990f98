"""Workloads whose state a controller declares: what may be done, and what people do there."""

from dataclasses import replace

import pytest

from domain.alerts.alerts import FaultClass
from domain.clusters.managers import Controller, Declared, Manager, plain_address, plain_revision
from domain.clusters.repairs import ActionKind, Mode, SkipReason
from domain.common.messages import named
from domain.incidents.incidents import CallReason
from domain.incidents.ladder.ladder import Around, Climb, choose
from domain.incidents.page_texts import command_of
from domain.incidents.policy.files import read_policy
from domain.incidents.policy.matching import mode_under, reverted_by
from domain.incidents.policy.policies import Policy
from tests.fakes.incident_pages import fault
from tests.fakes.repairs import a_workload
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, shown

A = ActionKind
SOURCE = Declared(
    repository="https://git.example/shop", path="prod", revision="3f2c", before="1a9b", history=7
)
ARGO = Manager(controller=Controller.ARGO_CD, kind="Application", name="shop", declared=SOURCE)
FLUX = Manager(controller=Controller.FLUX, kind="Kustomization", name="shop", namespace="infra")
HELM = Manager(controller=Controller.FLUX, kind="HelmRelease", name="shop", namespace="infra")
OWNED = Manager(controller=Controller.OTHER, kind="Shop", name="checkout")
BY_ARGO = a_workload(managed_by="argocd", manager=ARGO)


def _policy(**gitops: str) -> Policy:
    return read_policy({"name": "test", "on_call": ["u_mei"], "gitops": gitops})


def _passed_over(workload, policy: Policy | None = None):
    ladder = (A.ROLLBACK, A.CALL_PERSON)
    found = choose(
        replace(policy or Policy(), ladder=ladder),
        FaultClass.CRASH_LOOP,
        workload,
        climb=Climb(),
        around=Around(),
    )
    assert found.action is None
    return found.skipped[0]


@pytest.mark.parametrize(
    ("managed_by", "gitops", "mode", "against"),
    [
        ("argocd", {}, Mode.APPROVE, ""),
        ("flux", {}, Mode.APPROVE, ""),
        ("Shop/checkout", {}, Mode.AUTO, "Shop/checkout"),
        ("argocd", {"argocd": "auto"}, Mode.AUTO, ""),
        ("argocd", {"argocd": "never"}, Mode.AUTO, "argocd"),
        ("flux", {"argocd": "never"}, Mode.APPROVE, ""),
        ("Shop/checkout", {"other": "approve"}, Mode.APPROVE, ""),
        ("", {"other": "never"}, Mode.AUTO, ""),
    ],
)
def test_a_restart_is_allowed_by_policy_for_each_controller(managed_by, gitops, mode, against):
    """RBK-16: by default once a person has said yes, and nothing else ever."""
    policy = _policy(**gitops)

    assert reverted_by(policy, A.RESTART, managed_by) == against
    if not against:
        assert mode_under(policy, Mode.AUTO, managed_by) is mode
        assert mode_under(policy, Mode.OBSERVE, managed_by) is Mode.OBSERVE
    for action in set(A) - {A.RESTART}:
        assert reverted_by(policy, action, managed_by) == managed_by


def test_a_rollback_proposes_the_commit_and_the_controllers_own_command():
    """RBK-16: as text; from which revision to which."""
    skipped = _passed_over(BY_ARGO)

    assert skipped.reason is SkipReason.GITOPS_MANAGED
    for reader in (IN_ENGLISH, IN_CHINESE):
        text = shown(skipped.detail, reader)
        assert "argocd app rollback shop 7" in text
        for part in ("git.example/shop", "prod", "3f2c", "1a9b"):
            assert part in text


def test_a_controller_that_syncs_by_itself_has_to_be_told_so_first():
    """RBK-16: Argo CD refuses a rollback while it syncs by itself."""
    automated = replace(ARGO, declared=replace(SOURCE, automated=True))
    skipped = _passed_over(a_workload(managed_by="argocd", manager=automated))

    assert "switch that off" in shown(skipped.detail, IN_ENGLISH)
    assert "先关掉" in shown(skipped.detail, IN_CHINESE)


@pytest.mark.parametrize(
    ("manager", "command"),
    [
        (ARGO, "argocd app rollback shop 7"),
        (replace(ARGO, declared=None), "argocd app rollback shop"),
        (replace(ARGO, namespace="team", declared=None), "argocd app rollback shop -N team"),
        (FLUX, "flux suspend kustomization shop -n infra"),
        (HELM, "flux suspend helmrelease shop -n infra"),
        (OWNED, ""),
        (replace(ARGO, name="shop; rm -rf /"), ""),
        (replace(FLUX, namespace="$(id)"), "flux suspend kustomization shop"),
    ],
)
def test_the_way_back_is_a_command_of_the_controller(manager, command):
    """RBK-16: a name that no object can have makes no command."""
    assert manager.way_back == command


def test_an_address_is_told_without_credentials_and_nothing_else_than_an_address():
    """RBK-16: what the controller's object says was written by others."""
    assert plain_address("https://u:secret@git.example/shop.git") == "https://git.example/shop.git"
    assert plain_address("git@git.example:shop.git") == "git@git.example:shop.git"
    assert plain_address("see [here](http://evil)") == ""
    assert plain_revision("main@sha1:3f2c") == "main@sha1:3f2c"
    assert plain_revision("3f2c\n@all") == ""


def test_a_page_begins_with_the_command_of_the_controller():
    """RBK-16, ALR-9: not with our own rollback, which would be refused."""
    incident = fault("checkout", FaultClass.CRASH_LOOP, skipped=(_passed_over(BY_ARGO),))

    assert command_of(incident, CallReason.NOTHING_TRIED) == "argocd app rollback shop 7"
    for reader, said in ((IN_ENGLISH, "nothing could be tried"), (IN_CHINESE, "没有一步能试")):
        assert said in shown(named(CallReason.NOTHING_TRIED), reader)


def test_why_no_restart_is_made_names_the_line_of_the_policy():
    """RBK-16, RBK-15."""
    found = choose(
        _policy(),
        FaultClass.CRASH_LOOP,
        a_workload(managed_by="Shop/checkout", manager=OWNED),
        climb=Climb(),
        around=Around(),
    )

    assert "gitops.other" in shown(found.skipped[0].detail, IN_ENGLISH)
