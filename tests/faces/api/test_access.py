"""Every route asks who is there, and lets each role and scope do what one table says (SEC-3)."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from api.app import build_api
from api.console.routes import NEEDS_OF_PAGE, ROOT
from api.options import ApiOptions
from domain.people.access import Access, Actor, Permission, Role, Scope, decide
from domain.people.people import Person
from tests.fakes.api_services import (
    APPROVAL,
    DAY,
    INCIDENT,
    SILENCE,
    ApiWorld,
    TurningCodec,
    sign_in,
)
from tests.fakes.dashboards import BOARD
from tests.fakes.face_services import PASSWORD, a_briefing
from tests.fakes.histories import DISK

ME = "u_someone"
PERIOD = {"topic_id": "t-pay", "start": "2026-11-20T00:00:00Z", "end": "2026-11-21T00:00:00Z"}
CHANGES = {"start": "2026-11-20T00:00:00Z", "end": "2026-11-21T00:00:00Z"}
FORECAST = {"source": DISK, "limit": 90}
MERGE = {"into": "i_" + "z" * 26, "reason": "same database"}
SHARE = {"person_id": ME, "day": DAY}
NEWCOMER = {"id": "u_newcomer", "name": "New", "password": "a long enough one"}
PASSWORDS = {"old": PASSWORD, "new": "another good phrase"}

PUBLIC = "public"
SELF = "self"
"""Any proof will do: it is about the proof itself."""


@dataclass(frozen=True)
class Route:
    """A route, how to ask it, and what it takes."""

    method: str
    path: str
    needs: Permission | str
    body: Any = None
    params: dict[str, str] = field(default_factory=dict)
    at: str = ""

    @property
    def address(self) -> str:
        return self.at or self.path.format(
            dashboard=BOARD,
            person_id=ME,
            day=DAY,
            type="zhiban.briefing.given",
            token_id="t",
            share_id="s",
            key="e/u/mail/1",
            token="x",
            task_id="t_" + "0" * 26,
            swap_id="s_" + "0" * 26,
            override_id="o_" + "0" * 26,
            memory_id="m_" + "0" * 32,
            conversation_id="c_" + "0" * 32,
            name="feedback",
            request_id="0" * 32,
            number=1,
            incident_id=INCIDENT.id,
            approval_id=APPROVAL.id,
            control_id=SILENCE.id,
            proposal_id="w_" + "0" * 26,
            edit_id="e_0123456789abcdef",
            cluster="cls-1",
            namespace="payments",
            kind="Deployment",
            pod="checkout-42-0",
            feed_id="f_00000000000000000000000001",
            discussion_id="disc_20261120223000",
            message_id="msg_20261120223000",
        )


TASK = {"type": "web_monitor", "config": {"urls": ["https://status.example.cn/"]}}

WHY = {"reason": "because"}
TARGET = {"cluster": "cls-1", "namespace": "payments", "name": "checkout"} | WHY
CONTROL = {"name": "work", "scope": {"namespace": "web"}, "end": "2026-11-21T00:00:00Z"} | WHY

BUS = "/api/v1/discussions"
BUS_STORE = "/api/v1/discussion-store"
SAYING = {"from_id": "lingyi", "content": "x"}
WEIGHTS = {"shares": {"impact": 0.4, "severity": 0.3, "importance": 0.2, "urgency": 0.1}} | WHY

REGISTRATION = "/api/v1/registrations/{person_id}"
SECOND = "/api/v1/people/me/second-factor"
BOTH = {"password": PASSWORD, "code": "123456"}
PASSWORD_LINK = "/api/v1/people/{person_id}/password-link"
MINE = "/api/v1/briefings"
INCIDENTS = "/api/v1/incidents"
CLUSTERS = "/api/v1/clusters"
ALARM_POLICIES = "/api/v1/alarm-policies"
EDITS = "/api/v1/cluster-edits"
IN_CLUSTER = {"cluster": "cls-1"} | WHY
THE_CLUSTER = "/api/v1/clusters/{cluster}"
TASKS = "/api/v1/tasks"
PROPOSALS = "/api/v1/weights/proposals"
ASSISTANT = "/api/v1/assistant"
WORD = {"digest": "0" * 64, "agreed": True}
PLUGINS = "/api/v1/plugins"
ROBOTS = "/api/v1/robots"
ROBOT = {"name": "feedback", "url": "wss://api.xiaozhi.me/mcp/?token=x"}
PLUGIN = {"name": "feedback", "url": "https://wiki.example.cn/mcp"}
ONCALL = "/api/v1/oncall/schedules"
LAYERS = {
    "layers": [
        {"name": "all", "people": ["u_mei"], "start": "2026-01-05", "at": "09:00", "zone": "UTC"}
    ]
}
OVERRIDE = {"kind": "add", "people": ["u_mei"], "end": "2026-11-21T22:00:00Z"}
SWAP = {"giver": "u_mei", "taker": "u_bob", "end": "2026-11-21T22:00:00Z"}
ROUTES = [
    Route("GET", "/", PUBLIC),
    Route("GET", "/docs", PUBLIC),
    Route("GET", "/status", PUBLIC),
    Route("GET", "/openapi.json", PUBLIC),
    Route("GET", "/static", PUBLIC, at="/static/page.css"),
    Route("GET", "/health", PUBLIC),
    Route("GET", "/health/ready", PUBLIC),
    Route("GET", "/s/{token}", PUBLIC),
    Route("GET", "/c/{token}.ics", PUBLIC),
    Route("GET", "/s/{token}/recording", PUBLIC),
    Route("OPTIONS", "/codec/encode", PUBLIC),
    Route("OPTIONS", "/codec/decode", PUBLIC),
    Route("OPTIONS", "/codec/{key}/{what}", PUBLIC, at="/codec/x/decode"),
    Route("POST", "/codec/{key}/encode", PUBLIC, {"payloads": []}, at="/codec/x/encode"),
    Route("POST", "/codec/{key}/decode", PUBLIC, {"payloads": []}, at="/codec/x/decode"),
    Route("POST", "/api/v1/sessions", PUBLIC, {"login": "u_mei", "password": PASSWORD}),
    Route("GET", "/metrics", Permission.MANAGE_PEOPLE),
    Route("POST", "/codec/encode", Permission.DECODE_PAYLOADS, {"payloads": []}),
    Route("POST", "/codec/decode", Permission.DECODE_PAYLOADS, {"payloads": []}),
    Route("GET", "/events", Permission.READ_EVENTS),
    Route("GET", "/events/{type}", Permission.READ_EVENTS),
    Route("GET", "/events/stream", Permission.READ_EVENTS),
    Route("POST", "/process_background_feedback", Permission.GIVE_FEEDBACK, {"useful": True}),
    Route("GET", ONCALL, Permission.READ_ONCALL),
    Route("POST", ONCALL, Permission.CHANGE_ONCALL, {"name": "nights", "config": LAYERS}),
    Route("GET", ONCALL + "/{name}", Permission.READ_ONCALL),
    Route("PUT", ONCALL + "/{name}", Permission.CHANGE_ONCALL, {"config": LAYERS}),
    Route("GET", ONCALL + "/{name}/who", Permission.READ_ONCALL),
    Route(
        "GET",
        ONCALL + "/{name}/shifts",
        Permission.READ_ONCALL,
        params={"start": "2026-11-20T22:00:00Z", "end": "2026-11-21T22:00:00Z"},
    ),
    Route("POST", ONCALL + "/{name}/overrides", Permission.CHANGE_ONCALL, OVERRIDE),
    Route("DELETE", ONCALL + "/{name}/overrides/{override_id}", Permission.CHANGE_ONCALL),
    Route("GET", ONCALL + "/{name}/calendar.ics", Permission.READ_ONCALL),
    Route(
        "POST",
        ONCALL + "/{name}/calendar",
        Permission.CHANGE_ONCALL,
        {"calendar": "BEGIN:VCALENDAR"},
    ),
    Route("GET", ONCALL + "/{name}/swaps", Permission.READ_ONCALL),
    Route("POST", ONCALL + "/{name}/feeds", Permission.MANAGE_SELF, {}),
    Route("GET", "/api/v1/oncall/feeds", Permission.READ_ONCALL),
    Route(
        "POST",
        "/api/v1/oncall/calendars",
        Permission.CHANGE_ONCALL,
        {"name": "days", "calendar": "BEGIN:VCALENDAR"},
    ),
    Route("DELETE", "/api/v1/oncall/feeds/{feed_id}", Permission.MANAGE_SELF),
    Route("POST", ONCALL + "/{name}/swaps", Permission.SWAP_ONCALL, SWAP),
    Route(
        "POST",
        "/api/v1/oncall/swaps/{swap_id}/answer",
        Permission.SWAP_ONCALL,
        {"answer": "accept"},
    ),
    Route("GET", "/api/v1/sessions/current", SELF),
    Route("DELETE", "/api/v1/sessions/current", SELF),
    Route("POST", "/api/v1/people", Permission.MANAGE_PEOPLE, NEWCOMER),
    Route("GET", "/api/v1/people", Permission.MANAGE_PEOPLE),
    Route("GET", "/api/v1/people/me", Permission.MANAGE_SELF),
    Route("PATCH", "/api/v1/people/me", Permission.MANAGE_SELF, {"name": "Me"}),
    Route("PUT", "/api/v1/people/me/password", Permission.MANAGE_SELF, PASSWORDS),
    Route("GET", "/api/v1/people/{person_id}", Permission.MANAGE_SELF),
    Route(
        "POST",
        "/api/v1/people/invitations",
        Permission.MANAGE_PEOPLE,
        {"id": "u_newcomer", "name": "New"},
    ),
    Route("POST", PASSWORD_LINK, Permission.MANAGE_PEOPLE, {}),
    Route("GET", PASSWORD_LINK, Permission.MANAGE_PEOPLE),
    Route("DELETE", PASSWORD_LINK, Permission.MANAGE_PEOPLE),
    Route(
        "POST", "/api/v1/password-links", PUBLIC, {"token": "x", "password": "a long enough one"}
    ),
    Route("GET", "/w/{token}", PUBLIC),
    Route("GET", "/register", PUBLIC),
    Route("GET", "/api/v1/registrations", Permission.MANAGE_PEOPLE),
    Route("POST", f"{REGISTRATION}/approval", Permission.MANAGE_PEOPLE, {}),
    Route("POST", f"{REGISTRATION}/refusal", Permission.MANAGE_PEOPLE, {"reason": "No."}),
    Route("GET", "/api/v1/people/{person_id}/second-factor", Permission.MANAGE_SELF),
    Route("POST", SECOND, Permission.MANAGE_SELF, {"password": PASSWORD}),
    Route("POST", f"{SECOND}/confirmation", Permission.MANAGE_SELF, {"code": "123456"}),
    Route("POST", f"{SECOND}/recovery-codes", Permission.MANAGE_SELF, BOTH),
    Route("POST", f"{SECOND}/removal", Permission.MANAGE_SELF, BOTH),
    Route("DELETE", "/api/v1/people/{person_id}/second-factor", Permission.MANAGE_PEOPLE),
    Route("GET", "/api/v1/people/{person_id}/names", Permission.MANAGE_SELF),
    Route("PATCH", "/api/v1/people/{person_id}", Permission.MANAGE_SELF, {"name": "Me"}),
    Route(
        "PUT", "/api/v1/people/{person_id}/roles", Permission.MANAGE_PEOPLE, {"roles": ["admin"]}
    ),
    Route(
        "PUT", "/api/v1/people/{person_id}/disabled", Permission.MANAGE_PEOPLE, {"disabled": False}
    ),
    Route("GET", "/api/v1/tokens", Permission.MANAGE_SELF),
    Route("POST", "/api/v1/tokens", Permission.MANAGE_SELF, {"label": "x", "scopes": ["read"]}),
    Route("DELETE", "/api/v1/tokens/{token_id}", Permission.MANAGE_SELF),
    Route("POST", f"{MINE}/greetings", Permission.GREET, {}),
    Route("GET", f"{MINE}/progress", Permission.GREET),
    Route("GET", MINE, Permission.READ_BRIEFING),
    Route("GET", f"{MINE}/today", Permission.READ_BRIEFING),
    Route("GET", f"{MINE}/settings", Permission.READ_BRIEFING),
    Route("PATCH", f"{MINE}/settings", Permission.CONFIGURE_BRIEFING, {"prepare_minutes": 5}),
    Route("POST", f"{MINE}/pause", Permission.CONFIGURE_BRIEFING, {}),
    Route("POST", f"{MINE}/resume", Permission.CONFIGURE_BRIEFING, {}),
    Route("POST", f"{MINE}/prepare", Permission.CONFIGURE_BRIEFING, {}),
    Route("GET", f"{MINE}/{{person_id}}/{{day}}", Permission.READ_BRIEFING),
    Route(
        "GET", f"{MINE}/{{person_id}}/{{day}}/evidence", Permission.READ_BRIEFING, None, {"id": "x"}
    ),
    Route("GET", f"{MINE}/{{person_id}}/{{day}}/recording", Permission.READ_BRIEFING),
    Route("POST", "/api/v1/shares", Permission.SHARE_BRIEFING, SHARE),
    Route("GET", "/api/v1/shares", Permission.SHARE_BRIEFING),
    Route("DELETE", "/api/v1/shares/{share_id}", Permission.SHARE_BRIEFING),
    Route("POST", TASKS, Permission.MANAGE_TASKS, TASK),
    Route("POST", f"{TASKS}/try", Permission.MANAGE_TASKS, TASK),
    Route("GET", TASKS, Permission.READ_TASKS),
    Route("GET", f"{TASKS}/status", Permission.READ_TASKS),
    Route("GET", f"{TASKS}/{{task_id}}", Permission.READ_TASKS),
    Route("PATCH", f"{TASKS}/{{task_id}}", Permission.MANAGE_TASKS, {"name": "x"}),
    Route("DELETE", f"{TASKS}/{{task_id}}", Permission.MANAGE_TASKS),
    Route("POST", f"{TASKS}/{{task_id}}/pause", Permission.MANAGE_TASKS, {}),
    Route("POST", f"{TASKS}/{{task_id}}/resume", Permission.MANAGE_TASKS),
    Route("POST", f"{TASKS}/{{task_id}}/trigger", Permission.MANAGE_TASKS),
    Route("POST", f"{TASKS}/{{task_id}}/normal", Permission.MANAGE_TASKS),
    Route("GET", f"{TASKS}/{{task_id}}/looks", Permission.READ_TASKS),
    Route("GET", f"{TASKS}/{{task_id}}/digests/latest", Permission.READ_TASKS),
    Route("GET", f"{TASKS}/{{task_id}}/digests/{{day}}", Permission.READ_TASKS),
    Route("GET", f"{TASKS}/{{task_id}}/screenshots", Permission.READ_TASKS),
    Route("GET", f"{TASKS}/{{task_id}}/snapshots", Permission.READ_TASKS),
    Route("GET", f"{TASKS}/{{task_id}}/snapshots/compare", Permission.READ_TASKS),
    Route("GET", f"{TASKS}/{{task_id}}/screenshots/{{number}}", Permission.READ_TASKS),
    Route("POST", "/api/v1/memories", Permission.KEEP_MEMORIES, {"text": "x"}),
    Route("GET", "/api/v1/memories", Permission.READ_MEMORIES),
    Route("DELETE", "/api/v1/memories/{memory_id}", Permission.KEEP_MEMORIES),
    Route("GET", "/api/v1/weather", Permission.READ_WEATHER, None, {"place": "深圳"}),
    Route("POST", "/api/v1/sms", Permission.SEND_SMS, {"to": "+8613800138000", "text": "x"}),
    Route("POST", "/api/v1/pages", Permission.FETCH_PAGES, {"url": "https://status.example.cn/"}),
    Route("GET", "/api/v1/logs/topics", Permission.READ_LOGS),
    Route("POST", "/api/v1/logs/search", Permission.READ_LOGS, PERIOD),
    Route("GET", "/api/v1/logs/context", Permission.READ_LOGS, None, {"line_id": "t:1:p:0"}),
    Route("POST", "/api/v1/logs/histogram", Permission.READ_LOGS, PERIOD),
    Route("POST", "/api/v1/logs/changes", Permission.READ_LOGS, CHANGES),
    Route("GET", "/api/v1/dashboards", Permission.READ_LOGS),
    Route("GET", "/api/v1/dashboards/{dashboard}", Permission.READ_LOGS),
    Route("GET", "/api/v1/dashboards/{dashboard}/picture", Permission.READ_LOGS),
    Route("GET", "/api/v1/alarms", Permission.READ_LOGS),
    Route(
        "POST",
        "/api/v1/logs/queries",
        Permission.READ_LOGS,
        {"topic_id": "payments", "words": "errors"},
    ),
    Route(
        "GET",
        "/api/v1/cloud-metrics",
        Permission.READ_LOGS,
        at="/api/v1/cloud-metrics?namespace=QCE/CVM",
    ),
    Route("POST", "/api/v1/metric-series", Permission.READ_LOGS, {"source": FORECAST["source"]}),
    Route("GET", "/api/v1/usage-trends", Permission.READ_LOGS),
    Route("POST", "/api/v1/forecasts", Permission.READ_LOGS, FORECAST),
    Route("GET", "/api/v1/deliveries", Permission.READ_DELIVERIES),
    Route("GET", "/api/v1/deliveries/{key}", Permission.READ_DELIVERIES),
    Route("POST", "/api/v1/deliveries", Permission.SEND_DELIVERIES, {"key": "e/u/mail/1"}),
    Route("POST", "/api/v1/message-feedback", Permission.GIVE_FEEDBACK, {"useful": True}),
    Route("GET", "/api/v1/reach-rates", Permission.READ_DELIVERIES),
    Route("POST", "/api/v1/test-messages", Permission.SEND_DELIVERIES, {}),
    Route(
        "POST",
        "/api/v1/announcements",
        Permission.SEND_DELIVERIES,
        {"to": ["wecom:team"], "title": "t", "text": "t"},
    ),
    Route("POST", "/api/v1/test-alerts", Permission.SEND_ALERTS, {}),
    Route("GET", "/api/v1/webhooks", Permission.ACT_FOR_OTHERS),
    Route("POST", "/api/v1/webhooks/{name}/pause", Permission.ACT_FOR_OTHERS, {}),
    Route("POST", "/api/v1/webhooks/{name}/resume", Permission.ACT_FOR_OTHERS),
    Route("GET", INCIDENTS, Permission.READ_INCIDENTS),
    Route("GET", f"{INCIDENTS}/{{incident_id}}", Permission.READ_INCIDENTS),
    Route("GET", f"{INCIDENTS}/{{incident_id}}/explanation", Permission.READ_INCIDENTS),
    Route("GET", f"{INCIDENTS}/{{incident_id}}/timeline", Permission.READ_INCIDENTS),
    Route("GET", f"{INCIDENTS}/{{incident_id}}/alerts", Permission.READ_INCIDENTS),
    Route("GET", f"{INCIDENTS}/{{incident_id}}/notes", Permission.READ_INCIDENTS),
    Route("GET", f"{INCIDENTS}/{{incident_id}}/postmortem", Permission.READ_INCIDENTS),
    Route("POST", f"{INCIDENTS}/{{incident_id}}/discussion", Permission.NOTE_INCIDENTS),
    Route(
        "POST",
        f"{INCIDENTS}/{{incident_id}}/notes",
        Permission.NOTE_INCIDENTS,
        {"text": "Seen."},
    ),
    *(
        Route("POST", f"{INCIDENTS}/{{incident_id}}/{what}", Permission.STEER_INCIDENTS, WHY)
        for what in ("abort", "pause", "resume", "skip-rung", "acknowledge", "examine", "close")
    ),
    Route("POST", f"{INCIDENTS}/{{incident_id}}/merge", Permission.STEER_INCIDENTS, MERGE),
    Route("POST", f"{INCIDENTS}/{{incident_id}}/split", Permission.STEER_INCIDENTS, WHY),
    Route("POST", f"{INCIDENTS}/{{incident_id}}/enable-writes", Permission.ENABLE_WRITES),
    Route("GET", "/a/{token}", PUBLIC),
    Route("GET", "/m/{token}", PUBLIC),
    Route("POST", "/m/{token}/useful", PUBLIC),
    Route("POST", "/m/{token}/not-useful", PUBLIC),
    Route("GET", "/t/{token}", PUBLIC),
    Route("POST", "/t/{token}/pause", PUBLIC),
    Route("POST", "/t/{token}/resume", PUBLIC),
    Route("POST", "/a/{token}/approve", PUBLIC),
    Route("POST", "/a/{token}/deny", PUBLIC),
    Route("POST", "/a/{token}/acknowledge", PUBLIC),
    Route("GET", "/api/v1/approvals", Permission.READ_INCIDENTS),
    Route("GET", "/api/v1/approvals/{approval_id}", Permission.READ_INCIDENTS),
    Route(
        "POST",
        "/api/v1/approvals/{approval_id}/approve",
        Permission.APPROVE_REPAIRS,
        {"plan": APPROVAL.digest},
    ),
    Route("POST", "/api/v1/approvals/{approval_id}/deny", Permission.APPROVE_REPAIRS, WHY),
    *(
        Route("POST", f"/api/v1/repairs/{what}", Permission.REQUEST_REPAIRS, TARGET)
        for what in ("rollback", "restart", "scale")
    ),
    Route("GET", "/api/v1/controls", Permission.READ_INCIDENTS),
    Route("POST", "/api/v1/controls/silences", Permission.SILENCE_ALERTS, CONTROL),
    Route("POST", "/api/v1/controls/maintenance-windows", Permission.SILENCE_ALERTS, CONTROL),
    Route("POST", "/api/v1/controls/freezes", Permission.FREEZE_CHANGES, CONTROL),
    Route("POST", "/api/v1/controls/{control_id}/end", Permission.SILENCE_ALERTS, WHY),
    Route(
        "GET",
        "/api/v1/incident-metrics",
        Permission.READ_INCIDENTS,
        None,
        {"since": "2026-11-20T00:00:00Z"},
    ),
    Route("GET", "/api/v1/kill-switch", Permission.READ_INCIDENTS),
    Route("POST", "/api/v1/kill-switch/engage", Permission.STEER_INCIDENTS, WHY),
    Route("POST", "/api/v1/kill-switch/release", Permission.ENABLE_WRITES, WHY),
    Route("GET", "/api/v1/policies/current", Permission.READ_POLICIES),
    Route("POST", "/api/v1/policies/back-test", Permission.READ_POLICIES, {"policy": "x"}),
    Route("GET", "/api/v1/policies/schema", Permission.READ_POLICIES),
    Route("GET", "/api/v1/tasks/schema", Permission.READ_TASKS),
    Route("POST", "/api/v1/policies/validate", Permission.READ_POLICIES, {"policy": "x"}),
    Route("GET", "/api/v1/weights", Permission.READ_POLICIES),
    Route("POST", "/api/v1/weights", Permission.CHANGE_WEIGHTS, WEIGHTS),
    Route("GET", "/api/v1/weights/history", Permission.READ_POLICIES),
    Route(
        "POST", "/api/v1/weights/revert", Permission.CHANGE_WEIGHTS, WHY | {"version": "published"}
    ),
    Route("GET", PROPOSALS, Permission.READ_POLICIES),
    Route("POST", PROPOSALS, Permission.CHANGE_WEIGHTS),
    Route("POST", f"{PROPOSALS}/{{proposal_id}}/approve", Permission.CHANGE_WEIGHTS, WHY),
    Route("POST", f"{PROPOSALS}/{{proposal_id}}/refuse", Permission.CHANGE_WEIGHTS, WHY),
    Route("GET", "/api/v1/audit", Permission.READ_AUDIT),
    Route("GET", "/api/v1/audit/check", Permission.READ_AUDIT),
    Route("GET", "/api/v1/audit/export", Permission.READ_AUDIT),
    Route("GET", BUS, Permission.READ_DISCUSSIONS),
    Route("POST", BUS, Permission.SEND_DISCUSSIONS, SAYING | {"topic": "x"}),
    Route("GET", f"{BUS}/search", Permission.READ_DISCUSSIONS, None, {"keyword": "x"}),
    Route("GET", f"{BUS}/statistics", Permission.READ_DISCUSSIONS),
    Route("GET", f"{BUS}/projects", Permission.READ_DISCUSSIONS),
    Route("POST", BUS_STORE, Permission.SEND_DISCUSSIONS),
    Route("GET", f"{BUS_STORE}/check", Permission.READ_DISCUSSIONS),
    Route("POST", f"{BUS_STORE}/repair", Permission.ACT_FOR_OTHERS),
    Route("GET", f"{BUS}/{{discussion_id}}", Permission.READ_DISCUSSIONS),
    Route("GET", f"{BUS}/{{discussion_id}}/messages/{{message_id}}", Permission.READ_DISCUSSIONS),
    Route("POST", f"{BUS}/{{discussion_id}}/messages", Permission.SEND_DISCUSSIONS, SAYING),
    Route("POST", f"{BUS}/{{discussion_id}}/close", Permission.SEND_DISCUSSIONS),
    Route("GET", f"{BUS}/{{discussion_id}}/anomalies", Permission.READ_DISCUSSIONS),
    Route("POST", f"{BUS}/{{discussion_id}}/annotate", Permission.ANNOTATE_DISCUSSIONS),
    Route("GET", PLUGINS, Permission.READ_PLUGINS),
    Route("POST", PLUGINS, Permission.MANAGE_PLUGINS, PLUGIN),
    Route("GET", f"{PLUGINS}/{{name}}", Permission.READ_PLUGINS),
    Route("PATCH", f"{PLUGINS}/{{name}}", Permission.MANAGE_PLUGINS, {"enabled": False}),
    Route("DELETE", f"{PLUGINS}/{{name}}", Permission.MANAGE_PLUGINS),
    Route("POST", f"{PLUGINS}/{{name}}/test", Permission.MANAGE_PLUGINS),
    Route("GET", f"{PLUGINS}/{{name}}/tools", Permission.READ_PLUGINS),
    Route("GET", f"{PLUGINS}/{{name}}/metrics", Permission.READ_PLUGINS),
    Route("GET", ROBOTS, Permission.READ_ROBOTS),
    Route("POST", ROBOTS, Permission.MANAGE_ROBOTS, ROBOT),
    Route("GET", f"{ROBOTS}/{{name}}", Permission.READ_ROBOTS),
    Route("DELETE", f"{ROBOTS}/{{name}}", Permission.MANAGE_ROBOTS),
    Route("POST", "/api/v1/voice/recognitions", Permission.USE_ASSISTANT, {"sound": "AAAA"}),
    Route("POST", "/api/v1/voice/speakers", Permission.MANAGE_ROBOTS, {"sound": "AAAA"}),
    Route("GET", "/api/v1/voiceprint", Permission.MANAGE_SELF),
    Route("PUT", "/api/v1/voiceprint", Permission.MANAGE_SELF, {"sound": "AAAA", "agreed": True}),
    Route(
        "POST",
        "/api/v1/voiceprint/verifications",
        Permission.MANAGE_SELF,
        {"sound": "AAAA"},
    ),
    Route("DELETE", "/api/v1/people/{person_id}/voiceprint", Permission.MANAGE_SELF),
    Route("GET", "/api/v1/voice-requests", Permission.READ_ROBOTS),
    Route(
        "POST",
        "/api/v1/voice-requests/{request_id}/answer",
        Permission.MANAGE_ROBOTS,
        {"agreed": False, "digest": "d"},
    ),
    Route("POST", ASSISTANT, Permission.USE_ASSISTANT, {"text": "x"}),
    Route("GET", ASSISTANT, Permission.USE_ASSISTANT),
    Route("GET", f"{ASSISTANT}/{{conversation_id}}", Permission.USE_ASSISTANT),
    Route("DELETE", f"{ASSISTANT}/{{conversation_id}}", Permission.USE_ASSISTANT),
    Route("GET", f"{ASSISTANT}/{{conversation_id}}/stream", Permission.USE_ASSISTANT),
    Route("POST", f"{ASSISTANT}/{{conversation_id}}/answer", Permission.USE_ASSISTANT, WORD),
    Route("POST", f"{ASSISTANT}/{{conversation_id}}/stop", Permission.USE_ASSISTANT),
    Route("GET", CLUSTERS, Permission.READ_CLUSTERS),
    Route("GET", f"{THE_CLUSTER}/nodes", Permission.READ_CLUSTERS),
    Route("GET", f"{THE_CLUSTER}/node-pools", Permission.READ_CLUSTERS),
    Route("GET", f"{THE_CLUSTER}/workloads", Permission.READ_CLUSTERS),
    Route(
        "GET", f"{THE_CLUSTER}/workloads/{{namespace}}/{{kind}}/{{name}}", Permission.READ_CLUSTERS
    ),
    Route("GET", f"{THE_CLUSTER}/pods", Permission.READ_CLUSTERS, None, {"namespace": "payments"}),
    Route("GET", f"{THE_CLUSTER}/events", Permission.READ_CLUSTERS, None, {"namespace": "pay"}),
    Route("GET", f"{THE_CLUSTER}/pods/{{namespace}}/{{pod}}/log", Permission.READ_CLUSTERS),
    Route("GET", "/api/v1/workloads", Permission.READ_CLUSTERS, None, {"name": "checkout"}),
    Route("GET", f"{THE_CLUSTER}/services", Permission.READ_CLUSTERS),
    Route("GET", f"{THE_CLUSTER}/ingresses", Permission.READ_CLUSTERS),
    Route("GET", f"{THE_CLUSTER}/configs", Permission.READ_CLUSTERS, None, {"namespace": "pay"}),
    Route("GET", f"{THE_CLUSTER}/use", Permission.READ_CLUSTERS),
    Route(
        "GET", f"{THE_CLUSTER}/objects/{{namespace}}/{{kind}}/{{name}}", Permission.READ_CLUSTERS
    ),
    Route("GET", EDITS, Permission.READ_INCIDENTS),
    Route("POST", f"{EDITS}/apply", Permission.EDIT_CLUSTERS, IN_CLUSTER | {"manifest": "x"}),
    Route(
        "POST",
        f"{EDITS}/config",
        Permission.EDIT_CLUSTERS,
        IN_CLUSTER | {"namespace": "payments", "name": "checkout", "remove": ["a"]},
    ),
    Route(
        "POST",
        f"{EDITS}/node-pool",
        Permission.EDIT_CLUSTERS,
        IN_CLUSTER | {"pool": "np-1", "nodes": 4},
    ),
    Route("GET", "/api/v1/logs/logsets", Permission.READ_LOGS),
    Route("GET", "/api/v1/logs/scheduled-sql", Permission.READ_LOGS),
    Route(
        "POST", "/api/v1/logs/logsets", Permission.EDIT_CLUSTERS, {"name": "audit", "reason": "x"}
    ),
    Route(
        "POST",
        "/api/v1/logs/topics",
        Permission.EDIT_CLUSTERS,
        {"name": "figures", "logset": "shop", "reason": "x"},
    ),
    Route(
        "POST",
        "/api/v1/logs/scheduled-sql",
        Permission.EDIT_CLUSTERS,
        {"name": "hourly", "topic_id": "payments", "target": "orders", "query": "*|select 1"}
        | {"reason": "x"},
    ),
    Route("GET", ALARM_POLICIES, Permission.READ_LOGS),
    Route(
        "POST",
        f"{ALARM_POLICIES}/metric",
        Permission.EDIT_CLUSTERS,
        {"name": "cpu", "namespace": "cvm_device", "metric": "CpuUsage", "reason": "x"}
        | {"comparison": "gt", "threshold": 90},
    ),
    Route(
        "POST",
        f"{ALARM_POLICIES}/log",
        Permission.EDIT_CLUSTERS,
        {"name": "errors", "topic_id": "t-pay", "query": "*", "condition": "$1.n > 1"}
        | {"reason": "x"},
    ),
    Route(
        "POST",
        f"{ALARM_POLICIES}/switch",
        Permission.EDIT_CLUSTERS,
        {"policy_id": "policy-1", "enabled": False, "reason": "x"},
    ),
    Route(
        "POST",
        f"{EDITS}/new-node-pool",
        Permission.EDIT_CLUSTERS,
        IN_CLUSTER
        | {"name": "batch", "instance_type": "S5.MEDIUM4", "subnets": ["subnet-1a2b3c4d"]}
        | {"nodes": 2, "minimum": 0, "maximum": 6},
    ),
    Route(
        "POST",
        f"{EDITS}/unisolate",
        Permission.EDIT_CLUSTERS,
        IN_CLUSTER | {"namespace": "payments", "pod": "checkout-1"},
    ),
    Route("GET", f"{EDITS}/{{edit_id}}/record", Permission.READ_INCIDENTS),
    Route("POST", f"{EDITS}/{{edit_id}}/put-back", Permission.EDIT_CLUSTERS, WHY),
    Route("POST", f"{EDITS}/{{edit_id}}/approve", Permission.APPROVE_REPAIRS, {"plan": "0" * 64}),
    Route("POST", f"{EDITS}/{{edit_id}}/deny", Permission.APPROVE_REPAIRS, WHY),
]
WITH_PROOF = [each for each in ROUTES if each.needs != PUBLIC]

ACTORS = [Actor(ME, frozenset({role})) for role in Role] + [
    Actor(ME, frozenset({Role.ADMIN}), frozenset({scope})) for scope in Scope
]


def name_of(value: object) -> str:
    if isinstance(value, Route):
        return f"{value.method} {value.path}"
    assert isinstance(value, Actor)
    if value.scopes:
        return f"scope {min(value.scopes)}"
    return f"role {min(value.roles)}"


@pytest.fixture(scope="module")
def brief_app() -> FastAPI:
    """An app whose streams end at once; its world is changed under it."""
    options = ApiOptions(
        version="0.1.0", trusted_hosts=("test",), codec=TurningCodec(), longest_stream=timedelta(0)
    )
    return build_api(ApiWorld().services, options=options)


@pytest.fixture
def somebody(brief_app):
    """Ask as an actor, each time in a fresh world, because routes change things."""

    async def ask(actor: Actor | None, route: Route) -> httpx.Response:
        world = ApiWorld()
        brief_app.state.services = world.services
        world.briefings.written[f"{ME}/{DAY}"] = a_briefing(ME, DAY)
        world.people.hashes[ME] = f"quick:{PASSWORD[::-1]}"
        transport = httpx.ASGITransport(brief_app, client=("203.0.113.9", 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
            if actor:
                world.people.kept[ME] = Person(
                    id=ME, name="Someone", roles=actor.roles, password_due=actor.password_due
                )
                if actor.scopes is None:
                    await sign_in(http, actor)
                else:
                    token = await world.token(actor_at_full(actor), *actor.scopes)
                    http.headers["Authorization"] = f"Bearer {token}"
            return await http.request(
                route.method, route.address, json=route.body, params=route.params
            )

    return ask


def actor_at_full(actor: Actor) -> Actor:
    return Actor(actor.person_id, actor.roles)


def test_every_route_stands_in_the_table(app):
    """SEC-3: a route that is added without a right fails here."""
    found = set()
    for context in iter_route_contexts(app.routes):
        if context.path.startswith(ROOT):
            assert context.endpoint in NEEDS_OF_PAGE  # walked in tests/faces/console
            continue
        methods = context.methods or {"GET"}
        path = re.sub(r":\w+}", "}", context.path)
        found |= {(method, path) for method in methods if method != "HEAD"}

    found.discard(("GET", "/events/live"))  # a socket; its proof is tested with the streams
    assert found == {(each.method, each.path) for each in ROUTES}


@pytest.mark.parametrize("route", WITH_PROOF, ids=name_of)
async def test_without_a_proof_a_route_says_so(somebody, route):
    """SEC-3."""
    response = await somebody(None, route)

    expected = 403 if route.path == "/api/v1/people" and route.method == "POST" else 401
    assert response.status_code == expected, response.text
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("route", [each for each in ROUTES if each.needs == PUBLIC], ids=name_of)
async def test_a_public_route_asks_nobody_who_they_are(somebody, route):
    """SEC-3."""
    response = await somebody(None, route)

    expected = {403} if route.method == "OPTIONS" else {200, 201, 404}
    assert response.status_code in expected


@pytest.mark.parametrize("route", WITH_PROOF, ids=name_of)
async def test_a_route_lets_in_whom_the_table_lets_in(somebody, route):
    """SEC-3, MCP-3: every role, and an admin's tokens of every scope."""
    for actor in ACTORS:
        allowed = route.needs == SELF or decide(actor, route.needs) is Access.ALLOWED

        response = await somebody(actor, route)

        expected = {200, 201, 202, 204, 404, 409, 422} if allowed else {403}
        assert response.status_code in expected, (name_of(actor), response.text)


@pytest.mark.parametrize("route", WITH_PROOF, ids=name_of)
async def test_a_one_time_password_opens_nothing_but_its_change(somebody, route):
    """SEC-6: not even for an admin, and not a token."""
    response = await somebody(Actor(ME, frozenset({Role.ADMIN}), password_due=True), route)

    if route.needs == SELF or route.path == "/api/v1/people/me/password":
        assert response.status_code in {200, 204}, response.text
    else:
        assert response.status_code == 403, response.text
        if route.path == "/metrics":  # for this machine and admins; says so to everybody else
            return
        assert "PUT /api/v1/people/me/password" in response.json()["detail"]
        assert f"zhiban people password {ME}" in response.json()["detail"]


async def test_a_disabled_person_is_a_stranger(mei, admin):
    """VOI-6."""
    await admin.put("/api/v1/people/u_mei/disabled", json={"disabled": True})

    assert (await mei.get("/api/v1/people/me")).status_code == 401
