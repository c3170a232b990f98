"""One request of one person to a page: who they are, what they may do, how they are answered."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, ValidationError

from api.access import (
    Proof,
    check_own_page,
    csrf_matches,
    csrf_token,
    desks_of,
    options_of,
    prove,
)
from api.console import flash
from api.console.forms import CSRF_FIELD, Form, read_form, read_model
from api.console.layouts import Layout, layout_of
from api.console.names import KnownNames
from api.console.navigation import menu_for
from api.console.routes import NEEDS_OF_PAGE, ROOT
from api.errors import status_of
from api.options import ApiOptions
from api.pages import html_answer, rendered, visible
from api.readers import stranger
from application.briefings.readers import reader_of
from application.common.wording import Localizer
from application.ports.events import EventFilter
from application.services import Services
from domain.common.errors import Forbidden, NotFound, Unauthenticated, ZhibanError
from domain.common.messages import Called, Message, message
from domain.people.access import Access, Actor, Permission, decide, require

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "zhiban_theme"
_SAFE = frozenset({"GET", "HEAD"})

Show = Callable[[Form], Awaitable[Response]]


@dataclass(frozen=True, kw_only=True)
class Visit:
    """Everything a page needs to know of whoever looks at it."""

    request: Request
    services: Services
    options: ApiOptions
    proof: Proof
    told: Localizer
    name: str

    @property
    def by(self) -> Actor:
        """Who asks; every service is asked in their name."""
        return self.proof.actor

    @property
    def layout(self) -> Layout:
        """How much of the page is wanted."""
        return layout_of(self.request)

    @property
    def now(self) -> datetime:
        """The moment by the clock of the services."""
        return self.services.incidents.clock.now()

    def ahead(self, *, hours: int) -> str:
        """Return the moment in so many hours, as JSON has it."""
        return (self.now + timedelta(hours=hours)).isoformat()

    @property
    def csrf(self) -> str:
        """What every form of this sign-in sends back."""
        return csrf_token(self.proof.cookie) if self.proof.cookie else ""

    def may(self, permission: Permission) -> bool:
        """Say whether whoever looks has a right; what they may not do is not offered."""
        return decide(self.by, permission) is Access.ALLOWED

    def text(self, said: Message | None) -> str:
        """Return a message in the reader's words."""
        return self.told.text(said)

    async def page(
        self,
        template: str,
        *,
        section: str,
        status: int = 200,
        live: str = "",
        **values: Any,  # noqa: ANN401 - whatever the template names; it fails on what is missing
    ) -> HTMLResponse:
        """Return a page, or the part of it that is wanted.

        Args:
            template: extends `layout`, and fills `head` (stays) and `region` (lives).
            section: of the menu.
            status: of HTTP.
            live: kinds of events at which the region is fetched again, parted by blanks.
            values: what the template names.
        """
        kept = self.request.cookies.get(flash.COOKIE, "")
        told = flash.opened(kept, self.proof.cookie, self.now) if kept else ""
        here = self.request.url.path
        if self.request.url.query:
            here += f"?{self.request.url.query}"
        html = await self._drawn(
            template,
            layout=f"console/{self.layout}.html",
            menu=menu_for(self.by),
            root=ROOT,
            section=section,
            here=here,
            live=live.split(),
            after=await self._newest() if self.layout is Layout.WHOLE and live else 0,
            csrf=self.csrf,
            done=told,
            theme=theme_of(self.request),
            themes=THEMES,
            me=self.name,
            my_id=self.by.person_id,
            may=lambda right: self.may(Permission(right)),
            sandbox=self.services.sandbox,
            version=self.options.version,
            temporal_ui=self.options.temporal_ui,
            **values,
        )
        answer = html_answer(self.request, html, self.told.language, status)
        if kept and self.layout is Layout.WHOLE:
            self._keep_said(answer, "")
        return answer

    async def _drawn(
        self,
        template: str,
        **values: Any,  # noqa: ANN401 - see `page`
    ) -> str:
        """Return a template; it is drawn again once those whom it names are known."""
        known: KnownNames = self.request.app.state.names
        missing: set[str] = set()

        def name_of(person_id: str) -> str:
            found = known.get(person_id, self.now)
            if found is None:
                missing.add(person_id)
            return visible(found or person_id)

        html = rendered(template, self.told, self.now, name_of=name_of, **values)
        if not missing:
            return html
        names = await self.services.people.called(missing)
        known.keep({each: names.get(each, each) for each in missing}, self.now)
        return rendered(template, self.told, self.now, name_of=name_of, **values)

    async def submit(  # noqa: PLR0913 - what a form may need, each by name
        self,
        model: type[BaseModel],
        act: Callable[[Any], Awaitable[Message | Response | None]],
        *,
        show: Show,
        to: str,
        values: Callable[[Form], Mapping[str, Any]] = Form.filled,
        anew: bool = False,
        preview: Callable[[Any, Form], Awaitable[Response]] | None = None,
    ) -> Response:
        """Read a form by a model and do what it asks; what is refused is shown in the form.

        Args:
            model: the one by which the other faces read the same.
            act: does it, and says what came of it; a response is shown as it is.
            show: draws the form again, with what was typed and what is wrong.
            to: where to go on.
            values: makes JSON of what was typed.
            anew: load the page as a whole, as what stands around its region changes, too.
            preview: shows what would be done; a form that says it is `sure` has passed it.
        """
        form = await self.form()
        try:
            asked = read_model(model, values(form))
            if preview is not None and not form.is_sure:
                return await preview(asked, form)
            said = await act(asked)
        except (ZhibanError, ValidationError) as error:
            form.refuse(error, self.told)
            if isinstance(error, ZhibanError):
                form.status = status_of(error)
            return await show(form)
        return said if isinstance(said, Response) else self.done(to, said, anew=anew)

    async def form(self) -> Form:
        """Return what was typed into the form that was sent."""
        return await read_form(self.request)

    def done(self, to: str, said: Message | None = None, *, anew: bool = False) -> Response:
        """Answer that something was done: close its dialog, say so, fetch the region again."""
        told = self.text(said)
        if not self.request.headers.get("hx-request"):
            answer: Response = RedirectResponse(to, 303, headers={"Cache-Control": "no-store"})
        elif anew or self.layout is Layout.WHOLE:
            answer = Response(status_code=204, headers={"HX-Redirect": to})
        else:
            # Header values are Latin-1; what is said travels percent-encoded.
            event = f'{{"zhiban:done": {{"said": "{quote(told)}"}}}}'
            return Response(status_code=204, headers={"HX-Trigger": event})
        if value := flash.sealed(told, self.proof.cookie, self.now):
            self._keep_said(answer, value)
        return answer

    def _keep_said(self, answer: Response, value: str) -> None:
        """Let the next page tell what was done; without a value it is told, and forgotten."""
        answer.set_cookie(
            flash.COOKIE,
            value,
            max_age=int(flash.LASTS.total_seconds()) if value else 0,
            path=ROOT,
            secure=self.options.secure_cookies,
            httponly=True,
            samesite="lax",
        )

    async def _newest(self) -> int:
        """Return where the events after this page begin."""
        with suppress(Forbidden):
            newest = await self.services.events.latest(by=self.by, which=EventFilter(), limit=1)
            return (newest[0].sequence or 0) if newest else 0
        return 0


async def visit(request: Request) -> Visit:
    """Return who visits the page that was asked for, or refuse them.

    Raises:
        Unauthenticated: nobody, or somebody whose password or second step is due: all of them
            belong at the door.
        Forbidden: the page needs a right that they lack, or the form is of another page.
    """
    services = desks_of(request)
    proof = await prove(request)
    if proof is None or proof.actor.password_due or proof.actor.factor_due:
        raise Unauthenticated(message("http.sign_in", header=Called("Authorization: Bearer zb_…")))
    needs = NEEDS_OF_PAGE[request.scope["endpoint"]]
    if needs is not None:
        require(proof.actor, needs)
    if request.method not in _SAFE and proof.cookie:
        await _check_own_form(request, proof)
    reader = await reader_of(services.briefings, by=proof.actor, otherwise=stranger(request))
    request.state.reader = reader
    return Visit(
        request=request,
        services=services,
        options=options_of(request),
        proof=proof,
        told=Localizer(services.words, reader),
        name=await _name(services, proof.actor),
    )


Here = Annotated[Visit, Depends(visit)]


async def _name(services: Services, by: Actor) -> str:
    with suppress(Forbidden, NotFound):
        return (await services.people.me(by=by)).name
    return by.person_id


async def _check_own_form(request: Request, proof: Proof) -> None:
    """Return when a form is of a page that we gave to this sign-in."""
    check_own_page(request)
    offered = request.headers.get("x-csrf-token") or (await read_form(request)).values.get(
        CSRF_FIELD, ""
    )
    if not csrf_matches(offered, proof.cookie):
        raise Forbidden(message("console.stale_form"))


def theme_of(request: Request) -> str:
    """Return the theme that was chosen in this browser."""
    chosen = request.cookies.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else THEMES[0]
