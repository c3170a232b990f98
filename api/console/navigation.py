"""What the console has, in the order of its menu, and the right that each part needs."""

from dataclasses import dataclass

from domain.common.messages import Message, message
from domain.people.access import Access, Actor, Permission, decide

_P = Permission


@dataclass(frozen=True)
class Section:
    """One entry of the menu.

    Attributes:
        name: of its package, and of its icon.
        address: below the root of the console.
        label: what it is called.
        needs: who sees it; None: everybody who signed in.
    """

    name: str
    address: str
    label: Message
    needs: Permission | None = None


@dataclass(frozen=True)
class Group:
    """Entries that belong together."""

    label: Message
    sections: tuple[Section, ...]


MENU = (
    Group(
        message("console.group_now"),
        (
            Section("today", "", message("console.today")),
            Section("assistant", "/assistant", message("talk_page.title"), _P.USE_ASSISTANT),
            Section("briefings", "/briefings", message("console.briefings"), _P.READ_BRIEFING),
            Section("incidents", "/incidents", message("console.incidents"), _P.READ_INCIDENTS),
            Section("approvals", "/approvals", message("console.approvals"), _P.READ_INCIDENTS),
            Section("voice", "/voice-requests", message("voice_page.title"), _P.READ_ROBOTS),
            Section("oncall", "/oncall", message("oncall_page.title"), _P.READ_ONCALL),
            Section("tasks", "/tasks", message("console.tasks"), _P.READ_TASKS),
            Section("deliveries", "/deliveries", message("page.deliveries"), _P.READ_DELIVERIES),
            Section("clusters", "/clusters", message("cluster_page.title"), _P.READ_CLUSTERS),
            Section("logs", "/logs", message("log_page.title"), _P.READ_LOGS),
            Section("analytics", "/analytics", message("log_changes.title"), _P.READ_LOGS),
            Section("events", "/events", message("event_page.title"), _P.READ_EVENTS),
            Section("discussions", "/discussions", message("bus_page.title"), _P.READ_DISCUSSIONS),
            Section("controls", "/controls", message("control_page.title"), _P.READ_INCIDENTS),
        ),
    ),
    Group(
        message("console.group_account"),
        (
            Section("tools", "/tools", message("tool_page.title")),
            Section("policies", "/policies", message("policy_page.title"), _P.READ_POLICIES),
            Section("memories", "/memories", message("memory_page.title"), _P.READ_MEMORIES),
            Section("plugins", "/plugins", message("plugin_page.title"), _P.READ_PLUGINS),
            Section("robots", "/robots", message("robot_page.title"), _P.READ_ROBOTS),
            Section("webhooks", "/webhooks", message("webhook_page.title"), _P.ACT_FOR_OTHERS),
            Section("me", "/people/me", message("profile.mine"), _P.MANAGE_SELF),
            Section("people", "/people", message("profile.people"), _P.MANAGE_PEOPLE),
            Section("settings", "/settings", message("setting.title"), _P.MANAGE_PEOPLE),
        ),
    ),
    Group(
        message("console.group_record"),
        (Section("audit", "/audit", message("console.audit"), _P.READ_AUDIT),),
    ),
)
"""A section stands here from the day on which it has a page (a test opens each)."""


def menu_for(actor: Actor) -> list[tuple[Message, list[Section]]]:
    """Return the menu of somebody: what they may open, and nothing else."""
    seen = [
        (group.label, [each for each in group.sections if _may_open(actor, each)]) for group in MENU
    ]
    return [(label, sections) for label, sections in seen if sections]


def _may_open(actor: Actor, section: Section) -> bool:
    return section.needs is None or decide(actor, section.needs) is Access.ALLOWED
