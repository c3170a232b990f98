"""One cluster: what it holds, its time, and what every write does, whoever writes.

Time moves only from one piece of work to the next: a tick carries out what fell due since the last
one, each at the moment at which it fell due. So a cluster that nobody asked for an hour catches up
with the right times, and a clock that is moved by hand gives the same scenario each time.
"""

import hashlib
import json
import random
from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

from sandbox.clock import SandboxClock
from sandbox.kubernetes import kinds
from sandbox.kubernetes.agenda import Agenda, Work
from sandbox.kubernetes.defaults import fill_in
from sandbox.kubernetes.failures import Refusal, exists, forbidden, not_found
from sandbox.kubernetes.kinds import Kind
from sandbox.kubernetes.parts import Pace
from sandbox.kubernetes.pod_status import stamp
from sandbox.kubernetes.store import Change, Item, Store
from sandbox.kubernetes.validation import validate

Document: TypeAlias = dict[str, Any]
Sync: TypeAlias = Callable[[str, str], None]
Router: TypeAlias = Callable[[Change], None]

REACTION = timedelta(milliseconds=20)
"""How long a controller takes to notice a change."""
_ALPHABET = "bcdfghjklmnpqrstvwxz2456789"
"""What Kubernetes makes the ends of names from: nothing that could spell a word."""
_MOST_AT_ONCE = 100_000
"""Pieces of work at one moment beyond which controllers must be quarrelling without end."""
_KEPT_COMPLAINTS = 100
_LOST_RACES = (403, 404)
"""Refusals that controllers meet while a namespace goes: nothing is wrong with what they do."""
ODDITIES = (TypeError, ValueError, KeyError, AttributeError, Refusal)
"""What comes of an object with values of the wrong types: only the known ones are checked."""


class Cluster:
    """Objects, agenda, time.

    Args:
        identifier: such as `cls-sandbox1`.
        clock: what time it is.
        speed: divides everything the stand-in itself takes time for.
        seed: of uids and names.

    Attributes:
        self_heal: a GitOps controller looks after whatever has `app.kubernetes.io/instance`.
        measures: a metrics-server is installed.
        complaints: what controllers could not make sense of.
        births: when each object was created, to the microsecond, by uid.
    """

    def __init__(
        self, identifier: str, *, clock: SandboxClock, speed: float = 1.0, seed: int = 1
    ) -> None:
        self.identifier = identifier
        self.clock = clock
        self.speed = speed
        pace = Pace()
        self.pace = Pace(pace.start / speed, pace.slow / speed, pace.restart / speed)
        self.store = Store()
        self.agenda = Agenda()
        self.self_heal = False
        self.measures = True
        self.complaints: deque[str] = deque(maxlen=_KEPT_COMPLAINTS)
        self.births: dict[str, datetime] = {}
        self._dice = random.Random(f"{seed}/{identifier}")  # noqa: S311 - a stage, not a secret
        self._moment: datetime | None = None
        self._syncs: dict[str, Sync] = {}
        self.store.listen(self._remember_births)

    @property
    def now(self) -> datetime:
        """The time: of the work in hand during a tick, of the clock otherwise."""
        return self._moment or self.clock.now()

    @property
    def stamp(self) -> str:
        """The time as the API writes it."""
        return stamp(self.now)

    def scaled(self, by: timedelta) -> timedelta:
        """Return how long something of the stand-in's own takes at its speed."""
        return by / self.speed

    def employ(self, name: str, sync: Sync) -> None:
        """Have a controller called for the work that bears its name."""
        self._syncs[name] = sync

    def look_at(self, controller: str, namespace: str, name: str) -> None:
        """Have a controller look at something after its usual reaction time."""
        self.look_later(controller, namespace, name, self.now + self.scaled(REACTION))

    def look_later(self, controller: str, namespace: str, name: str, when: datetime) -> None:
        """Have a controller look at something at a time."""
        self.agenda.add(Work(controller, namespace, name), when)

    def tick(self) -> None:
        """Carry out everything that has fallen due.

        What a controller cannot make sense of is written down and left, as real controllers do:
        one odd object must not stop the cluster.

        Raises:
            RuntimeError: the controllers do not come to rest.
        """
        limit, steps, before = self.clock.now(), 0, None
        while taken := self.agenda.take(limit):
            self._moment, work = taken
            steps = steps + 1 if self._moment == before else 0
            before = self._moment
            if steps > _MOST_AT_ONCE:
                raise RuntimeError(f"The controllers of {self.identifier} do not come to rest.")
            try:
                self._syncs[work.controller](work.namespace, work.name)
            except ODDITIES as error:
                if isinstance(error, Refusal) and error.code in _LOST_RACES:
                    continue
                about = f"{work.controller} on {work.namespace}/{work.name}"
                self.complaints.append(f"{about}: {type(error).__name__}: {error}")
            finally:
                self._moment = None

    def uid(self) -> str:
        """Return a new uid."""
        return str(UUID(int=self._dice.getrandbits(128), version=4))

    def suffix(self, length: int = 5) -> str:
        """Return a random end for a name."""
        return "".join(self._dice.choices(_ALPHABET, k=length))

    def prepare(self, kind: Kind, item: Mapping[str, Any]) -> Document:
        """Return a new object as it would be kept, with everything the server fills in.

        Raises:
            Refusal: it is invalid, it exists, its namespace does not, or a quota is used up.
        """
        metadata = dict(item["metadata"])
        if not metadata.get("name"):
            metadata["name"] = f"{metadata.get('generateName', '')}{self.suffix()}"
        metadata |= {"uid": self.uid(), "creationTimestamp": self.stamp}
        if kind.counts_generations:
            metadata["generation"] = 1
        document: Document = {"apiVersion": kind.api_version(), "kind": kind.name, **item}
        document = fill_in(kind, {**document, "metadata": metadata})
        validate(kind, document, None)
        self._admit(kind, document)
        return document

    def create(self, kind: Kind, item: Mapping[str, Any]) -> Item:
        """Keep a new object and return it.

        Raises:
            Refusal: see `prepare`.
        """
        return self.store.put(kind, self.prepare(kind, item))

    def revise(self, kind: Kind, item: Item, **parts: Any) -> Item:  # noqa: ANN401 - JSON
        """Replace top-level parts of an object, count its generation if need be, and return it.

        Nothing is written when nothing would change.
        """
        if all(item.get(key) == value for key, value in parts.items()):
            return item
        revised = {**item, **parts}
        if kind.counts_generations and revised.get("spec") != item.get("spec"):
            generation = item["metadata"].get("generation", 0) + 1
            revised["metadata"] = {**revised["metadata"], "generation": generation}
        return self.store.put(kind, revised)

    def current(self, kind: Kind, namespace: str, name: str) -> Item:
        """Return an object.

        Raises:
            Refusal: 404.
        """
        item = self.store.get(kind, namespace, name)
        if item is None:
            raise not_found(kind, name)
        return item

    def _admit(self, kind: Kind, item: Document) -> None:
        metadata = item["metadata"]
        namespace, name = metadata.get("namespace", ""), metadata["name"]
        if self.store.get(kind, namespace, name) is not None:
            raise exists(kind, name)
        if kind.namespaced:
            home = self.store.get(kinds.NAMESPACE, "", namespace)
            if home is None:
                raise not_found(kinds.NAMESPACE, namespace)
            if home["metadata"].get("deletionTimestamp"):
                why = f"unable to create new content in namespace {namespace} because it is being"
                raise forbidden(kind, name, f"{why} terminated")
        if kind is kinds.POD:
            self._check_quota(namespace, name)

    def _check_quota(self, namespace: str, name: str) -> None:
        for quota in self.store.all(kinds.QUOTA, namespace):
            hard = (quota["spec"].get("hard") or {}).get("pods")
            used = len(self.store.all(kinds.POD, namespace))
            if hard is not None and used >= int(hard):
                said = f"requested: pods=1, used: pods={used}, limited: pods={hard}"
                why = f"exceeded quota: {quota['metadata']['name']}, {said}"
                raise forbidden(kinds.POD, name, why)

    def _remember_births(self, change: Change) -> None:
        if change.type == "ADDED":
            self.births[change.item["metadata"]["uid"]] = self.now
        elif change.type == "DELETED":
            self.births.pop(change.item["metadata"]["uid"], None)


def hash_of(document: object) -> str:
    """Return a short name for a value, as `pod-template-hash` has it."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"))
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:6])
    digits = []
    for _ in range(10):
        number, digit = divmod(number, len(_ALPHABET))
        digits.append(_ALPHABET[digit])
    return "".join(digits)


def quietly(create: Callable[[], Item]) -> str:
    """Create something, and return what was said if it was refused; empty if it was not."""
    try:
        create()
    except Refusal as refusal:
        return str(refusal)
    return ""
