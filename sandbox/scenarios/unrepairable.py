"""Scenarios that no machine can put right: each has to end with a person called, once."""

from sandbox.scenarios.manifests import BAD_IMAGE, autoscaler, deployment, neighbours, quota
from sandbox.scenarios.repairable import URGENT
from sandbox.scenarios.scenario import Beat, Deed, Expected, Scenario, Signal

_SETTLED = "settled"
_ALERT = Beat(Deed.ALERT, "unhealthy")
_SHOP = (deployment(), *neighbours())


def _called(reason: str, *actions: str, **more: object) -> Expected:
    return Expected("handed_over", called=reason, actions=actions, **more)  # type: ignore[arg-type] # the fields of Expected


def _wrong(key: str, value: str) -> Beat:
    return Beat(Deed.FAULT, _SETTLED, {"key": key, "value": value})


_STUCK = _wrong("checkout.stuck-before", "now")
_NEVER = _wrong("checkout.never-ready", "true")

_BY_ARGO_CD = {"argocd.argoproj.io/tracking-id": "shop:apps/Deployment:x/checkout"}

UNREPAIRABLE = (
    Scenario(
        "first-release",
        "The very first release cannot be pulled: there is nothing to go back to.",
        "image_pull",
        (deployment(image=BAD_IMAGE), *neighbours()),
        (_ALERT,),
        _called(
            "nothing_tried", skipped=("no_earlier_revision", "last_healthy_replica"), writes=False
        ),
        measures=URGENT,
        cause="image",
    ),
    Scenario(
        "nothing-helps",
        "Whatever is tried, it does not become ready.",
        "not_ready",
        _SHOP,
        (_NEVER, _ALERT),
        Expected("handed_over", called="exhausted", actions=None),
        measures=URGENT,
        cause="hangs",
    ),
    Scenario(
        "minimal-band",
        "An unimportant service: one attempt, then the broadcast.",
        "not_ready",
        _SHOP,
        (_NEVER, _ALERT),
        _called("exhausted", "restart"),
        severity="warning",
        measures={"users": 0, "services": 0, "error_rate": 0.0, "cpu": 0.0, "memory": 0.0},
        cause="hangs",
    ),
    Scenario(
        "dependency-down",
        "A service that it needs is down, and nothing of ours was released.",
        "dependency",
        (deployment(marks={"sandbox.zhiban/depends-on": "elsewhere"}), *neighbours()),
        (_ALERT,),
        _called("exhausted", "restart"),
        measures=URGENT,
        cause="dependency",
    ),
    Scenario(
        "autoscaler",
        "Replicas are short, and an autoscaler owns their number.",
        "replica_shortage",
        (
            deployment(marks={"sandbox.zhiban/capacity": "2"}),
            autoscaler("checkout", least=2, most=2),
            *neighbours(),
        ),
        (_wrong("checkout.load", "50"), Beat(Deed.ALERT, "overloaded")),
        Expected(
            "handed_over", called="exhausted", actions=None, skipped=("autoscaler_owns_count",)
        ),
        measures=URGENT,
        signal=Signal.MONITOR,
        cause="autoscaler",
    ),
    Scenario(
        "quota-full",
        "Replicas are short, and the namespace's quota is used up.",
        "replica_shortage",
        # The quota first: what was there before it is counted when its controller comes to it.
        (quota(4), deployment(marks={"sandbox.zhiban/capacity": "2"}), *neighbours()),
        (_wrong("checkout.load", "50"), Beat(Deed.ALERT, "overloaded")),
        Expected("handed_over", called="exhausted", actions=None, skipped=("quota_full",)),
        measures=URGENT,
        signal=Signal.MONITOR,
        cause="load",
    ),
    Scenario(
        "paused-rollout",
        "Somebody has paused the rollout: it is theirs.",
        "not_ready",
        _SHOP,
        (
            Beat(Deed.EDIT, _SETTLED, {"patch": {"spec": {"paused": True}}}),
            Beat(Deed.FAULT, "", {"key": "checkout.stuck-before", "value": "now"}),
            _ALERT,
        ),
        _called("nothing_tried", skipped=("rollout_paused",), writes=False),
        measures=URGENT,
        cause="hangs",
    ),
    Scenario(
        "gitops",
        "A release that Argo CD declares cannot be pulled: going back is for people to commit.",
        "image_pull",
        (deployment(image=BAD_IMAGE, annotations=_BY_ARGO_CD), *neighbours()),
        (_ALERT,),
        _called("nothing_tried", skipped=("gitops_managed",), writes=False),
        measures=URGENT,
        cause="image",
    ),
    Scenario(
        "human-edit",
        "Somebody changes the workload while the repair is being checked.",
        "not_ready",
        _SHOP,
        (
            _NEVER,
            _ALERT,
            Beat(
                Deed.EDIT,
                "acted",
                {"patch": {"spec": {"template": {"metadata": {"annotations": {"by": "hand"}}}}}},
            ),
        ),
        _called("inconclusive", "restart"),
        measures=URGENT,
        cause="hangs",
    ),
    Scenario(
        "busy-editor",
        "Somebody changes the workload again and again: no plan stays true.",
        "not_ready",
        _SHOP,
        (_NEVER, Beat(Deed.KEEP_EDITING, ""), _ALERT),
        Expected("handed_over", called="inconclusive", actions=None),
        measures=URGENT,
        cause="hangs",
    ),
    Scenario(
        "blind",
        "The source of the alarm stops to answer: nobody can say whether it still fires.",
        "replica_shortage",
        (deployment(marks={"sandbox.zhiban/capacity": "2"}), *neighbours()),
        (_wrong("checkout.load", "5"), _ALERT),
        _called("blind", writes=False),
        measures=URGENT,
        signal=Signal.ALERTMANAGER,
        cause="load",
    ),
    Scenario(
        "forbidden",
        "The account may read the cluster, but not write to it.",
        "not_ready",
        _SHOP,
        (_STUCK, _ALERT),
        Expected("handed_over", called="blocked", actions=None, writes=False),
        measures=URGENT,
        cluster="forbidden",
        cause="hangs",
    ),
    Scenario(
        "unreachable",
        "The cluster does not answer.",
        "not_ready",
        (),
        (Beat(Deed.ALERT),),
        _called("blind", writes=False),
        measures=URGENT,
        cluster="unreachable",
    ),
    Scenario(
        "denied",
        "A person denies the repair.",
        "not_ready",
        _SHOP,
        (_STUCK, _ALERT, Beat(Deed.ANSWER, "state:awaiting_approval", {"approved": False})),
        _called("not_approved", writes=False, paged=False),
        measures=URGENT,
        cause="hangs",
    ),
    Scenario(
        "nobody-answers",
        "Nobody answers the question, at any hop.",
        "not_ready",
        _SHOP,
        (_STUCK, _ALERT),
        _called("not_approved", writes=False),
        measures=URGENT,
        cause="hangs",
    ),
    Scenario(
        "superseded",
        "The workload changes while approval is pending: an old yes is worth nothing.",
        "not_ready",
        _SHOP,
        (
            _NEVER,
            _ALERT,
            Beat(
                Deed.EDIT,
                "state:awaiting_approval",
                {"patch": {"spec": {"template": {"metadata": {"annotations": {"by": "hand"}}}}}},
            ),
            Beat(Deed.ANSWER, "", {"approved": True, "stale": True}),
        ),
        Expected("handed_over", called="not_approved", actions=None, writes=False),
        measures=URGENT,
        cause="hangs",
    ),
    Scenario(
        "observed",
        "The policy only lets Zhiban watch: it says what it would do.",
        "not_ready",
        _SHOP,
        (_STUCK, _ALERT),
        _called("observed", writes=False),
        measures=URGENT,
        cause="hangs",
    ),
)

ALONE = (
    Scenario(
        "no-permission",
        "The person on whose behalf it would run may not roll back.",
        "not_ready",
        _SHOP,
        (_STUCK, Beat(Deed.FORBID), _ALERT),
        _called("blocked", writes=False),
        measures=URGENT,
        cause="hangs",
    ),
    Scenario(
        "kill-switch",
        "The kill switch is engaged: nothing is written until an admin enables writing.",
        "not_ready",
        _SHOP,
        (
            _STUCK,
            Beat(Deed.ENGAGE),
            _ALERT,
            Beat(Deed.RELEASE, "state:handed_over"),
            Beat(Deed.ENABLE_WRITES),
        ),
        Expected("relapse_watch", called="blocked", actions=("restart",), fixed=True),
        measures=URGENT,
        repairable=True,
        cause="hangs",
    ),
)
"""What changes a thing that all others share: told one after the other, after the others."""
