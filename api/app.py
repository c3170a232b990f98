"""The HTTP face."""

from fastapi import Depends, FastAPI

from api import codec, health, home, small_tools, tool_pages
from api.analytics import dashboard_pages, dashboards, effect_pages, usage, usage_pages
from api.analytics import routes as effects
from api.assistant import pages as talk_pages
from api.assistant import routes as conversations
from api.briefings import pages as briefing_pages
from api.briefings import profile_pages, share_pages, shares
from api.briefings import routes as briefings
from api.clusters import alarm_policies, alarm_policy_pages, log_resource_pages, log_resources
from api.clusters import detail_pages as cluster_detail_pages
from api.clusters import details as cluster_details
from api.clusters import edit_answers as cluster_edit_answers
from api.clusters import edit_pages as cluster_edit_pages
from api.clusters import edit_record_pages as cluster_edit_record_pages
from api.clusters import edits as cluster_edits
from api.clusters import pages as cluster_pages
from api.clusters import routes as clusters
from api.console import own_pages, search_pages, settings_pages, stream, today
from api.console.assets import STATIC, Assets
from api.console.names import KnownNames
from api.console.nowhere import install_page_of_nowhere
from api.deliveries import (
    announcement_pages,
    announcements,
    feedback,
    webhook_pages,
    webhooks,
)
from api.deliveries import pages as delivery_pages
from api.deliveries import routes as deliveries
from api.discussions import pages as discussion_pages
from api.discussions import routes as discussions
from api.discussions import store_pages as discussion_store_pages
from api.edge import Edge
from api.errors import install_error_handlers
from api.events import pages as event_pages
from api.events import routes as events
from api.events import sockets
from api.forecasts import pages as forecast_pages
from api.forecasts import routes as forecasts
from api.forecasts import series, series_pages
from api.health import HealthBoard
from api.incidents import (
    approval_links,
    approval_pages,
    audit_pages,
    control_pages,
    controls,
    policies,
    policy_pages,
    public_status,
    repair_pages,
    repairs,
    story,
    story_pages,
    trial_pages,
    trials,
    weight_pages,
    weights,
)
from api.incidents import pages as incident_pages
from api.incidents import routes as incidents
from api.incidents.alert_hooks import AlertHooks, install_alert_hooks
from api.live import Streams
from api.logs import change_pages as log_change_pages
from api.logs import pages as log_pages
from api.logs import routes as logs
from api.oncall import (
    calendar_pages,
    feed_pages,
    override_pages,
    rota_pages,
    schedule_pages,
    swap_pages,
)
from api.oncall import feeds as oncall_feeds
from api.oncall import pages as oncall_pages
from api.oncall import routes as oncall
from api.openapi import DescribedApi, name_operation
from api.options import ApiOptions
from api.people import (
    link_pages,
    links,
    memories,
    memory_pages,
    registration_pages,
    registrations,
    second_factor,
    second_factor_pages,
    sessions,
    token_pages,
    tokens,
)
from api.people import pages as people_pages
from api.people import routes as people
from api.plugins import pages as plugin_pages
from api.plugins import routes as plugins
from api.schedules import digest_pages, digests
from api.strict import strict_request
from api.tasks import form_pages as task_form_pages
from api.tasks import links as task_links
from api.tasks import pages as task_pages
from api.tasks import routes as tasks
from api.tasks import status_pages as task_status_pages
from api.voice import hearing, print_pages, robot_pages, voiceprints
from api.voice import pages as voice_pages
from api.voice import requests as voice_requests
from api.voice import routes as robots
from api.watches import screenshots, snapshots
from application.services import Services

_DESCRIPTION = """\
Every write takes JSON and refuses what it does not know. Errors are problems (RFC 9457) whose
`detail` says what to do. Times carry an offset; they are answered in UTC.
"""


def build_api(
    services: Services, *, options: ApiOptions, alert_hooks: AlertHooks | None = None
) -> FastAPI:
    """Return the app with every route mounted.

    Args:
        services: what the routes ask.
        options: what the composition root decided.
        alert_hooks: the doors for alerts; None leaves them out.
    """
    app = DescribedApi(
        title="Zhiban",
        summary="An always-on operations colleague for teams on Tencent Cloud.",
        description=_DESCRIPTION,
        version=options.version,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        dependencies=[Depends(strict_request)],
        generate_unique_id_function=name_operation,
    )
    app.state.services = services
    app.state.options = options
    app.state.health = HealthBoard(options)
    app.state.streams = Streams(options)
    app.state.names = KnownNames()
    _mount(app)
    if alert_hooks is not None:
        install_alert_hooks(app, alert_hooks)
    install_error_handlers(app)
    install_page_of_nowhere(app)
    app.add_middleware(Edge, options=options)
    return app


def _mount(app: FastAPI) -> None:
    for noun in (
        home,
        health,
        events,
        sessions,
        people,
        links,
        second_factor,
        registrations,
        tokens,
    ):
        app.include_router(noun.router)
    # `/events/live` is a socket and must be asked for before `/events/{type}` is.
    app.include_router(sockets.router)
    for noun in (
        briefings,
        shares,
        tasks,
        digests,
        screenshots,
        snapshots,
        memories,
        small_tools,
        forecasts,
        series,
        usage,
        logs,
        deliveries,
        announcements,
        feedback,
        webhooks,
        incidents,
        repairs,
        controls,
        policies,
        story,
        trials,
        weights,
        clusters,
        cluster_details,
        cluster_edits,
        cluster_edit_answers,
        alarm_policies,
        log_resources,
        discussions,
        plugins,
        robots,
        voice_requests,
        hearing,
        voiceprints,
        oncall,
        oncall_feeds,
        conversations,
        codec,
    ):
        app.include_router(noun.router)
    for router in (
        deliveries.trials,
        discussions.store,
        effects.numbers,
        dashboards.router,
        repairs.approvals,
        controls.switch,
        policies.audit,
        links.uses,
    ):
        app.include_router(router)
    app.include_router(approval_links.router)
    app.include_router(task_links.router)
    app.include_router(shares.public)
    app.include_router(oncall_feeds.public)
    app.include_router(links.public)
    app.include_router(registrations.public)
    app.include_router(feedback.public)
    app.include_router(home.unlisted)
    app.include_router(public_status.router)
    for noun in (
        today,
        own_pages,
        talk_pages,
        stream,
        second_factor_pages,
        registration_pages,
        link_pages,  # before the page of a person, whose address takes any name
        people_pages,
        briefing_pages,
        incident_pages,
        story_pages,
        approval_pages,
        audit_pages,
        task_pages,
        task_form_pages,
        token_pages,
        profile_pages,
        settings_pages,
        control_pages,
        announcement_pages,
        delivery_pages,
        discussion_store_pages,
        discussion_pages,
        event_pages,
        cluster_detail_pages,
        cluster_pages,
        cluster_edit_pages,
        cluster_edit_record_pages,
        repair_pages,
        alarm_policy_pages,
        log_resource_pages,
        log_pages,
        log_change_pages,
        effect_pages,
        dashboard_pages,
        usage_pages,
        series_pages,
        voice_pages,
        robot_pages,
        print_pages,
        plugin_pages,
        share_pages,
        webhook_pages,
        search_pages,
        tool_pages,
        forecast_pages,
        trial_pages,
        digest_pages,
        task_status_pages,
        policy_pages,
        weight_pages,
        oncall_pages,
        feed_pages,
        rota_pages,
        override_pages,
        calendar_pages,
        schedule_pages,
        swap_pages,
        memory_pages,
    ):
        app.include_router(noun.pages.router)
    app.include_router(discussion_store_pages.store.router)
    app.mount("/static", Assets(directory=STATIC), name="static")
