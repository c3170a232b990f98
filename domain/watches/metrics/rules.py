"""The state machine of a threshold watch, as a pure function (THR-2, THR-3).

    UNKNOWN ──► NORMAL ◄──────────────┐
       │          │ beyond            │ back (for `clear_for_minutes`): cleared
       │          ▼                   │
       │       PENDING ──for long──► BREACHED
       │      (back: NORMAL, silent)
       └─────────┴── no new value ──► NO_DATA ── a value ──► as the value says

A breach is told once when it begins and once when it ends; in between only reminders. Having no
data never counts as normal: a breach stays open across it unless the owner asked otherwise, and a
duration starts again behind it, since nobody saw what happened meanwhile.
"""

from dataclasses import dataclass, field, fields, replace
from datetime import datetime

from domain.watches.metric_memory import Level, ThresholdMemory
from domain.watches.metrics.news import Judgement, Kind, News, Outcome, Reason
from domain.watches.metrics.options import NoDataPolicy
from domain.watches.metrics.positions import Position, Reading, read_value, remembered
from domain.watches.metrics.sources import Sample
from domain.watches.metrics.thresholds import ThresholdWatchConfig


def judge(
    config: ThresholdWatchConfig, memory: ThresholdMemory, sample: Sample | None, *, now: datetime
) -> Judgement:
    """Return what a value, or its absence, means.

    Times of the value are its source's; reminders go by `now`. A clock that goes back shortens
    nothing and tells nothing twice: what was remembered for later counts as just now.
    """
    turn = _Turn(config, now, _not_after(memory, now))
    turn.adopt()
    outcome = turn.meet(sample)
    turn.settle()
    turn.remind()
    return Judgement(turn.memory, outcome, tuple(turn.news), turn.reading)


@dataclass
class _Turn:
    """One look in progress: the memory as it changes, and the news so far."""

    config: ThresholdWatchConfig
    now: datetime
    memory: ThresholdMemory
    news: list[News] = field(default_factory=list)
    reading: Reading | None = None

    def adopt(self) -> None:
        """Begin anew when the memory belongs to another rule, and close what that had opened."""
        fresh = ThresholdMemory(rule=self.config.rule)
        if self.memory.rule == fresh.rule:
            return
        changes = {each.name: getattr(fresh, each.name) for each in fields(fresh)}
        if self.memory.breached_since is None and not self.memory.no_data_told:
            self._change(**changes)
        else:
            self._tell(Kind.CLEARED, Reason.RULE_CHANGED, notify=False, **changes)

    def meet(self, sample: Sample | None) -> Outcome:
        """Take the value in, or notice that there is none."""
        past = self.memory.samples
        if sample is None or self._is_old(sample):
            self._miss()
            return Outcome.NOTHING_NEW
        if sample.at > self.now:
            sample = replace(sample, at=self.now)  # the source's clock is ahead of ours
            if past and sample.at <= past[-1][0]:
                return Outcome.NOTHING_NEW
        reading = read_value(self.config, past, sample, learned=self.memory.past)
        self.reading = reading
        had_gap = bool(past) and sample.at - past[-1][0] > self.config.no_data.after
        self._change(
            samples=remembered(self.config, past, reading),
            value=sample.value,
            label=sample.label,
            past=reading.past,
        )
        self._resume(reading, had_gap=had_gap)
        if reading.position is Position.UNJUDGED:
            self._leave_no_data(Level.UNKNOWN)
            return Outcome.LEARNING
        self._place(reading)
        return Outcome.JUDGED

    def _is_old(self, sample: Sample) -> bool:
        """Say whether a value was seen before, or says nothing of today any more."""
        past = self.memory.samples
        seen_before = bool(past) and sample.at <= past[-1][0]
        return seen_before or self.now - sample.at >= self.config.no_data.after

    def settle(self) -> None:
        """End the flapping once a whole window has passed without a change."""
        window = self.config.flapping.window
        kept = tuple(each for each in self.memory.transitions if self.now - each < window)
        if kept != self.memory.transitions:
            self._change(transitions=kept)
        if self.memory.flapping and not kept:
            # What lasts is told by the news of settling; reminders count from here.
            self._tell(
                Kind.SETTLED,
                Reason.NO_MORE_CHANGES,
                flapping=False,
                reminded_at=self.now if self.memory.breached_since else None,
                reminders=0,
            )

    def remind(self) -> None:
        """Tell again of a breach that lasts, on a grid that begins when it was told first."""
        every, most = self.config.reminders.every, self.config.reminders.most
        memory = self.memory
        if memory.level is not Level.BREACHED or memory.flapping or memory.reminded_at is None:
            return
        if not every or memory.reminders >= most:
            return
        passed = (self.now - memory.reminded_at) // every
        if passed > 0:
            # What was missed during a pause is one reminder, not a burst.
            self._tell(
                Kind.REMINDED,
                Reason.LASTS,
                reminded_at=memory.reminded_at + passed * every,
                reminders=memory.reminders + 1,
            )

    def _place(self, reading: Reading) -> None:
        if reading.position is Position.BEYOND:
            self._beyond(reading)
        elif self.memory.breached_since is not None:
            self._back_from_breach(reading)
        else:
            self._enter(Level.NORMAL, reading.sample.at)

    def _beyond(self, reading: Reading) -> None:
        at = reading.sample.at
        if self.memory.breached_since is not None:
            self._change(clearing_since=None, peak=self._worse(reading))
            self._enter(Level.BREACHED, self.memory.breached_since)
            return
        if self.memory.level is not Level.PENDING:
            self._enter(Level.PENDING, at)
        since = self.memory.since or at
        if at - since >= self.config.hold:
            self._transition(
                Kind.BREACHED,
                Reason.HELD if self.config.hold else Reason.CROSSED,
                level=Level.BREACHED,
                breached_since=since,
                clearing_since=None,
                peak=reading.sample.value,
                reminded_at=self.now,
                reminders=0,
            )

    def _back_from_breach(self, reading: Reading) -> None:
        at = reading.sample.at
        since = self.memory.clearing_since or at
        if reading.position is Position.WITHIN and at - since >= self.config.clear_hold:
            self._clear(Reason.BACK, level=Level.NORMAL, since=at)
            return
        clearing = since if reading.position is Position.WITHIN else None
        self._change(clearing_since=clearing)
        self._enter(Level.BREACHED, self.memory.breached_since or at)

    def _miss(self) -> None:
        """Notice that nothing new came; for long enough, that is a state of its own."""
        memory = self.memory
        last = memory.samples[-1][0] if memory.samples else memory.since
        if last is None:
            self._change(since=self.now)
            return
        if memory.level is Level.NO_DATA or self.now - last < self.config.no_data.after:
            return
        policy = self.config.no_data.policy
        if policy is NoDataPolicy.ALERT:
            reason = Reason.NO_NEW_VALUE if memory.samples else Reason.NEVER_A_VALUE
            self._transition(
                Kind.NO_DATA, reason, level=Level.NO_DATA, since=last, no_data_told=True,
                clearing_since=None,
            )  # fmt: skip
        elif policy is NoDataPolicy.TREAT_AS_OK and memory.breached_since is not None:
            self._clear(Reason.LACK_COUNTS_AS_OK, level=Level.NO_DATA, since=last)
        else:
            self._change(level=Level.NO_DATA, since=last, clearing_since=None)

    def _resume(self, reading: Reading, *, had_gap: bool) -> None:
        """Let durations start again behind a gap, and say that data is back if its lack was told.

        When the value tells more by itself, the return is for the record only.
        """
        if had_gap:
            self._change(clearing_since=None)
            if self.memory.level is Level.PENDING:
                self._change(since=reading.sample.at)
        if not self.memory.no_data_told:
            return
        beyond = reading.position is Position.BEYOND
        if self.memory.breached_since is None:
            quiet = (beyond and not self.config.hold) or not self.config.notify_recovery
            self._transition(
                Kind.CLEARED, Reason.DATA_BACK, notify=not quiet,
                no_data_told=False, level=Level.UNKNOWN, since=reading.sample.at,
            )  # fmt: skip
        elif reading.position is Position.WITHIN and not self.config.clear_hold:
            self._change(no_data_told=False)
        else:
            self._tell(
                Kind.REMINDED, Reason.DATA_BACK, notify=not self.memory.flapping,
                no_data_told=False,
                level=Level.BREACHED, since=self.memory.breached_since,
            )  # fmt: skip

    def _leave_no_data(self, level: Level) -> None:
        """Take a value for data although the rule cannot judge it yet."""
        if self.memory.level is Level.NO_DATA:
            breached = self.memory.breached_since
            self._change(
                level=Level.BREACHED if breached else level,
                since=breached or self.memory.samples[-1][0],
            )

    def _clear(self, reason: Reason, *, level: Level, since: datetime) -> None:
        self._transition(
            Kind.CLEARED,
            reason,
            notify=self.config.notify_recovery,
            level=level,
            since=since,
            breached_since=None,
            clearing_since=None,
            no_data_told=False,
            reminded_at=None,
            reminders=0,
        )

    def _transition(
        self, kind: Kind, reason: Reason, *, notify: bool = True, **changes: object
    ) -> None:
        """Tell of a change that people act on; too many of them become one thing."""
        rule = self.config.flapping
        recent = [each for each in self.memory.transitions if self.now - each < rule.window]
        # No more are needed than say that there are too many.
        moments = (*recent, self.now)[-rule.transitions :]
        begins = len(moments) >= rule.transitions and not self.memory.flapping
        quiet = self.memory.flapping or begins
        self._tell(kind, reason, notify=notify and not quiet, transitions=moments, **changes)
        if begins:
            self._tell(Kind.FLAPPING, Reason.TOO_MANY_CHANGES, flapping=True)

    def _tell(self, kind: Kind, reason: Reason, *, notify: bool = True, **changes: object) -> None:
        before = self.memory
        self._change(**changes)
        self.news.append(News(kind, reason, before, self.memory, notify, self.reading))

    def _enter(self, level: Level, since: datetime) -> None:
        if self.memory.level is not level:
            self._change(level=level, since=since)

    def _worse(self, reading: Reading) -> float:
        """Return the value of this breach that is farthest off."""
        peak, value = self.memory.peak, reading.sample.value
        if peak is None:
            return value
        return value if abs(value - reading.reference) > abs(peak - reading.reference) else peak

    def _change(self, **changes: object) -> None:
        self.memory = replace(self.memory, **changes)  # type: ignore[arg-type] # names are fields


def _not_after(memory: ThresholdMemory, now: datetime) -> ThresholdMemory:
    """Return the memory without moments that have not come yet; a clock has gone back."""

    def by_now(moment: datetime | None) -> datetime | None:
        return None if moment is None else min(moment, now)

    later = [at for at, _ in memory.samples if at > now]
    moments = (memory.since, memory.breached_since, memory.clearing_since, memory.reminded_at)
    if not later and all(each is None or each <= now for each in (*moments, *memory.transitions)):
        return memory
    return replace(
        memory,
        since=by_now(memory.since),
        breached_since=by_now(memory.breached_since),
        clearing_since=by_now(memory.clearing_since),
        reminded_at=by_now(memory.reminded_at),
        transitions=tuple(min(each, now) for each in memory.transitions),
        samples=tuple((at, value) for at, value in memory.samples if at <= now),
        past=replace(memory.past, last=by_now(memory.past.last)),
    )
