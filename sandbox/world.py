"""The whole outside world in one process, one port per face.

| port | face |
|---|---|
| base | a page that leads to the others |
| base + 1 | Tencent Cloud |
| base + 2 | chat robots |
| base + 3 | inbox |
| base + 4 | language model |
| base + 5 | mail server (SMTP) |
| base + 6 | the small web: pages, feeds, metrics, weather |
| base + 7 | Twilio (text messages) |
| base + 8 | Kubernetes, with a small shop in one cluster |
| base + 9 | Alertmanager |
| base + 10 | a relay of desk robots |
"""

import asyncio
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from sandbox import boards
from sandbox.alertmanager.app import AlertmanagerStandIn
from sandbox.alertmanager.face import alertmanager_face
from sandbox.llm.app import LlmSandbox
from sandbox.mail.app import MailSandbox
from sandbox.robots.app import RobotSandbox
from sandbox.robots.dingtalk import DingtalkRobot
from sandbox.robots.feishu import FeishuRobot
from sandbox.robots.wecom import WecomRobot
from sandbox.script import (
    MEASURED,
    OUTAGE_BEGAN,
    OUTAGE_LASTED,
    PAYMENTS,
    TOPICS,
    history,
    lines_at,
    readings,
    readings_of_cluster,
    readings_of_pods,
)
from sandbox.shop import CLUSTER, NAMESPACE, open_shop, our_account
from sandbox.tencent.app import TencentCloudStandIn
from sandbox.tencent.cls.state import NewLine
from sandbox.tencent.tke.state import NewCluster
from sandbox.twilio.app import TwilioSandbox
from sandbox.twilio.rules import Account
from sandbox.web.app import WebSandbox
from sandbox.xiaozhi.relay import Relay

WECOM_KEY = "sandbox-wecom-key"
DINGTALK_TOKEN = "sandbox-dingtalk-token"  # noqa: S105 - opens nothing but this sandbox
DINGTALK_SECRET = "sandbox-dingtalk-secret"  # noqa: S105 - opens nothing but this sandbox
FEISHU_TOKEN = "sandbox-feishu-token"  # noqa: S105 - opens nothing but this sandbox
FEISHU_SECRET = "sandbox-feishu-secret"  # noqa: S105 - opens nothing but this sandbox
LLM_KEY = "sandbox-llm-key"
TWILIO_SID = "ACsandbox0000000000000000000000001"
TWILIO_TOKEN = "sandbox-twilio-token"  # noqa: S105 - opens nothing but this sandbox
TWILIO_FROM = "+15005550006"
"""The sender that Twilio itself publishes for tests."""
ROBOT_AGENTS = ("desk",)
CONTROL_TOKEN = "sandbox-control"  # noqa: S105 - loopback only

KUBERNETES, ALERTMANAGER, RELAY = 8, 9, 10
"""Their ports, counted from the first."""

_DATABASE = {"InstanceId": "ins-shop-db"}
_FLOW = timedelta(seconds=5)
"""How often new lines come while the sandbox runs."""


@dataclass(frozen=True)
class Face:
    """One port of the sandbox."""

    name: str
    offset: int
    app: ASGIApp


class World:
    """Everything outside, and the day that is played in it.

    Args:
        first_port: where the first face is served; the others follow.
        seed: of everything that chance decides.
        now: when it begins; this moment when None.
    """

    def __init__(
        self, first_port: int = 8100, *, seed: int = 1, now: datetime | None = None
    ) -> None:
        self._base = first_port
        self.began = now or datetime.now(UTC)
        self._dice = random.Random(seed)  # noqa: S311 - a script, not a secret
        self.cloud = TencentCloudStandIn(seed=seed, control_token=CONTROL_TOKEN)
        self.robots = RobotSandbox(
            wecom=[WecomRobot("team-wecom", WECOM_KEY)],
            dingtalk=[DingtalkRobot("team-dingtalk", DINGTALK_TOKEN, DINGTALK_SECRET)],
            feishu=[FeishuRobot("team-feishu", FEISHU_TOKEN, FEISHU_SECRET)],
        )
        self.mail = MailSandbox()
        self.model = LlmSandbox(key=LLM_KEY)
        self.web = WebSandbox(control_token=CONTROL_TOKEN, lively=True, seed=seed)
        self.twilio = TwilioSandbox(
            Account(TWILIO_SID, TWILIO_TOKEN, numbers=frozenset({TWILIO_FROM}), keys={})
        )
        self.kubernetes = open_shop(now=self.began, seed=seed, control_token=CONTROL_TOKEN)
        server = f"http://127.0.0.1:{first_port + KUBERNETES}"
        kubeconfig = self.kubernetes.kubeconfig(CLUSTER, server, our_account())
        self.cloud.tke.add_cluster(NewCluster(NAMESPACE, kubeconfig, CLUSTER))
        self.alertmanager = AlertmanagerStandIn()
        self.relay = Relay(ROBOT_AGENTS)
        self._topics = {name: self.cloud.add_topic(name, logset="shop") for name in TOPICS}
        access, services = (self._topics[name].topic_id for name in TOPICS)
        self.cloud.add_dashboard(boards.NAME, boards.panels(access, services))
        self._play_history(seed)

    def faces(self) -> Sequence[Face]:
        """Return every web face; mail is taken on the fifth port after the first."""
        return (
            Face("page", 0, _index(self._base)),
            Face("cloud", 1, self.cloud.app),
            Face("robots", 2, self.robots.app),
            Face("inbox", 3, self.mail.app),
            Face("model", 4, self.model.app),
            Face("web", 6, self.web.app),
            Face("twilio", 7, self.twilio.app),
            Face("kubernetes", KUBERNETES, self.kubernetes.app),
            Face(
                "alertmanager",
                ALERTMANAGER,
                alertmanager_face(self.alertmanager, control_token=CONTROL_TOKEN),
            ),
            Face("relay", RELAY, self.relay.app),
        )

    async def serve(self) -> None:
        """Serve every face until cancelled or told to stop by a signal."""
        await self.mail.open("127.0.0.1", self._base + 5)
        servers = [_server(face.app, self._base + face.offset) for face in self.faces()]
        flowing = asyncio.create_task(self._flow())
        try:
            await asyncio.gather(*(server.serve() for server in servers))
        finally:
            flowing.cancel()
            await self.mail.close()

    def _play_history(self, seed: int) -> None:
        self._load(history(until=self.began, seed=seed))
        outage = self.began - OUTAGE_BEGAN
        self.cloud.add_alarm_record(
            {
                "AlarmName": "支付错误率过高",
                "TopicId": self._topics[PAYMENTS.topic].topic_id,
                "TopicName": PAYMENTS.topic,
                "Trigger": "$1.errors > 10",
                "CreateTime": int((outage + timedelta(minutes=3)).timestamp() * 1_000),
                "Duration": int(OUTAGE_LASTED / timedelta(minutes=1)),
                "Status": 1,
                "AlarmLevel": 2,
            }
        )
        self.cloud.monitor.add_history(_busy_node(self.began))
        since = int((self.began - MEASURED).timestamp())
        for name, reading in readings(int(self.began.timestamp())).items():
            metric = ("ap-guangzhou", "QCE/CVM", name)
            self.cloud.monitor.measure(metric, _DATABASE, reading, since=since)
        cluster = {"tke_cluster_instance_id": CLUSTER}
        for name, reading in readings_of_cluster(int(self.began.timestamp())).items():
            metric = ("ap-guangzhou", "QCE/TKE2", name)
            self.cloud.monitor.measure(metric, cluster, reading, since=since)
        pod = cluster | {
            "namespace": NAMESPACE,
            "workload_kind": "Deployment",
            "workload_name": "payments",
            "pod_name": "payments-1",
        }
        for name, reading in readings_of_pods().items():
            metric = ("ap-guangzhou", "QCE/TKE2", name)
            self.cloud.monitor.measure(metric, pod, reading, since=since)

    async def _flow(self) -> None:
        while True:
            await asyncio.sleep(_FLOW.total_seconds())
            self._load(lines_at(datetime.now(UTC), timedelta(0), self._dice))

    def _load(self, lines: Iterable[tuple[str, NewLine]]) -> None:
        by_topic = defaultdict(list)
        for topic, line in lines:
            by_topic[topic].append(line)
        for topic, batch in by_topic.items():
            self.cloud.load_lines(self._topics[topic], batch)


def _busy_node(now: datetime) -> dict[str, object]:
    began = now - timedelta(hours=2)
    return {
        "PolicyName": "节点 CPU 使用率",
        "AlarmObject": "node-10-0-0-22 (payments)",
        "Content": "CPU utilisation > 85 %",
        "FirstOccurTime": int(began.timestamp()),
        "LastOccurTime": int(now.timestamp()),
        "AlarmStatus": "ALARM",
        "AlarmLevel": "Warn",
        "Region": "gz",
    }


def _server(app: ASGIApp, port: int) -> uvicorn.Server:
    return uvicorn.Server(
        uvicorn.Config(
            app,
            host="127.0.0.1",
            port=port,
            interface="asgi3",
            log_level="warning",
            backlog=512,
        )
    )


def _index(base: int) -> Starlette:
    async def show(_request: Request) -> HTMLResponse:
        return HTMLResponse(
            _PAGE.format(
                robots=base + 2,
                inbox=base + 3,
                web=base + 6,
                texts=base + 7,
                kubernetes=base + KUBERNETES,
                alerts=base + ALERTMANAGER,
            )
        )

    async def health(_request: Request) -> JSONResponse:
        return JSONResponse({"status": "ok", "sandbox": True})

    return Starlette(routes=[Route("/", show), Route("/health", health)])


_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>SANDBOX</title>
<style>body{{font:16px/1.6 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}}
h1{{background:#b45309;color:#fff;padding:.5rem 1rem;border-radius:.5rem}}</style>
<h1>SANDBOX 沙箱</h1>
<p>A stand-in for the outside world. Nothing here is real, nothing leaves this machine.</p>
<ul><li><a href="http://127.0.0.1:{inbox}/">Inbox</a>: mail that was sent</li>
<li><a href="http://127.0.0.1:{robots}/">Chat robots</a>: what the chat groups got</li>
<li><a href="http://127.0.0.1:{texts}/">Text messages</a>: what phones got</li>
<li><a href="http://127.0.0.1:{web}/">The small web</a>: pages, feeds and numbers to watch</li>
<li><a href="http://127.0.0.1:{kubernetes}/">Kubernetes</a>: what runs in the clusters</li>
<li><a href="http://127.0.0.1:{alerts}/">Alertmanager</a>: alerts that fire</li></ul>
</html>"""
