"""The HTTP face."""

from fastapi import Depends, FastAPI
from starlette.staticfiles import StaticFiles

from api import (
    briefings,
    codec,
    deliveries,
    digests,
    events,
    health,
    home,
    logs,
    memories,
    people,
    screenshots,
    sessions,
    shares,
    small_tools,
    sockets,
    tasks,
    tokens,
    webhooks,
)
from api.edge import Edge
from api.errors import install_error_handlers
from api.health import HealthBoard
from api.live import Streams
from api.openapi import DescribedApi, name_operation
from api.options import ApiOptions
from api.pages import HERE
from api.strict import strict_request
from application.desks import Desks

_DESCRIPTION = """\
Every write takes JSON and refuses what it does not know. Errors are problems (RFC 9457) whose
`detail` says what to do. Times carry an offset; they are answered in UTC.
"""


def build_api(desks: Desks, *, options: ApiOptions) -> FastAPI:
    """Return the app with every route mounted."""
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
    app.state.desks = desks
    app.state.options = options
    app.state.health = HealthBoard(options)
    app.state.streams = Streams(options)
    _mount(app)
    install_error_handlers(app)
    app.add_middleware(Edge, options=options)
    return app


def _mount(app: FastAPI) -> None:
    for noun in (home, health, events, sessions, people, tokens):
        app.include_router(noun.router)
    # `/events/live` is a socket and must be asked for before `/events/{type}` is.
    app.include_router(sockets.router)
    for noun in (
        briefings,
        shares,
        tasks,
        digests,
        screenshots,
        memories,
        small_tools,
        logs,
        deliveries,
        webhooks,
        codec,
    ):
        app.include_router(noun.router)
    app.include_router(shares.public)
    app.include_router(home.unlisted)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
