"""The pages by their addresses: each parses what was asked, calls the desk, and shows.

GET  …  ─▶ a page                POST … ─▶ one of the desk's functions ─▶ a page
/news   ─▶ what happened, as it happens
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response, StreamingResponse
from starlette.routing import Route

from rundbrief.desk import look
from rundbrief.preview import View
from rundbrief.web.drawing import language_of
from rundbrief.web.letters import letters_page
from rundbrief.web.mail import POLICY, mail_html
from rundbrief.web.session import Session
from rundbrief.web.state import Place

HERE = Path(__file__).parent
FILES = {"/page.css": "text/css", "/page.js": "text/javascript"}


def application(session: Session) -> Starlette:
    """All pages of that session's workspace."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await session.begin()
        try:
            yield
        finally:
            await session.end()

    async def letters(request: Request) -> Response:
        place, language = Place.read(request.query_params), language_of(request)
        return HTMLResponse(await session.call(letters_page, session, place, language))

    async def mail(request: Request) -> Response:
        place = Place.read(request.query_params)
        found = await session.call(_mail, session, place)
        if not isinstance(found, View):
            return Response(status_code=found)
        headers = {"content-security-policy": POLICY, "content-language": found.language}
        return HTMLResponse(mail_html(found, place.tab), headers=headers)

    async def news(_: Request) -> Response:
        return StreamingResponse(session.news.listen(), media_type="text/event-stream")

    routes = [
        Route("/", letters),
        Route("/mail", mail),
        Route("/news", news),
        *(Route(path, _file(path, kind)) for path, kind in FILES.items()),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


def _mail(session: Session, place: Place) -> View | int:
    """The mail, or the answer's status where there is none: 204 where it must be mended first."""
    seen = session.seen()
    looked = look(seen, place.wish)[0] if seen else None
    if seen is None or looked:
        return looked.view if looked else 404
    known = {*(each.file for each in seen.contents.subjects), *(one.file for one in seen.problems)}
    return 204 if place.file in known else 404


def _file(path: str, kind: str) -> Callable[[Request], Response]:
    def answer(_: Request) -> Response:
        return FileResponse(HERE / path[1:], media_type=kind)

    return answer
