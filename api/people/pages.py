"""Pages about people: signing out."""

from fastapi import Response
from fastapi.responses import RedirectResponse

from api.console.routes import Pages
from api.console.visits import Here
from api.people.sessions import forget_cookies

pages = Pages()


@pages.post("/sign-out", needs=None)
async def sign_out_of_console(visit: Here) -> Response:
    """End this browser's session."""
    if visit.proof.cookie:
        await visit.services.proofs.sign_out(visit.proof.cookie)
    response = RedirectResponse("/", 303)
    forget_cookies(response, visit.options)
    return response
