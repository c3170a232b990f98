"""Settings changed by what people say: read back first, kept once they confirm (PSH-8)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal

from application.briefings.briefings import BriefingChanges, BriefingService
from application.ports.briefings import PendingPreferences
from application.ports.clock import Clock
from application.ports.rendering import Renderer
from domain.briefings.briefings import BriefingSettings
from domain.briefings.preferences import (
    LASTS,
    LONGEST_SAID,
    PendingPreference,
    Preference,
    PreferenceKind,
    PreferenceReader,
    is_elsewhere,
)
from domain.common.errors import InvalidRequest
from domain.common.messages import Called, Command, Message, message
from domain.common.readers import Reader
from domain.deliveries.deliveries import ChannelAddress, ChannelKind
from domain.people.access import Actor, Permission, require

_SIGNS = {
    "@": "preference.sign_at",
    ".": "preference.sign_dot",
    "-": "preference.sign_dash",
    "_": "preference.sign_underscore",
    "+": "preference.sign_plus",
}


@dataclass(frozen=True)
class PreferenceReply:
    """What somebody is told of a change.

    Attributes:
        confirm: stands for the change that waits; empty: none does.
        changed: it holds now.
    """

    said: Message
    confirm: str = ""
    changed: bool = False


@dataclass(frozen=True, kw_only=True)
class PreferenceService:
    """The one door to settings that are said instead of filled in."""

    briefings: BriefingService
    pending: PendingPreferences
    reader: PreferenceReader
    clock: Clock
    words: Renderer

    async def say(self, *, by: Actor, said: str, confirm: str = "") -> PreferenceReply:
        """Take one sentence: a change, which is read back, or a yes or no to the one that waits.

        Args:
            by: whose settings.
            said: one sentence; with `confirm` it may be empty.
            confirm: what the answer carried that read a change back: exactly that holds then.

        Raises:
            InvalidRequest: not understood, or the value breaks a rule; nothing was changed.
            Forbidden: the person may not change their settings.
        """
        require(by, Permission.CONFIGURE_BRIEFING)
        if len(said) > LONGEST_SAID:
            raise InvalidRequest("said", message("rule.most_characters", most=LONGEST_SAID))
        if confirm or self.reader.agrees(said):
            return await self._confirmed(by, confirm)
        if self.reader.refuses(said):
            return await self.cancel(by=by)
        return await self._asked(by, said)

    async def cancel(self, *, by: Actor) -> PreferenceReply:
        """Forget the change that waits; nothing was changed."""
        await self.pending.take(by.person_id)
        return PreferenceReply(message("preference.cancelled"))

    async def is_elsewhere(self, *, by: Actor, said: str) -> bool:
        """Say whether a sentence would tell somebody else what the person reads."""
        if self.reader.agrees(said) or self.reader.refuses(said):
            return False
        settings = await self.briefings.settings(by=by)
        own = await self.briefings.own_mail(by=by)
        return is_elsewhere(self._read(said, settings, own), own)

    async def _asked(self, by: Actor, said: str) -> PreferenceReply:
        settings = await self.briefings.settings(by=by)
        own = await self.briefings.own_mail(by=by)
        preference = self._read(said, settings, own)
        changes = _changes(preference, settings, self.clock.now())
        await self.briefings.check(by=by, changes=changes)
        now = self.clock.now()
        waiting = PendingPreference(
            id=_id_of(by, preference),
            person=by.person_id,
            via=by.via,
            preference=preference,
            expires_at=now + LASTS,
        )
        await self.pending.put(waiting)
        heard = message(
            "preference.heard", what=self._told(preference, settings, own), within=LASTS
        )
        return PreferenceReply(heard, confirm=waiting.id)

    async def _confirmed(self, by: Actor, confirm: str) -> PreferenceReply:
        """Do what was read back, once; another one's, another door's or an old one is none."""
        waiting = await self.pending.get(by.person_id)
        good = (
            waiting is not None
            and self.clock.now() < waiting.expires_at
            and waiting.via == by.via
            and confirm in ("", waiting.id)
        )
        if waiting is None or not good or not await self.pending.take(by.person_id, waiting.id):
            return PreferenceReply(message("preference.nothing"))
        before = await self.briefings.settings(by=by)
        own = await self.briefings.own_mail(by=by)
        told = self._told(waiting.preference, before, own)
        changes = _changes(waiting.preference, before, self.clock.now())
        await self.briefings.configure(by=by, changes=changes)
        return PreferenceReply(message("preference.done", what=told), changed=True)

    def _read(self, said: str, settings: BriefingSettings, own: str) -> Preference:
        return self.reader.read(
            said,
            now=self.clock.now(),
            zone=settings.zone,
            own_mail=own,
            rate=settings.speech_rate,
        )

    def _told(self, wanted: Preference, settings: BriefingSettings, own: str) -> Message:
        match wanted.kind:
            case PreferenceKind.ADDRESS:
                before = _mail_of(settings)
                return message(
                    "preference.address",
                    address=Command(wanted.address),
                    spelled=Called(self._spelled(wanted.address, settings)),
                    instead=Command(before) if before and before != wanted.address else None,
                    own=wanted.address == own,
                )
            case PreferenceKind.TIME:
                start, end = _window(wanted, settings)
                return message(
                    "preference.time", start=Called(f"{start:%H:%M}"), end=Called(f"{end:%H:%M}")
                )
            case PreferenceKind.MUTE:
                return message("preference.mute", until=wanted.until)
            case PreferenceKind.UNMUTE:
                return message("preference.unmute")
            case PreferenceKind.SPEED:
                return message("preference.speed", rate=Decimal(str(wanted.rate)))

    def _spelled(self, address: str, settings: BriefingSettings) -> str:
        """Return an address letter by letter, as it is said."""
        reader = Reader(settings.language, settings.zone)
        signs = {sign: self.words.text(message(id_), reader) for sign, id_ in _SIGNS.items()}
        return " ".join(signs.get(each, each) for each in address)


def _changes(wanted: Preference, before: BriefingSettings, now: datetime) -> BriefingChanges:
    match wanted.kind:
        case PreferenceKind.ADDRESS:
            others = tuple(each for each in before.channels if each.kind is not ChannelKind.MAIL)
            mail = ChannelAddress(ChannelKind.MAIL, wanted.address)
            return BriefingChanges(channels=(mail, *others))
        case PreferenceKind.TIME:
            start, end = _window(wanted, before)
            return BriefingChanges(window_start=start, window_end=end)
        case PreferenceKind.MUTE:
            return BriefingChanges(muted_until=wanted.until)
        case PreferenceKind.UNMUTE:
            return BriefingChanges(muted_until=now)
        case PreferenceKind.SPEED:
            return BriefingChanges(speech_rate=wanted.rate)


def _window(wanted: Preference, before: BriefingSettings) -> tuple[time, time]:
    """Return the hours of a briefing from another beginning: as long as they were."""
    start = wanted.start or before.window_start
    moved = _of_day(start) - _of_day(before.window_start)
    end = (_of_day(before.window_end) + moved) % timedelta(days=1)
    minutes = int(end.total_seconds()) // 60
    return start, time(minutes // 60, minutes % 60)


def _of_day(wall: time) -> timedelta:
    return timedelta(hours=wall.hour, minutes=wall.minute)


def _mail_of(settings: BriefingSettings) -> str:
    return next((each.target for each in settings.channels if each.kind is ChannelKind.MAIL), "")


def _id_of(by: Actor, preference: Preference) -> str:
    whole = f"{by.person_id}/{by.via}/{preference!r}"
    return hashlib.sha256(whole.encode()).hexdigest()[:32]
