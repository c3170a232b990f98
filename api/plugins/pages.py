"""Pages about plugins: registered, tried, looked into, changed, removed (MCC-1, MCC-2)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any

from fastapi import Path, Response

from api.console.forms import Form
from api.console.parts import Part, part_of
from api.console.questions import question
from api.console.routes import ROOT, Pages
from api.console.visits import Here, Visit
from api.plugins.routes import PluginChangesIn, PluginIn
from application.plugins.views import PluginView, health_of, plugin_view
from application.ports.assistant.plugins import PluginTool
from application.ports.assistant.toolboxes import Care
from domain.common.errors import InvalidRequest
from domain.common.messages import Called, Command, message, named
from domain.people.access import Permission
from domain.plugins.plugins import PluginState, PluginTransport
from domain.plugins.rules import LONGEST_NAME, PluginChanges, PluginRequest

pages = Pages("/plugins")

SECTION = "plugins"
LIVE = "plugin"
_HERE = f"{ROOT}/plugins"
MOST_SHOWN = 100
"""Tools of one plugin that its page shows."""

KIND_OF_STATE = {
    PluginState.UNTRIED: "wait",
    PluginState.READY: "good",
    PluginState.UNREACHABLE: "bad",
    PluginState.REFUSED_ADDRESS: "bad",
    PluginState.AUTH_REQUIRED: "warn",
    PluginState.RATE_LIMITED: "warn",
    PluginState.FAILING: "bad",
}
KIND_OF_CARE = {Care.READS: "good", Care.CHANGES: "run", Care.ASKS_FIRST: "warn"}

PluginHere = Annotated[str, Path(min_length=1, max_length=LONGEST_NAME)]


@pages.get(needs=Permission.READ_PLUGINS)
async def plugins_page(visit: Here) -> Response:
    """List one's own plugins, and how each stood when it was last spoken to."""
    kept = await visit.services.plugins.list(by=visit.by)
    return await visit.page(
        "plugins/list.html",
        section=SECTION,
        live=LIVE,
        plugins=[plugin_view(each) for each in kept],
        kind_of_state=KIND_OF_STATE,
    )


@pages.get("/new", needs=Permission.MANAGE_PLUGINS)
async def ask_for_plugin(visit: Here) -> Response:
    """Ask where the server is, and what it wants to be told."""
    return await _asked(visit, Form(values={"transport": "http", "timeout_seconds": "30"}))


@pages.post("/new", needs=Permission.MANAGE_PLUGINS)
async def register_plugin_by_page(visit: Here) -> Response:
    """Register a plugin, try it at once, and show what came of that."""
    service = visit.services.plugins

    async def act(body: PluginIn) -> Response:
        requested = PluginRequest(
            **body.model_dump(exclude={"timeout_seconds"}),
            timeout=timedelta(seconds=body.timeout_seconds),
        )
        await service.register(by=visit.by, requested=requested)
        # What the first try finds stands on the page of the plugin, be it good or bad.
        await part_of(visit, service.test(by=visit.by, name=body.name))
        said = message("plugin_tool.registered", plugin=Called(body.name))
        return visit.done(_at(body.name), said, anew=True)

    async def show(form: Form) -> Response:
        return await _asked(visit, form)

    return await visit.submit(
        PluginIn,
        act,
        show=show,
        to=_HERE,
        values=lambda form: _values(form, flags=("trusted",)),
    )


@pages.get("/one/{plugin}", needs=Permission.READ_PLUGINS)
async def plugin_page(visit: Here, plugin: PluginHere) -> Response:
    """Show how a plugin stands, its tools as it describes them, and what was counted."""
    services, by = visit.services, visit.by
    view = plugin_view(await services.plugins.get(by=by, name=plugin))
    tools: Part[tuple[PluginTool, ...]] = Part(())
    if view.enabled and view.state is not PluginState.UNTRIED and _may_ask(visit, view):
        tools = await part_of(visit, services.plugins.tools(by=by, name=plugin))
    figures = await services.plugins.figures(by=by, name=plugin)
    return await visit.page(
        "plugins/one.html",
        section=SECTION,
        live=LIVE,
        plugin=view,
        base=_at(plugin),
        tools=(tools.value or ())[:MOST_SHOWN],
        tools_in_all=len(tools.value or ()),
        problem=tools.problem,
        figures=[(each, visit.text(_health(each.health))) for each in figures],
        kind_of_state=KIND_OF_STATE,
        kind_of_care=KIND_OF_CARE,
    )


def _health(word: str) -> Any:  # noqa: ANN401 - a message around a name, or one of ours
    found = health_of(word)
    return found if not isinstance(found, Called) else message("value.plain", value=found)


def _may_ask(visit: Visit, view: PluginView) -> bool:
    """Say whether its list of tools may be fetched: only admins start programs here."""
    return view.transport is not PluginTransport.STDIO or visit.may(Permission.MANAGE_PEOPLE)


@pages.post("/one/{plugin}/test", needs=Permission.MANAGE_PLUGINS)
async def test_plugin_by_page(visit: Here, plugin: PluginHere) -> Response:
    """Connect anew, and say what came of it."""
    trial = await visit.services.plugins.test(by=visit.by, name=plugin)
    said = message(
        "plugin_tool.outcome",
        state=trial.state,
        plugin=Called(plugin),
        tools=len(trial.tools),
        seconds=Called(f"{trial.seconds:.1f}"),
    )
    return visit.done(_at(plugin), said)


@pages.get("/one/{plugin}/change", needs=Permission.MANAGE_PLUGINS)
async def ask_to_change_plugin(visit: Here, plugin: PluginHere) -> Response:
    """Ask what to change; the address and the headers are never shown again."""
    view = plugin_view(await visit.services.plugins.get(by=visit.by, name=plugin))
    values = {"timeout_seconds": f"{view.timeout_seconds:g}"}
    values |= {name: "yes" for name in ("enabled", "trusted") if getattr(view, name)}
    return await _asked(visit, Form(values=values), plugin)


@pages.post("/one/{plugin}/change", needs=Permission.MANAGE_PLUGINS)
async def change_plugin_by_page(visit: Here, plugin: PluginHere) -> Response:
    """Change what was filled in."""

    async def act(body: PluginChangesIn) -> Any:  # noqa: ANN401 - what `submit` takes
        seconds = body.timeout_seconds
        changes = PluginChanges(
            body.url,
            body.headers,
            body.trusted,
            body.enabled,
            None if seconds is None else timedelta(seconds=seconds),
        )
        await visit.services.plugins.change(by=visit.by, name=plugin, changes=changes)
        return message("plugin_page.changed", plugin=Called(plugin))

    async def show(form: Form) -> Response:
        return await _asked(visit, form, plugin)

    return await visit.submit(
        PluginChangesIn,
        act,
        show=show,
        to=_at(plugin),
        values=lambda form: _values(form, flags=("trusted", "enabled")),
    )


@pages.get("/one/{plugin}/remove", needs=Permission.MANAGE_PLUGINS)
async def ask_to_remove_plugin(visit: Here, plugin: PluginHere) -> Response:
    """Say what is gone with it."""
    return await _asked_to_remove(visit, plugin, Form())


@pages.post("/one/{plugin}/remove", needs=Permission.MANAGE_PLUGINS)
async def remove_plugin_by_page(visit: Here, plugin: PluginHere) -> Response:
    """Remove a plugin with its address and headers, for good."""
    await visit.services.plugins.remove(by=visit.by, name=plugin)
    return visit.done(_HERE, message("plugin_tool.removed", plugin=Called(plugin)), anew=True)


async def _asked_to_remove(visit: Visit, plugin: str, form: Form) -> Response:
    view = plugin_view(await visit.services.plugins.get(by=visit.by, name=plugin))
    return await question(
        visit,
        form,
        section=SECTION,
        title=message("plugin_page.remove"),
        means=message(
            "plugin_tool.may_remove", plugin=Called(plugin), address=Command(view.address)
        ),
        back=_at(plugin),
        danger=True,
    )


def _values(form: Form, *, flags: tuple[str, ...]) -> Mapping[str, Any]:
    """Return what was typed as programs send it: headers are lines, `Name: value`."""
    found = form.filled(flags=flags)
    typed = found.pop("headers", "")
    form.values.pop("headers", None)  # a secret is not shown again, not even to who typed it
    lines = [line for line in typed.split("\n") if line.strip()]
    if any(":" not in line for line in lines):
        raise InvalidRequest("headers", message("plugin_page.header_lines"))
    if lines:
        pairs = (line.partition(":") for line in lines)
        found["headers"] = {name.strip(): value.strip() for name, _, value in pairs}
    seconds = found.get("timeout_seconds", "")
    if seconds.replace(".", "", 1).isdigit():
        found["timeout_seconds"] = float(seconds)
    return found


def _at(plugin: str) -> str:
    return f"{_HERE}/one/{plugin}"


async def _asked(visit: Visit, form: Form, plugin: str = "") -> Response:
    transports = [PluginTransport.HTTP, PluginTransport.SSE]
    if visit.may(Permission.MANAGE_PEOPLE):
        transports.append(PluginTransport.STDIO)
    return await visit.page(
        "plugins/form.html",
        section=SECTION,
        status=form.status,
        form=form,
        plugin=plugin,
        transports=[(each.value, visit.text(named(each))) for each in transports],
        commands=PluginTransport.STDIO in transports,
        action=visit.request.url.path,
        back=_at(plugin) if plugin else _HERE,
    )
