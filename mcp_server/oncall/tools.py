"""Tools about who is on call, as an agent sees them (ALR-10)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from mcp_types import CallToolResult
from pydantic import BaseModel, Field

from application.common.wording import Localizer
from application.oncall.feed_views import FeedView, feed_view
from application.oncall.views import (
    OnCallScheduleView,
    SwapView,
    on_call_view,
    override_view,
    schedule_view,
    swap_view,
)
from application.services import Services
from domain.common.errors import InvalidRequest
from domain.common.messages import Called, message
from domain.oncall.override_rules import OverrideRequest
from domain.oncall.schedules import OverrideKind
from domain.oncall.swaps import Span, SwapAnswer, SwapRequest, SwapState
from domain.people.access import Actor
from mcp_server.identity import Identity, localizer_of
from mcp_server.results import Sandbox, mark, told, wire

MOST_SCHEDULES = 20
"""Schedules that one answer shows."""

ScheduleName = Annotated[
    str,
    Field(
        description="Name of the on-call schedule, e.g. 'nights'.", pattern=r"^[a-z0-9_-]{0,40}$"
    ),
]
When = Annotated[
    str,
    Field(
        description="'now', '20:00', 'tomorrow 08:00' or ISO; without offset the person's local "
        "time. An end may say how long instead, e.g. '12h'.",
        max_length=40,
    ),
]
Action = Literal[
    "create",
    "change",
    "replace",
    "add",
    "remove",
    "replace_all",
    "end_override",
    "ask_swap",
    "accept_swap",
    "decline_swap",
    "withdraw_swap",
    "revoke_calendar",
]
_ANSWERS = {
    "accept_swap": SwapAnswer.ACCEPT,
    "decline_swap": SwapAnswer.DECLINE,
    "withdraw_swap": SwapAnswer.WITHDRAW,
}


class OnCallShown(BaseModel):
    """Who is on call, by schedule."""

    schedules: list[dict[str, Any]] = Field(
        description="Each with name, now, next, overrides, gaps and layers; at most 20."
    )
    swaps: list[dict[str, Any]] = Field(description="Swaps of one schedule that wait for a yes.")
    calendars: list[dict[str, Any]] = Field(
        description="The person's calendar addresses of one schedule that open, without secrets."
    )
    sandbox: Sandbox


class OnCallChanged(BaseModel):
    """What was changed."""

    action: str
    changed: dict[str, Any] = Field(description="The schedule, the override or the swap.")
    sandbox: Sandbox


@dataclass(frozen=True)
class OnCallTools:
    """Each public method is one tool; its docstring is what the model reads."""

    services: Services
    identity: Identity

    async def who_is_on_call(
        self, *, schedule: ScheduleName = "", at: When = "now"
    ) -> Annotated[CallToolResult, OnCallShown]:
        """Say who is on call, until when, who is next, when nobody is, and which swaps are open.

        Use when the person asks who is on call or whom to call. Leave schedule empty for all of
        them; at tells it for another moment of one schedule. To change it use change_on_call. Fails
        when there is no such schedule, or the time is wrong.
        """
        by, reader = await self._asker()
        if not schedule:
            found = await self.services.oncall.list(by=by)
            views = [schedule_view(each, reader) for each in found[:MOST_SCHEDULES]]
            lines = [each.said for each in views] or [reader.text(message("oncall.none"))]
            return self._shown(views, [], [], lines, reader)
        view = schedule_view(await self.services.oncall.get(by=by, name=schedule), reader)
        asked = await self.services.oncall_swaps.list(by=by, name=schedule)
        swaps = [swap_view(each, reader) for each in asked if each.state is SwapState.ASKED]
        lines = [view.said]
        if at != "now":
            moment = self._moment(at, reader, "at")
            answer = await self.services.oncall.at(by=by, name=schedule, at=moment)
            lines = [on_call_view(schedule, answer, reader).said]
        feeds = [
            feed_view(each, reader)
            for each in await self.services.oncall_feeds.list(by=by)
            if each.schedule == schedule and each.revoked_at is None
        ]
        lines += [each.said for each in swaps] + [f"{each.id}: {each.said}" for each in feeds]
        return self._shown([view], swaps, feeds, lines, reader)

    async def change_on_call(  # noqa: PLR0913 - flat arguments
        self,
        *,
        action: Annotated[
            Action,
            Field(
                description="replace, add, remove, replace_all: an override for a time (who may "
                "change schedules). ask_swap: ask another to take or give shifts."
            ),
        ],
        schedule: ScheduleName = "",
        people: Annotated[
            list[Annotated[str, Field(max_length=42)]],
            Field(
                description="Who comes; of remove: who goes; of ask_swap: who takes.", max_length=5
            ),
        ] = [],  # noqa: B006 - read only; the schema shows it
        instead_of: Annotated[
            str,
            Field(description="Who goes, of replace; of ask_swap: who gives.", max_length=42),
        ] = "",
        start: When = "now",
        end: When = "",
        back_start: When = "",
        back_end: When = "",
        leave_gap: Annotated[
            bool, Field(description="True only if the person wants nobody on call for a time.")
        ] = False,
        id: Annotated[  # noqa: A002 - what callers know it by
            str,
            Field(
                description="Of the override to end, the swap to answer, or the calendar address.",
                max_length=64,
            ),
        ] = "",
        layers: Annotated[
            list[dict[str, Any]],
            Field(
                description="Of create and change, e.g. "
                '{"name": "all", "people": ["u_lin", "u_bob"], "start": "2026-03-02", '
                '"at": "09:00", "zone": "Asia/Shanghai", "unit": "week"}; the last one that has '
                "somebody wins.",
                max_length=10,
            ),
        ] = [],  # noqa: B006 - as above
    ) -> Annotated[CallToolResult, OnCallChanged]:
        """Change who is on call: override it for a time, swap shifts, make or change a schedule.

        Use when the person wants somebody else on call. A swap counts once the other accepts;
        back_start and back_end name shifts given in return. Look with who_is_on_call first.
        Fails when the person may not, nobody is on call then, or it would leave a gap.
        """
        if action in _ANSWERS:
            return await self._answer(action, id)
        if action in ("create", "change"):
            return await self._version(action, schedule, layers, start)
        if action == "end_override":
            return await self._end(schedule, id)
        if action == "revoke_calendar":
            return await self._revoke(id)
        reader = (await self._asker())[1]
        since, until = self._period(start, end, reader, "end")
        if action == "ask_swap":
            back = None
            if back_start or back_end:
                first, last = self._period(back_start, back_end, reader, "back_end")
                back = Span(first or self.services.oncall.clock.now(), last)
            mine = self.identity.actor().person_id
            swap = SwapRequest(
                giver=instead_of or mine,
                taker=people[0] if people else mine,
                start=since,
                end=until,
                back=back,
            )
            return await self._ask(schedule, swap)
        override = OverrideRequest(
            kind=OverrideKind(action),
            people=tuple(people),
            instead_of=instead_of,
            start=since,
            end=until,
            leave_gap=leave_gap,
        )
        return await self._override(schedule, override)

    async def _answer(self, action: str, swap_id: str) -> CallToolResult:
        by, reader = await self._asker()
        swaps = self.services.oncall_swaps
        swap = await swaps.answer(by=by, swap_id=swap_id, answer=_ANSWERS[action])
        view = swap_view(swap, reader)
        return self._changed(action, view, view.said, reader)

    async def _ask(self, schedule: str, requested: SwapRequest) -> CallToolResult:
        by, reader = await self._asker()
        swap = await self.services.oncall_swaps.ask(by=by, name=schedule, requested=requested)
        view = swap_view(swap, reader)
        return self._changed("ask_swap", view, view.said, reader)

    async def _version(
        self, action: str, schedule: str, layers: list[dict[str, Any]], start: str
    ) -> CallToolResult:
        by, reader = await self._asker()
        service = self.services.oncall
        do = service.create if action == "create" else service.change
        begins = None if start == "now" else self._moment(start, reader, "start")
        made = await do(by=by, name=schedule, config={"layers": layers}, start=begins)
        view = schedule_view(made, reader)
        return self._changed(action, view, view.said, reader)

    async def _override(self, schedule: str, requested: OverrideRequest) -> CallToolResult:
        by, reader = await self._asker()
        kept = await self.services.oncall.override(by=by, name=schedule, requested=requested)
        said = message("oncall.override_kept", id=Called(kept.id), start=kept.start, end=kept.end)
        return self._changed(requested.kind, override_view(kept), reader.text(said), reader)

    async def _end(self, schedule: str, override_id: str) -> CallToolResult:
        by, reader = await self._asker()
        service = self.services.oncall
        ended = await service.end_override(by=by, name=schedule, override_id=override_id)
        said = message("oncall.override_taken_back", id=Called(ended.id))
        return self._changed("end_override", override_view(ended), reader.text(said), reader)

    async def _revoke(self, feed_id: str) -> CallToolResult:
        by, reader = await self._asker()
        revoked = await self.services.oncall_feeds.revoke(by=by, feed_id=feed_id)
        view = feed_view(revoked, reader)
        return self._changed("revoke_calendar", view, view.said, reader)

    def _shown(
        self,
        schedules: list[OnCallScheduleView],
        swaps: list[SwapView],
        feeds: list[FeedView],
        lines: list[str],
        reader: Localizer,
    ) -> CallToolResult:
        sandbox = self.services.sandbox
        result = {
            "schedules": [wire(each, reader.zone) for each in schedules],
            "swaps": [wire(each, reader.zone) for each in swaps],
            "calendars": [wire(each, reader.zone) for each in feeds],
            "sandbox": sandbox,
        }
        return told(result, mark(sandbox) + "\n".join(lines))

    def _changed(self, action: str, view: object, said: str, reader: Localizer) -> CallToolResult:
        sandbox = self.services.sandbox
        changed = wire(view, reader.zone)
        return told(
            {"action": action, "changed": changed, "sandbox": sandbox}, mark(sandbox) + said
        )

    def _moment(self, words: str, reader: Localizer, field: str) -> datetime:
        now = self.services.oncall.clock.now()
        return self.services.times.moment(words, now=now, zone=reader.zone, field=field)

    def _period(
        self, start: str, end: str, reader: Localizer, field: str
    ) -> tuple[datetime | None, datetime]:
        """Return two moments; the first is None for now, which is what the service's clock says."""
        now = self.services.oncall.clock.now()
        since, until = self.services.times.period(start, end, now=now, zone=reader.zone)
        if until is None:
            raise InvalidRequest(field, message("rule.missing"))
        return (None if start == "now" else since), until

    async def _asker(self) -> tuple[Actor, Localizer]:
        by = self.identity.actor()
        return by, await localizer_of(self.services, by)
