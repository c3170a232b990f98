"""Pictures of every page, to be looked at: phone and desk, both themes (`make screenshots`)."""

from pathlib import Path

import pytest

from api.console.routes import ROOT
from domain.common.readers import Language
from tests.faces.console.test_pages import own, pages_of
from tests.fakes.face_services import ADMIN

FOLDER = Path(__file__).parents[3] / "build/screenshots"


@pytest.mark.timeout(600)
@pytest.mark.parametrize("language", [Language.CHINESE, Language.ENGLISH])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", ["phone", "desk"])
async def test_pictures(look, world, app, language, theme, size):
    """CON-1."""
    world.read_in(language)
    FOLDER.mkdir(parents=True, exist_ok=True)
    async with look(ADMIN, theme=theme, size=size) as seen:
        for path in (own(each, ADMIN) for each in pages_of(app)):
            await seen.open(path)
            name = path.removeprefix(ROOT).strip("/").replace("/", "-")[:60] or "today"
            picture = FOLDER / f"{name}.{language}.{theme}.{size}.png"
            await seen.page.screenshot(path=picture, full_page=True)
            assert picture.stat().st_size > 0
