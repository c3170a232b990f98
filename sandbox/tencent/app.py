"""The stand-in as one thing: an ASGI app, and the same control as methods."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, tzinfo
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.clock import SandboxClock
from sandbox.tencent.accounts import Account, Accounts
from sandbox.tencent.actions import Catalogue
from sandbox.tencent.asr import Ears, asr_service
from sandbox.tencent.callbacks_bell import AlarmBell
from sandbox.tencent.cls.alarms import add_alarm, add_alarm_record
from sandbox.tencent.cls.service import cls_service
from sandbox.tencent.cls.state import CHINA, ClsState, NewLine, Topic
from sandbox.tencent.control import ControlFace
from sandbox.tencent.faults import Fault, FaultBook
from sandbox.tencent.gateway import Gateway
from sandbox.tencent.identifiers import Identifiers
from sandbox.tencent.ledger import Ledger
from sandbox.tencent.loghub import read_loghub
from sandbox.tencent.monitor.service import monitor_service
from sandbox.tencent.monitor.state import MonitorState
from sandbox.tencent.sms import Phones, sms_service
from sandbox.tencent.tke.service import tke_service
from sandbox.tencent.tke.state import TkeState
from sandbox.tencent.tts import tts_service
from sandbox.tencent.voiceprints import Voices

DEFAULT_REGION = "ap-guangzhou"


class TencentCloudStandIn:
    """A Tencent Cloud for tests and demonstrations; `app` is the ASGI application.

    `clock` is the time of the world inside: creation times, expiry of contexts. `wire_clock` is
    what signatures and rate limits go by; the SDK signs with the machine's time, so leave it real
    unless a test is about expiry or limits. Without a `control_token` there is no control face.
    """

    def __init__(
        self,
        *,
        seed: int = 1,
        clock: SandboxClock | None = None,
        wire_clock: SandboxClock | None = None,
        control_token: str | None = None,
    ) -> None:
        self.clock = clock or SandboxClock.real()
        self.wire_clock = wire_clock or SandboxClock.real()
        self.accounts = Accounts()
        self._seed = seed
        self._control = ControlFace(self, control_token).app() if control_token else None
        self._build()

    def _build(self) -> None:
        self._identifiers = Identifiers(self._seed)
        self.cls = ClsState(self.clock, self._identifiers)
        catalogue = Catalogue()
        self.monitor = MonitorState(self.clock, self._identifiers)
        self.alarms = AlarmBell(self.clock, self._identifiers, self.monitor, self.cls)
        catalogue.add(cls_service(self.cls))
        catalogue.add(monitor_service(self.monitor))
        self.tke = TkeState(self.clock, self._identifiers)
        catalogue.add(tke_service(self.tke))
        catalogue.add(tts_service())
        self.ears = Ears()
        self.voices = Voices(self._identifiers)
        catalogue.add(asr_service(self.ears, self.voices))
        self.phones = Phones(self.clock.now, self._identifiers)
        catalogue.add(sms_service(self.phones))
        self._gateway = Gateway(
            catalogue=catalogue,
            accounts=self.accounts,
            clock=self.wire_clock,
            identifiers=self._identifiers,
            faults=FaultBook(self._identifiers),
        )

    @property
    def app(self) -> ASGIApp:
        """The ASGI application, for a server or for httpx's ASGITransport."""
        # A server recognises an object with an asynchronous `__call__`, not a bound method.
        return self

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one HTTP request, or the server's start and stop (ASGI)."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif self._control is not None and scope["path"].split("/")[1:2] == ["_sim"]:
            await self._control(scope, receive, send)
        else:
            # The gateway gets the server's own `send`: faults need the connection behind it.
            await self._gateway(scope, receive, send)

    @property
    def ledger(self) -> Ledger:
        """What was asked so far."""
        return self._gateway.ledger

    @property
    def faults(self) -> FaultBook:
        """The faults that are ordered."""
        return self._gateway.faults

    def reset(self) -> None:
        """Forget all data, faults, limits and the ledger; accounts and clocks stay."""
        self._build()

    def forget_rates(self) -> None:
        """Let every action be called as if it had not been called for a second."""
        self._gateway.rates.clear()

    def add_account(self, account: Account) -> None:
        """Let another key pair in."""
        self.accounts.add(account)

    def order(self, fault: Fault) -> None:
        """Make something go wrong."""
        self.faults.order(fault)

    def add_topic(
        self, name: str, *, logset: str = "default", region: str = DEFAULT_REGION
    ) -> Topic:
        """Return the topic of that name, made searchable in every field if it is not there."""
        return self.cls.add_topic(name, logset=logset, region=region)

    def add_dashboard(
        self, name: str, panels: Sequence[Mapping[str, Any]], *, region: str = DEFAULT_REGION
    ) -> str:
        """Keep a dashboard with the panels of the console; return its id."""
        return self.cls.add_dashboard(name, panels, region=region)

    def load_lines(self, topic: Topic, lines: Iterable[NewLine]) -> int:
        """Put lines into a topic; return how many."""
        return self.cls.load(topic, lines)

    def load_loghub(self, topic: Topic, path: Path, *, day: date, zone: tzinfo = CHINA) -> int:
        """Put the lines of a file into a topic, spread evenly over `day`; return how many."""
        return self.cls.load(topic, read_loghub(path, day=day, zone=zone))

    def add_alarm(self, policy: Mapping[str, Any], *, region: str = DEFAULT_REGION) -> str:
        """Keep an alarm policy with the fields of `CreateAlarm`; return its id."""
        return add_alarm(self.cls, region, policy)

    def add_alarm_record(self, record: Mapping[str, Any], *, region: str = DEFAULT_REGION) -> str:
        """Keep a record with the fields of `AlertHistoryRecord`; return its id."""
        return add_alarm_record(self.cls, region, record)


async def _live(receive: Receive, send: Send) -> None:
    """Take part in the server's start and stop; there is nothing to prepare."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
