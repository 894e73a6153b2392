"""The pages by their addresses: each parses what was asked, calls the desk, and shows.

GET  …  ─▶ a page                POST … ─▶ one of the desk's functions ─▶ a page
/news   ─▶ what happened, as it happens
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route

from rundbrief.desk import look
from rundbrief.preview import View
from rundbrief.web.acting import ORDERS, Next, edit_now
from rundbrief.web.asking import new_page, proof_page, sheet_page, start_page
from rundbrief.web.drawing import Told, language_of
from rundbrief.web.forms import edit_page, form_page
from rundbrief.web.letters import letters_page
from rundbrief.web.mail import POLICY, SHEET_POLICY, mail_html
from rundbrief.web.plans import plan_page
from rundbrief.web.publishing import report_page, site_page
from rundbrief.web.session import Session
from rundbrief.web.standing import doctor_page, guests_page, people_page, status_page
from rundbrief.web.state import Place
from rundbrief.web.telling import mail_bytes, story_page
from rundbrief.wording import Language

HERE = Path(__file__).parent
FILES = {"/page.css": "text/css", "/page.js": "text/javascript"}
TOLD = "told"

Answer = Callable[[Request], Awaitable[Response]]
Page = Callable[[Session, Language, Place, Told | None], str]


PAGES: dict[str, Page] = {
    "/": letters_page,
    "/plan": plan_page,
    "/status": status_page,
    "/people": people_page,
    "/guests": guests_page,
    "/doctor": doctor_page,
    "/proof": proof_page,
    "/new": new_page,
    "/edit": edit_page,
    "/start": start_page,
    "/site": site_page,
    "/story": story_page,
}
# What is no page of ours but a document of its own, with its own styles.
SHEETS: dict[str, Callable[[Session, Place, Language], str]] = {
    "/sheet": sheet_page,
    "/report": report_page,
}


def application(session: Session) -> Starlette:
    """All pages of that session's workspace."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await session.begin()
        try:
            yield
        finally:
            await session.end()

    async def news(_: Request) -> Response:
        return StreamingResponse(session.news.listen(session.saves), media_type="text/event-stream")

    routes = [
        *(Route(path, _page(session, page)) for path, page in PAGES.items()),
        *(Route(path, _order(session, path), methods=["POST"]) for path in ORDERS),
        Route("/edit", _edit(session), methods=["POST"]),
        Route("/mail", _mail(session)),
        *(Route(path, _sheet(session, sheet)) for path, sheet in SHEETS.items()),
        Route("/eml", _eml(session)),
        Route("/news", news),
        *(Route(path, _file(path, kind)) for path, kind in FILES.items()),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


def _page(session: Session, page: Page) -> Answer:
    async def answer(request: Request) -> Response:
        kept = session.kept(request.query_params.get(TOLD, ""))
        told = kept if isinstance(kept, Told) else None
        place = Place.read(request.query_params)
        language = language_of(request)
        return HTMLResponse(await session.call(_drawn, session, page, language, place, told))

    return answer


def _drawn(
    session: Session, page: Page, language: Language, place: Place, told: Told | None
) -> str:
    """The page; where there is no workspace to show, the one that makes one."""
    if session.seen() is None:
        return start_page(session, language, place, told)
    return page(session, language, place, told)


def _order(session: Session, path: str) -> Answer:
    async def answer(request: Request) -> Response:
        fields = await _fields(request)
        there: Next = await session.call(ORDERS[path], session, fields, language_of(request))
        address, told = there
        if told.lines or told.problems:
            mark = "&" if "?" in address else "?"
            typed = fields if told.problems else {}
            address = f"{address}{mark}{TOLD}={session.keep(replace(told, typed=typed))}"
        session.changed()
        return RedirectResponse(address, 303)

    return answer


def _edit(session: Session) -> Answer:
    async def answer(request: Request) -> Response:
        fields = await _fields(request)
        edited = await session.call(edit_now, session, fields)
        place, language = Place(file=fields.get("file", "")), language_of(request)
        if edited.is_saved:
            session.changed()
            return RedirectResponse(place.link(), 303)
        draw = partial(
            form_page,
            is_refused=not edited.focus,
            is_checked=edited.is_checked,
            focus=edited.focus,
        )
        html = await session.call(draw, session, language, place, edited.form, edited.problems)
        return HTMLResponse(html, 200 if edited.focus else 422)

    return answer


def _mail(session: Session) -> Answer:
    async def answer(request: Request) -> Response:
        place = Place.read(request.query_params)
        found = await session.call(_looked, session, place)
        if not isinstance(found, View):
            return Response(status_code=found)
        headers = {"content-security-policy": POLICY, "content-language": found.language}
        return HTMLResponse(mail_html(found, place.tab), headers=headers)

    return answer


def _looked(session: Session, place: Place) -> View | int:
    """The mail, or the answer's status where there is none: 204 where it must be mended first."""
    seen = session.seen()
    looked = look(seen, place.wish)[0] if seen else None
    if seen is None or looked:
        return looked.view if looked else 404
    known = {*(each.file for each in seen.contents.subjects), *(one.file for one in seen.problems)}
    return 204 if place.file in known else 404


def _sheet(session: Session, sheet: Callable[[Session, Place, Language], str]) -> Answer:
    async def answer(request: Request) -> Response:
        place = Place.read(request.query_params)
        html = await session.call(sheet, session, place, language_of(request))
        return HTMLResponse(html, 200 if html else 404, {"content-security-policy": SHEET_POLICY})

    return answer


def _eml(session: Session) -> Answer:
    async def answer(request: Request) -> Response:
        content = await session.call(mail_bytes, session, Place.read(request.query_params))
        if content is None:
            return Response(status_code=404)
        headers = {"content-disposition": 'attachment; filename="mail.eml"'}
        return Response(content, media_type="message/rfc822", headers=headers)

    return answer


async def _fields(request: Request) -> dict[str, str]:
    """A form's fields (application/x-www-form-urlencoded); what several say, with commas."""
    body = (await request.body()).decode("utf-8", "replace")
    fields: dict[str, str] = {}
    for name, value in parse_qsl(body, keep_blank_values=True):
        fields[name] = ", ".join(filter(None, (fields.get(name), value)))
    return fields


def _file(path: str, kind: str) -> Callable[[Request], Response]:
    def answer(_: Request) -> Response:
        return FileResponse(HERE / path[1:], media_type=kind)

    return answer
