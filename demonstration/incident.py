"""One fault scenario on what `zhiban up` has started, as it happens (`zhiban demo incident`)."""

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from urllib.parse import quote

import httpx

from application.common.wording import Localizer
from application.services import Services
from bootstrap.configuration.sandbox_rule import CLOUD
from bootstrap.configuration.settings import Settings
from bootstrap.foundation import Foundation
from bootstrap.incidents.reconcile import keep_configs_of
from bootstrap.incidents.repairs import repair_work
from bootstrap.services import build_services
from cli.runtime import IncidentDemo, Tell
from demonstration.account import images_of
from demonstration.ends import Told
from demonstration.runner import Cast, Teller
from demonstration.scenarios import scenario_named, watched
from demonstration.senders import HookSender
from demonstration.stage import Stage
from demonstration.watch import ScenarioWatch
from demonstration.words import ending_steps, stage, title, writes
from domain.common.errors import InvalidRequest, Misconfigured, NotFound, Unavailable
from domain.common.messages import Called, Command, message
from domain.common.readers import Language, Reader
from domain.people.access import Actor
from domain.people.people import FIRST_ADMIN
from sandbox.kubernetes.app import ADMIN
from sandbox.kubernetes_lab.access import USER
from sandbox.kubernetes_lab.client import KubeClient
from sandbox.scenarios import Scenario
from sandbox.shop import CLUSTER
from sandbox.world import CONTROL_TOKEN
from supervisor.environment import KUBERNETES
from supervisor.plan import api_address

PATIENCE = 150.0
"""Seconds for one condition; the longest scenario waits 120 for an answer that does not come."""


def check_sandbox(settings: Settings) -> None:
    """Return when scenarios can be told.

    Raises:
        Misconfigured: nothing runs here, it is no sandbox, or its cloud is real.
    """
    if CLOUD in settings.up.real:
        raise Misconfigured(
            "Stories break a cluster and repair it, and the cloud here is real: leave `cloud` out "
            "of ZHIBAN_UP_REAL to see them."
        )
    if not (settings.sandbox and settings.alerts.secret.get_secret_value()):
        raise Misconfigured(
            "Stories are told to what runs in the sandbox, and nothing does here: start it with "
            "`make up` or `zhiban up` in another terminal."
        )


@dataclass(frozen=True)
class DemoRunner:
    """Tells scenarios to one running system.

    Attributes:
        tell: gets each line of the account.
    """

    foundation: Foundation
    operator: Actor
    language: Language
    tell: Tell

    async def play(self, name: str, *, enable_writes: bool) -> IncidentDemo:
        """Run a scenario and return how it ended.

        Args:
            name: of the scenario; the usual one when empty.
            enable_writes: release the kill switch while it is told.

        Raises:
            InvalidRequest: there is no such scenario, or it needs writing to be enabled.
            Unavailable: the sandbox's cluster or the API does not answer.
        """
        services = build_services(self.foundation)
        whole = scenario_named(name, Localizer(services.words, Reader(self.language, "UTC")))
        engaged = (await services.controls.kill_switch(by=self.operator)).engaged
        only_watched = engaged and not enable_writes
        scenario = watched(whole) if only_watched else whole
        if scenario is None:
            raise InvalidRequest(
                "--enable-writes", message("demo.about_writing", scenario=Called(whole.name))
            )
        cast, reader = self._cast(services), Reader(self.language, await self._zone(services))
        words = Localizer(services.words, reader)
        self.tell(words.text(title(scenario.name, scenario.title)))
        self.tell(words.text(writes(only_watched=only_watched)))
        async with _as_before(services, cast), AsyncExitStack() as opened:
            if enable_writes:
                await cast.switch(engaged=False)
                await cast.permit(allowed=True)
            told = await (await self._teller(scenario, cast, words, opened)).tell()
        return self._ended(told, words, only_watched=only_watched)

    async def _zone(self, services: Services) -> str:
        """Return where the operator's wall clock hangs; who is nobody has the policy's."""
        with suppress(NotFound):
            return (await services.briefings.settings(by=self.operator, person_id=None)).zone
        return (await self.foundation.incidents.policies.current()).zone

    async def _teller(
        self, scenario: Scenario, cast: Cast, words: Localizer, opened: AsyncExitStack
    ) -> Teller:
        settings = self.foundation.settings
        base = f"http://127.0.0.1:{settings.up.sandbox_port + KUBERNETES}"
        admin = KubeClient.connect(f"{base}/k8s/{CLUSTER}", token=ADMIN.token)
        opened.push_async_callback(admin.close)
        http = await opened.enter_async_context(httpx.AsyncClient(trust_env=False))
        namespace = f"story-{scenario.name}-{os.urandom(2).hex()}"
        await make_namespace(admin, namespace)
        place = words.text(stage(namespace, images_of(scenario.manifests)))
        self.tell(f"{'':>8}  {place}")
        watch = ScenarioWatch(
            cast.incidents, self.operator, scenario, namespace, words.reader, self.tell
        )
        await opened.enter_async_context(watch.looking())
        return Teller(
            scenario,
            Stage(admin, CLUSTER, namespace),
            cast,
            HookSender(http, api_address(settings), settings.alerts.secret.get_secret_value()),
            lambda: _writes(base, namespace),
            progress=watch.beat,
            patience=PATIENCE,
        )

    def _cast(self, services: Services) -> Cast:
        foundation, repairs = self.foundation, repair_work(self.foundation).repairs

        async def keep(cluster: str, namespace: str) -> None:
            policy = await foundation.incidents.policies.current()
            clusters = foundation.outside.clusters
            await keep_configs_of(cluster, clusters, policy, repairs, namespace=namespace)

        by = self.operator
        return Cast(
            services.incidents, services.controls, by, by, services.people, FIRST_ADMIN, keep
        )

    def _ended(self, told: Told, words: Localizer, *, only_watched: bool) -> IncidentDemo:
        temporal, incident = self.foundation.settings.temporal, told.incident
        workflow = quote(incident.workflow_id, safe="") if incident else ""
        link = f"{temporal.ui_url.rstrip('/')}/namespaces/{temporal.namespace}/workflows/{workflow}"
        steps = ending_steps(told, link, words, watched=only_watched)
        problems = tuple(map(str, told.problems))
        return IncidentDemo(told.scenario.name, incident.id if incident else "", steps, problems)


@asynccontextmanager
async def _as_before(services: Services, cast: Cast) -> AsyncIterator[None]:
    """Put the kill switch and the permission back to what they were, whatever the scenario did."""
    by = cast.operator
    engaged = (await services.controls.kill_switch(by=by)).engaged
    allowed = (await services.people.get(by=by, person_id=cast.keeper)).rollback_permission
    try:
        yield
    finally:
        if (await services.controls.kill_switch(by=by)).engaged != engaged:
            await cast.switch(engaged=engaged)
        keeper = await services.people.get(by=by, person_id=cast.keeper)
        if keeper.rollback_permission != allowed:
            await cast.permit(allowed=allowed)


async def make_namespace(admin: KubeClient, name: str) -> None:
    """Make a namespace; raises `Unavailable` when the sandbox's cluster does not answer."""
    try:
        await admin.create("/api/v1/namespaces", {"metadata": {"name": name}})
    except httpx.HTTPError as error:
        raise Unavailable(
            message(
                "demo.cluster_away",
                address=Command(str(admin.http.base_url)),
                why=Called(type(error).__name__),
                command=Command("zhiban status"),
            )
        ) from None


def _writes(base: str, namespace: str) -> int:
    """Return how many writes of ours the cluster carried out in a namespace."""
    headers, asked = {"x-sandbox-control": CONTROL_TOKEN}, {"cluster": CLUSTER}
    answer = httpx.get(f"{base}/_sim/ledger", params=asked, headers=headers, trust_env=False)
    return sum(
        each["user"] == USER
        and each["namespace"] == namespace
        and each["status"] < httpx.codes.MULTIPLE_CHOICES
        and not each["dry_run"]
        for each in answer.json()["ledger"]
    )
