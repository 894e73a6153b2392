"""Who may ask: this browser, on this machine, from our own page. Everyone else gets a refusal.

    request ─▶ Host ours? ─▶ Origin ours? ─▶ cookie?  ─▶ the page
                                └─▶ token in the address ─▶ cookie, and the address without it

The token stands in the address that the terminal shows; the cookie keeps it out of every other.
Against a page elsewhere that knows our port: SameSite, Origin and Sec-Fetch-Site. Against a name
that is made to point here (DNS rebinding): Host. RFC 6265 §5.3 and its revision; Fetch §3.2.
"""

from hmac import compare_digest
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK: Final = "127.0.0.1"
WORD: Final = "token"  # the name by which the address holds it
MOST: Final = 1_000_000  # bytes of a form; a meeting's file is a hundredth of it

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
HEADERS: Final = {
    "content-security-policy": POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    # Not "no-referrer": with it a form's Origin is "null" (Fetch §3.2).
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}


class Guard:
    """The application behind the checks. `token` is a word no one can guess, `port` its own."""

    def __init__(self, app: ASGIApp, *, token: str, port: int) -> None:
        self._app, self._token = app, token
        self._hosts = {f"{LOOPBACK}:{port}", f"localhost:{port}"}
        # Cookies don't know ports (RFC 6265 §8.5): two workspaces keep theirs apart by the name.
        self._cookie = f"rundbrief-{port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # a websocket is nobody of ours; the server closes it
        request = Request(scope)
        answer: ASGIApp = self._refusal(request) or self._entrance(request) or self._app
        await answer(scope, receive, _with_headers(send))

    def _refusal(self, request: Request) -> Response | None:
        host = request.headers.get("host", "")
        if host not in self._hosts:
            return _refused("host")
        origin = request.headers.get("origin")
        is_writing = request.method not in {"GET", "HEAD"}
        if origin != f"http://{host}" and (is_writing or origin is not None):
            return _refused("origin")
        if request.headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}:
            return _refused("site")
        if int(request.headers.get("content-length") or 0) > MOST:
            return _refused("size", 413)
        return None

    def _entrance(self, request: Request) -> Response | None:
        """Let in by the cookie (None), by the token, or not at all."""
        if self._is_it(request.cookies.get(self._cookie, "")):
            return None
        if request.method == "GET" and self._is_it(request.query_params.get(WORD, "")):
            there = request.url.remove_query_params(WORD)
            inside = RedirectResponse(f"{there.path}?{there.query}".rstrip("?"), 303)
            inside.set_cookie(self._cookie, self._token, httponly=True, samesite="strict")
            return inside
        return _refused("token")

    def _is_it(self, word: str) -> bool:
        return compare_digest(word.encode(), self._token.encode())


def _refused(why: str, status: int = 403) -> Response:
    """For people who wander here; whoever attacks reads it, too, and learns nothing by it."""
    return PlainTextResponse(f"refused: {why}\n", status)


def _with_headers(send: Send) -> Send:
    async def told(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return told
