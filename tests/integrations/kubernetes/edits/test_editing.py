"""Edits of people at the adapter, on each cluster that there is."""

import asyncio
import json
from base64 import b64decode
from dataclasses import dataclass, replace

import httpx2
import pytest

from domain.cluster_edits.rules import config_patch
from domain.clusters.changes import Performing, Verb
from domain.clusters.edits import ConfigPatch, EditOutcome, PodRelease
from domain.common.errors import EffectUnknown, Forbidden, TooLarge, Unavailable
from integrations.kubernetes.editing import KubernetesEdits
from integrations.kubernetes.repairs.isolating import QUARANTINE
from tests.fakes.edits import EDITS, OPERATOR, EditStage
from tests.fakes.kubernetes_objects import core, deployments, new_image
from tests.fakes.waiting import eventually
from tests.fakes.words import shown as words_of
from tests.integrations.kubernetes.conftest import CLUSTER, Place

SECRET = "hunter2-hunter2"


def printed(text: str) -> str:
    """A fingerprint that shows which texts differ."""
    return f"{abs(hash(text)):x}"[:12]


@dataclass
class Editor:
    place: Place
    edits: KubernetesEdits

    def manifest(self, text: str):
        (found,) = self.edits.read(text, namespace=self.place.namespace)
        return found

    async def look(self, edit):
        return await self.edits.look(CLUSTER, edit)

    async def do(self, edit, *, key: str = "e-1", seen: str | None = None):
        seen = (await self.look(edit)).seen if seen is None else seen
        return await self.edits.perform(CLUSTER, edit, key=key, seen=seen)

    async def get(self, path: str) -> dict:
        return await self.place.under_test.admin.get(path)

    def writes(self):
        return self.place.written()


@pytest.fixture
async def editor(place, cluster):
    await cluster.admit_edits(place.namespace)
    edits = KubernetesEdits(place.connections, printed)

    async def admitted() -> bool:
        try:
            await edits.look(
                CLUSTER, config_patch("Secret", place.namespace, "x", values={"a": ""}, remove=())
            )
        except Forbidden:
            return False
        return True

    await eventually(admitted)
    return Editor(place, edits)


def setting(namespace: str, kind: str, name: str, **values: str) -> ConfigPatch:
    return config_patch(kind, namespace, name, values=values, remove=())


def config_map(**data: str) -> str:
    return json.dumps(
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}, "data": data}
    )


def changed(looked) -> dict[str, tuple[str | None, str | None]]:
    return {
        each.path: (
            each.before.shown if each.before else None,
            each.after.shown if each.after else None,
        )
        for each in looked.differences
    }


async def test_a_look_shows_what_would_be_made_and_makes_nothing(editor):
    """CLD-2."""
    looked = await editor.look(editor.manifest(config_map(a="1")))
    assert (looked.outcome, looked.exists) == (Performing.DONE, False)
    assert changed(looked) == {"data.a": (None, "1")}
    assert editor.writes() == []


async def test_what_was_shown_is_made_once_and_known_again(editor):
    """CLD-2, RBK-9."""
    manifest = editor.manifest(config_map(a="1"))
    seen = (await editor.look(manifest)).seen
    first = await editor.do(manifest, seen=seen)
    again = await editor.do(manifest, seen=seen)
    assert (first.outcome, again.outcome) == (Performing.DONE, Performing.ALREADY)
    looked = await editor.look(manifest)
    assert (looked.differences, looked.carries) == ((), "e-1")
    assert len(editor.writes()) == 1


async def test_a_workload_is_changed_field_by_field_and_what_others_set_stays(editor):
    """CLD-2."""
    text = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: a, image: 'shop:%s', env: [{name: TOKEN, value: '%s'}]}
"""
    first = editor.manifest(text % ("1", SECRET))
    assert (await editor.do(first)).outcome is Performing.DONE
    second = editor.manifest(text % ("2", SECRET + "!"))
    looked = await editor.look(second)
    shown = changed(looked)
    assert shown["spec.template.spec.containers[a].image"] == ("shop:1", "shop:2")
    assert set(shown) == {
        "spec.template.spec.containers[a].image",
        "spec.template.spec.containers[a].env[TOKEN].value",
    }
    assert SECRET not in repr(looked)
    assert looked.workload == editor.place.ref()
    await eventually(lambda: _settled(editor))
    assert (await editor.do(second, key="e-2", seen=looked.seen)).outcome is Performing.DONE


async def _settled(editor) -> bool:
    found = await editor.place.now()
    return found.ready == found.replicas


INGRESS = """
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, annotations: {team: shop}}
spec:
  rules:
  - host: %s
    http:
      paths:
      - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
"""
CRON_JOB = """
apiVersion: batch/v1
kind: CronJob
metadata: {name: web}
spec:
  schedule: '%s'
  jobTemplate:
    spec:
      template:
        metadata: {annotations: {agent.example/inject: hunter2-hunter2}}
        spec:
          restartPolicy: Never
          containers: [{name: a, image: 'shop:1', command: [run, hunter2-hunter2]}]
"""


@pytest.mark.parametrize(
    ("text", "first", "second", "path"),
    [
        (INGRESS, "a.example", "b.example", "spec.rules[0].host"),
        (CRON_JOB, "1 * * * *", "2 * * * *", "spec.schedule"),
    ],
    ids=["Ingress", "CronJob"],
)
async def test_the_way_in_and_what_runs_by_the_clock_are_edited(editor, text, first, second, path):
    """CLD-2, CLD-4."""
    if editor.place.under_test.is_lab:
        text = text.replace("batch/v1", "batch/v1beta1")  # it is older than the other one
    made = editor.manifest(text % first)
    looked = await editor.look(made)
    assert looked.outcome is Performing.DONE, looked.said
    assert (looked.exists, looked.unknown) == (False, ())
    assert SECRET not in repr(looked)
    assert (await editor.do(made, seen=looked.seen)).outcome is Performing.DONE
    other = editor.manifest(text % second)
    looked = await editor.look(other)
    assert changed(looked) == {path: (first, second)}
    assert (await editor.do(other, key="e-2", seen=looked.seen)).outcome is Performing.DONE
    assert (await editor.look(other)).differences == ()


async def test_fields_of_another_manager_are_never_taken(editor):
    """CLD-2: the refusal names who has them."""
    await editor.place.deploy()
    await editor.place.change(editor.place.ref(), new_image("shop:9"))
    manifest = editor.manifest(
        json.dumps(
            {
                "apiVersion": "apps/v1",
                "kind": "Deployment",
                "metadata": {"name": "web"},
                "spec": {
                    "selector": {"matchLabels": {"app": "web"}},
                    "template": {
                        "metadata": {"labels": {"app": "web"}},
                        "spec": {"containers": [{"name": "a", "image": "shop:2"}]},
                    },
                },
            }
        )
    )
    looked = await editor.look(manifest)
    assert looked.outcome is Performing.CONFLICT
    assert "conflict with" in words_of(looked.said)
    assert ".image" in words_of(looked.said)
    done = await editor.do(manifest)
    assert done.outcome is Performing.CONFLICT
    found = await editor.get(deployments(editor.place.namespace, "web"))
    assert found["spec"]["template"]["spec"]["containers"][0]["image"] == "shop:9"


async def test_what_an_autoscaler_reports_is_no_change_of_what_was_shown(editor):
    """CLD-2: it does so every few seconds, and counts no generations."""
    assert (await editor.do(editor.manifest(json.dumps(autoscaler(2))))).outcome is Performing.DONE
    more = editor.manifest(json.dumps(autoscaler(3)))
    seen = (await editor.look(more)).seen
    scalers = f"/apis/autoscaling/v1/namespaces/{editor.place.namespace}/horizontalpodautoscalers"
    report = {"status": {"currentReplicas": 1, "desiredReplicas": 2}}
    before = await editor.get(f"{scalers}/web")
    after = await editor.place.under_test.admin.patch(f"{scalers}/web/status", report)
    assert after["metadata"]["resourceVersion"] != before["metadata"]["resourceVersion"]
    assert (await editor.do(more, key="e-2", seen=seen)).outcome is Performing.DONE
    last = editor.manifest(json.dumps(autoscaler(4)))
    seen = (await editor.look(last)).seen
    await editor.place.under_test.admin.patch(f"{scalers}/web", {"spec": {"minReplicas": 2}})
    assert (await editor.do(last, key="e-3", seen=seen)).outcome is Performing.CONFLICT


async def test_what_changed_since_it_was_shown_is_left_alone(editor):
    """CLD-2."""
    manifest = editor.manifest(config_map(a="1"))
    await editor.do(manifest)
    second = editor.manifest(config_map(a="2"))
    seen = (await editor.look(second)).seen
    path = core(editor.place.namespace, "configmaps", "c")
    await editor.place.under_test.admin.patch(path, {"data": {"b": "theirs"}})
    assert (await editor.do(second, key="e-2", seen=seen)).outcome is Performing.CONFLICT
    assert (await editor.get(path))["data"] == {"a": "1", "b": "theirs"}


async def test_a_misspelt_field_is_found(editor):
    """CLD-2: some servers drop what they do not know without a word."""
    manifest = editor.manifest(
        json.dumps(
            {
                "apiVersion": "v1",
                "kind": "Service",
                "metadata": {"name": "s"},
                "spec": {"selectr": {"app": "web"}, "ports": [{"port": 80}]},
            }
        )
    )
    looked = await editor.look(manifest)
    refused = looked.outcome is Performing.REFUSED and "selectr" in words_of(looked.said)
    assert refused or any("spec.selectr" in each for each in looked.unknown)


async def test_an_answer_that_is_lost_is_found_out(editor):
    """RBK-9."""
    manifest = editor.manifest(config_map(a="1"))
    seen = (await editor.look(manifest)).seen
    way = await editor.place.losing()
    way.lose, way.lose_path = 1, "configmaps"
    with pytest.raises(EffectUnknown):
        await editor.do(manifest, seen=seen)
    assert (await editor.do(manifest, seen=seen)).outcome is Performing.ALREADY
    assert len(editor.writes()) == 1


async def test_keys_of_a_config_map_are_set_removed_and_put_back(editor):
    """CLD-2."""
    namespace = editor.place.namespace
    await editor.place.make(
        "api/v1/configmaps", {"metadata": {"name": "c"}, "data": {"a": "1", "b": "2"}}
    )
    patch = config_patch("ConfigMap", namespace, "c", values={"a": "9", "n": "new"}, remove=("b",))
    looked = await editor.look(patch)
    assert changed(looked) == {
        "data.a": ("1", "9"),
        "data.b": ("2", None),
        "data.n": (None, "new"),
    }
    assert all(each.after.kept != "9" for each in looked.differences if each.after)
    kept = json.loads(await editor.edits.capture(CLUSTER, patch))
    assert (await editor.do(patch, seen=looked.seen)).outcome is Performing.DONE
    assert (await editor.do(patch, seen=looked.seen)).outcome is Performing.ALREADY
    path = core(namespace, "configmaps", "c")
    assert (await editor.get(path))["data"] == {"a": "9", "n": "new"}
    former = kept["values"]
    back = ConfigPatch(
        "ConfigMap",
        namespace,
        "c",
        {key: value for key, value in former.items() if value is not None},
        tuple(key for key, value in former.items() if value is None),
    )
    assert (await editor.do(back, key="e-2")).outcome is Performing.DONE
    assert (await editor.get(path))["data"] == {"a": "1", "b": "2"}


async def test_a_secret_is_changed_and_never_seen(editor):
    """CLD-4, SEC-2: fingerprints tell that it changes, and nothing tells what it is."""
    namespace = editor.place.namespace
    await editor.place.make(
        "api/v1/secrets", {"metadata": {"name": "s"}, "stringData": {"t": SECRET}}
    )
    patch = config_patch("Secret", namespace, "s", values={"t": SECRET + "-new"}, remove=())
    looked = await editor.look(patch)
    (difference,) = looked.differences
    assert difference.path == "data.t"
    assert difference.before.shown.startswith("#")
    assert difference.before.shown != difference.after.shown
    done = await editor.do(patch, seen=looked.seen)
    assert done.outcome is Performing.DONE
    assert SECRET not in repr((looked, done, patch))
    found = await editor.get(core(namespace, "secrets", "s"))
    assert b64decode(found["data"]["t"]).decode() == SECRET + "-new"


@dataclass
class Gossip(httpx2.AsyncBaseTransport):
    """A cluster whose webhook fails, and says what it was asked about."""

    inner: httpx2.AsyncBaseTransport

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if request.method != "PATCH":
            return await self.inner.handle_async_request(request)
        words = f"failed calling webhook: {SECRET} is no good"
        return httpx2.Response(500, json={"kind": "Status", "message": words})

    async def aclose(self) -> None:
        await self.inner.aclose()


async def test_a_cluster_that_fails_over_a_secret_is_not_quoted(editor):
    """CLD-4, SEC-2: what failed may have been done, and says so; dry runs change nothing."""
    namespace = editor.place.namespace
    await editor.place.make(
        "api/v1/secrets", {"metadata": {"name": "s"}, "stringData": {"t": "former"}}
    )
    patch = config_patch("Secret", namespace, "s", values={"t": SECRET}, remove=())
    seen = (await editor.look(patch)).seen
    way = await editor.place.losing()
    way.inner = Gossip(way.inner)
    with pytest.raises(Unavailable) as dry:
        await editor.look(patch)
    with pytest.raises(EffectUnknown) as lost:
        await editor.do(patch, seen=seen)
    assert SECRET not in f"{dry.value} {lost.value}"


async def test_a_config_that_moved_is_left_alone(editor):
    """CLD-2."""
    namespace = editor.place.namespace
    await editor.place.make("api/v1/configmaps", {"metadata": {"name": "c"}, "data": {"a": "1"}})
    patch = config_patch("ConfigMap", namespace, "c", values={"a": "2"}, remove=())
    seen = (await editor.look(patch)).seen
    path = core(namespace, "configmaps", "c")
    await editor.place.under_test.admin.patch(path, {"data": {"a": "theirs"}})
    assert (await editor.do(patch, seen=seen)).outcome is Performing.CONFLICT
    assert (await editor.get(path))["data"] == {"a": "theirs"}


@pytest.mark.parametrize(
    ("made", "values", "outcome"),
    [
        ({"immutable": True, "data": {"a": "1"}}, {"a": "2"}, Performing.REFUSED),
        ({"binaryData": {"a": "AA=="}}, {"a": "2"}, Performing.REFUSED),
        (None, {"a": "2"}, Performing.GONE),
    ],
)
async def test_what_cannot_be_edited_says_why(editor, made, values, outcome):
    """CLD-2."""
    if made is not None:
        await editor.place.make("api/v1/configmaps", {"metadata": {"name": "c"}, **made})
    patch = config_patch("ConfigMap", editor.place.namespace, "c", values=values, remove=())
    looked = await editor.look(patch)
    assert looked.outcome is outcome
    assert looked.said
    assert (await editor.do(patch)).outcome is outcome


async def test_what_the_server_refuses_says_why_in_the_dry_run(editor):
    """CLD-2: our own rules would not let this key through."""
    await editor.place.make("api/v1/configmaps", {"metadata": {"name": "c"}, "data": {"a": "1"}})
    patch = config_patch("ConfigMap", editor.place.namespace, "c", values={"a": "2"}, remove=())
    looked = await editor.look(replace(patch, values={"a key": "Mg=="}))

    assert looked.outcome is Performing.REFUSED
    assert "config key" in words_of(looked.said)


async def test_what_would_be_too_long_to_put_back_is_not_kept(editor):
    """RBK-4."""
    data = {"data": {"a": "x" * 300_000}}
    await editor.place.make("api/v1/configmaps", {"metadata": {"name": "c"}, **data})
    patch = config_patch("ConfigMap", editor.place.namespace, "c", values={"a": "2"}, remove=())
    with pytest.raises(TooLarge):
        await editor.edits.capture(CLUSTER, patch)


async def test_an_isolated_pod_comes_back_and_the_door_is_opened(editor):
    """CLD-2, RBK-2."""
    place = editor.place
    found = await place.deploy(replicas=2)
    pod = found.pods[0].name
    await place.writes.perform(await place.step(Verb.ISOLATE, pods=(pod,)), key="i_1-a1-s1")
    policies = f"/apis/networking.k8s.io/v1/namespaces/{place.namespace}/networkpolicies"
    assert len((await editor.get(policies))["items"]) == 1
    release = PodRelease(place.namespace, pod)
    looked = await editor.look(release)
    assert looked.outcome is Performing.DONE
    assert changed(looked)["metadata.labels.app"] == (None, "web")
    assert (await editor.do(release, seen=looked.seen)).outcome is Performing.DONE
    assert (await editor.do(release, seen=looked.seen)).outcome in (
        Performing.ALREADY,
        Performing.GONE,  # its controller had one pod too many, and ended this one
    )
    assert (await editor.get(policies))["items"] == []


async def test_the_door_stays_shut_while_another_pod_is_isolated(editor):
    """RBK-2."""
    place = editor.place
    found = await place.deploy(replicas=2)
    names = tuple(each.name for each in found.pods)
    await place.writes.perform(await place.step(Verb.ISOLATE, pods=names), key="i_1-a1-s1")
    await editor.do(PodRelease(place.namespace, names[0]))
    policies = f"/apis/networking.k8s.io/v1/namespaces/{place.namespace}/networkpolicies"
    assert len((await editor.get(policies))["items"]) == 1
    pod = await editor.get(core(place.namespace, "pods", names[1]))
    assert QUARANTINE in pod["metadata"]["labels"]


async def test_a_pod_that_is_not_isolated_is_left_alone(editor):
    """RBK-2."""
    found = await editor.place.deploy()
    release = PodRelease(editor.place.namespace, found.pods[0].name)
    looked = await editor.look(release)
    assert (looked.outcome, words_of(looked.said)) == (Performing.REFUSED, "it is not isolated")
    gone = await editor.look(PodRelease(editor.place.namespace, "gone"))
    assert gone.outcome is Performing.GONE


def at_service(editor):
    """The stage of a service whose cluster is the one under test, and a person's apply there."""
    stage, place = EditStage(), editor.place
    service = replace(stage.service, clusters=place.clusters, edits=editor.edits)

    async def applied(manifest: dict, confirm: str = ""):
        return await service.apply(
            by=OPERATOR,
            cluster=CLUSTER,
            namespace=place.namespace,
            reason="try it",
            manifest=json.dumps(manifest),
            confirm=confirm,
        )

    return stage, applied


async def test_the_desk_makes_an_edit_on_the_cluster_itself(editor):
    """CLD-2, RBK-6, RBK-9: from the preview to the write, with everything between."""
    place = editor.place
    await place.deploy()
    stage, applied = at_service(editor)
    labels = {"name": "web", "labels": {"tier": "shop"}}
    manifest = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": labels}
    shown = await applied(manifest)
    assert "metadata.labels.tier: (none) → shop" in EDITS.edit(shown).preview
    done = await applied(manifest, shown.confirm)
    again = await applied(manifest, shown.confirm)
    assert (done.outcome, again.outcome) == (EditOutcome.DONE, EditOutcome.DONE)
    found = await editor.get(deployments(place.namespace, "web"))
    assert found["metadata"]["labels"]["tier"] == "shop"
    assert made_of(editor, "deployments") == 1
    assert stage.actions() == ["edit.intended", "edit.performed"]


async def test_an_apply_scales_no_further_than_a_scale_may(editor):
    """RBK-2, RBK-7: by what the server makes of the manifest, and what it says of the workload."""
    _, applied = at_service(editor)
    new, made = await applied(of_replicas(21)), await applied(of_replicas(1))
    done = await applied(of_replicas(1), made.confirm)
    await editor.place.done(editor.place.ref())
    few, many, none = [await applied(of_replicas(count)) for count in (3, 21, 0)]
    owner = await applied(autoscaler(21))
    assert [each.outcome for each in (done, few)] == [EditOutcome.DONE, EditOutcome.AT_ONCE]
    stopped = [new, many, none, owner]
    assert {each.outcome for each in stopped} == {EditOutcome.BLOCKED}
    whys = [each.will.args["why"]["message"]["args"]["why"]["name"] for each in stopped]
    assert [each.partition(".")[2] for each in whys] == [
        *("at_most_replicas", "at_most_replicas", "last_healthy_replica", "at_most_replicas"),
    ]
    assert made_of(editor, "deployments") == 1


async def test_an_apply_leaves_a_count_to_the_autoscaler_that_owns_it(editor):
    """RBK-2."""
    _, applied = at_service(editor)
    for manifest, key in ((of_replicas(1), "e-1"), (autoscaler(5), "e-2")):
        made = await editor.do(editor.manifest(json.dumps(manifest)), key=key)
        assert made.outcome is Performing.DONE
    await editor.place.done(editor.place.ref())
    edit = await applied(of_replicas(2))
    assert (edit.outcome, edit.confirm) == (EditOutcome.BLOCKED, "")
    assert "Deployment web asks for 2 replicas; an autoscaler controls" in words_of(edit.will)


def made_of(editor, resource: str) -> int:
    """How many writes the server made; one that came just when a status moved was none."""
    return len([each for each in editor.writes() if each[1] == resource and each[2] < 400])


def of_replicas(count: int) -> dict:
    labels = {"app": "web"}
    pods = {"containers": [{"name": "a", "image": "shop:1"}]}
    spec = {
        "replicas": count,
        "selector": {"matchLabels": labels},
        "template": {"metadata": {"labels": labels}, "spec": pods},
    }
    named = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}}
    return named | {"spec": spec}


def autoscaler(most: int) -> dict:
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    named = {"apiVersion": "autoscaling/v1", "kind": "HorizontalPodAutoscaler"}
    spec = {"scaleTargetRef": target, "minReplicas": 1, "maxReplicas": most}
    return named | {"metadata": {"name": "web"}, "spec": spec}


async def test_a_person_and_a_repair_do_not_write_over_each_other(editor):
    """RBK-9: what was shown before a repair is not done after it."""
    place = editor.place
    await place.deploy()
    manifest = editor.manifest(
        json.dumps(
            {
                "apiVersion": "apps/v1",
                "kind": "Deployment",
                "metadata": {"name": "web", "annotations": {"team": "pay"}},
            }
        )
    )
    seen = (await editor.look(manifest)).seen
    step = await place.step(Verb.RESTART)
    assert (await place.writes.perform(step, key="i_1-a1-s1")).outcome is Performing.DONE
    assert (await editor.do(manifest, seen=seen)).outcome is Performing.CONFLICT
    assert (await editor.do(manifest)).outcome is Performing.DONE
    later = await place.step(Verb.RESTART, at="2026-11-21T04:00:00Z")
    assert (await place.writes.perform(later, key="i_1-a2-s1")).outcome is Performing.DONE


async def test_two_that_confirm_at_once_write_once(editor):
    """RBK-9."""
    namespace = editor.place.namespace
    await editor.place.make("api/v1/configmaps", {"metadata": {"name": "c"}, "data": {"a": "1"}})
    for edit, key in (
        (setting(namespace, "ConfigMap", "c", a="2"), "e-1"),
        (editor.manifest(config_map(b="1")), "e-2"),
    ):
        seen = (await editor.look(edit)).seen
        both = await asyncio.gather(*(editor.do(edit, key=key, seen=seen) for _ in range(2)))
        assert {each.outcome for each in both} == {Performing.DONE, Performing.ALREADY}
    written = [each for each in editor.writes() if each[2] < 400]
    assert len(written) == 2
