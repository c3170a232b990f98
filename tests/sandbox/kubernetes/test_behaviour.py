"""How pods play their parts."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.kubernetes.behaviour import Pace, Surroundings, Trouble, behave, overload
from sandbox.kubernetes.parts import FAULTS, OVERLOADED
from sandbox.kubernetes.pod_status import kubelet_events, pod_status
from sandbox.kubernetes.quantities import quantity, round_up

CREATED = datetime(2026, 11, 21, 8, tzinfo=UTC)


def pod(*containers, annotations=None, node="node-1"):
    return {
        "metadata": {"labels": {"app": "web"}, "annotations": annotations or {}},
        "spec": {"nodeName": node, "containers": list(containers) or [box()]},
    }


def box(image="web:1", **more):
    return {"name": "app", "image": image, **more}


def around(ready=None, configmaps=None, **faults):
    said = {key.replace("__", ".").replace("_", "-"): value for key, value in faults.items()}
    return Surroundings({**(configmaps or {}), FAULTS: said}, ready or {})


def play(one, *looks):
    """What it does at the last of some looks: an age, or an age and its surroundings then."""
    memory = behaviour = None
    for look in looks:
        age, seen = look if isinstance(look, tuple) else (look, Surroundings())
        behaviour = behave(
            one,
            age=timedelta(seconds=age),
            created=CREATED,
            surroundings=seen,
            memory=memory,
        )
        memory = behaviour.memory
    return behaviour


def scenario(behaviour):
    first = behaviour.containers[0]
    return behaviour.phase, behaviour.ready, behaviour.trouble, first.restart_count


def test_a_pod_is_ready_shortly_after_its_start():
    """RBK-5."""
    assert scenario(play(pod(), 0.1)) == ("Pending", False, Trouble.STARTING, 0)
    assert scenario(play(pod(), 0.1, 0.3)) == ("Running", True, Trouble.NONE, 0)


@pytest.mark.parametrize(("age", "reason"), [(0.4, "ErrImagePull"), (9, "ImagePullBackOff")])
def test_a_bad_image_is_never_pulled(age, reason):
    """RBK-2."""
    behaviour = play(pod(box("web:bad")), age)
    assert behaviour.phase == "Pending"
    assert behaviour.containers[0].waiting[0] == reason


def test_a_crashing_image_is_restarted_again_and_again():
    """RBK-5."""
    behaviour = play(pod(box("web:crash")), 1, 9)
    assert scenario(behaviour) == ("Running", False, Trouble.CRASH, 4)
    assert (behaviour.containers[0].last_reason, behaviour.containers[0].last_exit_code) == (
        "Error",
        1,
    )


@given(st.lists(st.floats(0.3, 100), min_size=1, max_size=8))
def test_restarts_depend_on_the_age_and_not_on_how_often_one_looks(ages):
    """RBK-5."""
    last = max(ages)
    assert scenario(play(pod(box("web:crash")), *sorted(ages))) == scenario(
        play(pod(box("web:crash")), last)
    )


def test_a_slow_image_takes_its_time():
    """RBK-5."""
    assert play(pod(box("web:slow")), 1).trouble is Trouble.WARMING_UP
    assert play(pod(box("web:slow")), 1, 2.4).ready


def test_only_the_tag_counts_where_there_is_one():
    """RBK-5."""
    assert play(pod(box("crash.example:5000/bad-shop:1.2")), 1).ready


@pytest.mark.parametrize(
    "asked",
    [
        pod(
            box(
                env=[{"name": "NEEDS_MEMORY", "value": "256Mi"}],
                resources={"limits": {"memory": "128Mi"}},
            )
        ),
        pod(
            box(resources={"limits": {"memory": "128Mi"}}),
            annotations={"sandbox.zhiban/needs-memory": "0.2Gi"},
        ),
    ],
)
def test_too_little_memory_kills(asked):
    """RBK-5."""
    first = play(asked, 5).containers[0]
    assert (first.last_reason, first.last_exit_code, first.restart_count) == ("OOMKilled", 137, 2)


def test_enough_memory_does_not_kill():
    """RBK-5."""
    enough = box(resources={"limits": {"memory": "512Mi"}})
    assert play(pod(enough), (5, around(web__needs_memory="300Mi"))).ready


def test_a_running_pod_goes_on_with_the_settings_it_read():
    """RBK-2."""
    one = pod(box(envFrom=[{"configMapRef": {"name": "settings"}}]))
    broken = around(configmaps={"settings": {"mode": "broken"}})
    assert play(one, 1, (60, broken)).ready


def test_a_crashing_pod_reads_its_settings_at_each_restart():
    """RBK-2."""
    reference = {"configMapKeyRef": {"name": "settings", "key": "mode"}}
    one = pod(box(env=[{"name": "MODE", "valueFrom": reference}]))
    broken = around(configmaps={"settings": {"mode": "broken"}})
    fine = around(configmaps={"settings": {"mode": "fine"}})
    assert play(one, (1, broken), (2.2, fine)).trouble is Trouble.BROKEN_CONFIG
    assert scenario(play(one, (1, broken), (2.3, fine))) == ("Running", True, Trouble.NONE, 1)


@pytest.mark.parametrize(
    ("limit", "trouble"),
    [("2026-11-21T07:59:59Z", Trouble.NONE), ("2026-11-21T08:00:01Z", Trouble.STUCK)],
)
def test_only_pods_from_before_are_stuck(limit, trouble):
    """RBK-2."""
    assert play(pod(), (5, around(web__stuck_before=limit))).trouble is trouble
    annotated = pod(annotations={"sandbox.zhiban/stuck-before": limit})
    assert play(annotated, 5).trouble is trouble


@pytest.mark.parametrize(
    ("faults", "trouble"),
    [
        ({"web__never_ready": "true"}, Trouble.NEVER_READY),
        ({"web__crash": "true"}, Trouble.CRASH),
        ({"web__crash_before": "2026-11-21T08:00:01Z"}, Trouble.CRASH),
        ({"web__bad_image": "web:1"}, Trouble.NEVER_READY),
        ({"web__bad_image": "web:2"}, Trouble.NONE),
        ({"web__start_seconds": "30"}, Trouble.WARMING_UP),
        ({"node__node-1": "down"}, Trouble.NODE_DOWN),
        ({"node__node-2": "down"}, Trouble.NONE),
        ({"other__crash": "true"}, Trouble.NONE),
        ({"web__crash": "true", "web__heals_at": "2026-11-21T08:00:04Z"}, Trouble.NONE),
        ({"web__crash": "true", "web__heals_at": "2026-11-21T08:00:06Z"}, Trouble.CRASH),
    ],
)
def test_each_fault_of_the_namespace_does_what_it_says(faults, trouble):
    """RBK-2."""
    assert play(pod(), (5, around(**faults))).trouble is trouble


def test_a_pod_waits_for_what_it_depends_on():
    """RBK-2."""
    one = pod(annotations={"sandbox.zhiban/depends-on": "db"})
    assert play(one, 5).trouble is Trouble.DEPENDENCY
    assert play(one, (5, around(ready={"db": 1}))).ready


def test_a_flapping_pod_is_ready_in_turns():
    """RBK-5."""
    flapping = around(web__flap_seconds="5")
    assert [play(pod(), (age, flapping)).ready for age in (1, 6, 11, 16)] in (
        [True, False, True, False],
        [False, True, False, True],
    )


def test_a_pod_with_one_broken_container_is_not_ready():
    """RBK-5."""
    behaviour = play(pod(box(), {"name": "side", "image": "side:crash"}), 5)
    assert [one.ready for one in behaviour.containers] == [True, False]
    assert behaviour.containers[0].restart_count == 0
    assert not behaviour.ready


def test_more_replicas_carry_more_load():
    """RBK-2."""
    faults = {"web.load": "8"}
    loads = [
        overload("web", faults=faults, capacity=2, ready=ready, now=CREATED) for ready in (0, 2, 4)
    ]
    assert loads == [4, 2, 1]
    assert overload("web", faults={}, capacity=2, ready=1, now=CREATED) == 0


def test_an_overloaded_pod_is_ready_and_says_so():
    """RBK-2."""
    behaviour = play(pod(), (5, around(ready={"web": 2}, web__load="8")))
    said = pod_status(
        pod(), behaviour, now=CREATED, bound=CREATED, host_ip="127.0.0.1", pod_ip="10.1.0.1"
    )
    conditions = {one["type"]: one["status"] for one in said["conditions"]}
    assert (behaviour.ready, behaviour.overload) == (True, 4)
    assert (conditions["Ready"], conditions[OVERLOADED]) == ("True", "True")


def test_conditions_keep_the_time_at_which_they_turned():
    """RBK-5."""
    one = pod()
    later = CREATED + timedelta(minutes=1)
    where = {"bound": CREATED, "host_ip": "127.0.0.1", "pod_ip": "10.1.0.1"}
    one["status"] = pod_status(one, play(one, 5), now=CREATED, **where)
    again = pod_status(one, play(one, 60), now=later, **where)
    assert again["conditions"] == one["status"]["conditions"]


def test_a_kubelet_tells_each_thing_once():
    """RBK-5."""
    one = pod(box("web:crash"))
    first, same, next_one = play(one, 1), play(one, 1, 2), play(one, 1, 3)
    assert [event.reason for event in kubelet_events(one, None, first)] == [
        "Pulled",
        "Created",
        "Started",
        "BackOff",
    ]
    assert not list(kubelet_events(one, first, same))
    assert "BackOff" in [event.reason for event in kubelet_events(one, same, next_one)]


@pytest.mark.parametrize(("image", "reason"), [("web:bad", "Failed"), ("web:1", "Unhealthy")])
def test_a_kubelet_warns_of_images_and_probes(image, reason):
    """RBK-5."""
    one = pod(box(image))
    behaviour = play(one, (0.4, around(web__never_ready="true")))
    warnings = [event.reason for event in kubelet_events(one, None, behaviour)]
    assert reason in warnings


@given(st.floats(0, 20), st.sampled_from(["web:1", "web:crash", "web:bad", "web:slow"]))
def test_nothing_changes_before_the_age_at_which_to_look_again(age, image):
    """RBK-5."""
    one = pod(box(image))
    now = play(one, age)
    next_look = now.look_again.total_seconds() if now.look_again else age + 1000
    later = (age + next_look) / 2
    assert scenario(play(one, age, later)) == scenario(now)


def test_the_pace_can_be_changed():
    """RBK-5."""
    slow = Pace(start=timedelta(seconds=10))
    found = behave(
        pod(),
        age=timedelta(seconds=9),
        created=CREATED,
        surroundings=Surroundings(),
        pace=slow,
    )
    assert found.trouble is Trouble.STARTING


@pytest.mark.parametrize(
    ("text", "value"), [("1Ki", 1024), ("500m", 0.5), ("2", 2), ("1.5G", 1.5e9), (3, 3)]
)
def test_quantities_are_read(text, value):
    """RBK-5."""
    assert float(quantity(text)) == value


@pytest.mark.parametrize("text", ["", "x", "1X", "1 Mi"])
def test_what_is_no_quantity_is_refused(text):
    """RBK-5."""
    with pytest.raises(ValueError, match="not a quantity"):
        quantity(text)


def test_shares_are_rounded_as_rollouts_need_it():
    """RBK-5."""
    assert (round_up("25%", 3, up=True), round_up("25%", 3, up=False), round_up(2, 9, up=True)) == (
        1,
        0,
        2,
    )
