"""Who may ask the page anything: this browser, by our own page, and nobody else."""

import http.client
from collections.abc import Mapping
from typing import Any

import pytest


def asked(
    served: Any, path: str, *, method: str = "GET", headers: Mapping[str, str] = {}, body: str = ""
) -> http.client.HTTPResponse:
    """The answer to a request with just those headers beside Host."""
    connection = http.client.HTTPConnection("127.0.0.1", served.serving.port, timeout=20)
    connection.request(method, path, body or None, dict(headers))
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


@pytest.fixture
def cookie(served: Any) -> str:
    """What the browser has after the terminal's address."""
    entered = asked(served, served.url.removeprefix(served.base))
    return str(entered.headers["set-cookie"]).partition(";")[0]


def test_the_token_becomes_a_cookie(served: Any) -> None:
    """The address that the terminal shows lets in, and leads to one without the token."""
    entered = asked(served, served.url.removeprefix(served.base))

    assert (entered.status, entered.headers["location"]) == (303, "/")
    for property_ in ("HttpOnly", "SameSite=strict"):
        assert property_ in entered.headers["set-cookie"]


@pytest.mark.parametrize("path", ["/", "/mail", "/news", "/page.js", "/?token=", "/?token=guess"])
def test_without_token_and_cookie(served: Any, path: str) -> None:
    """Nobody gets in without the token, to any page."""
    assert asked(served, path).status == 403


@pytest.mark.parametrize(
    "headers",
    [
        # a name that somebody made to point here (DNS rebinding)
        {"Host": "rundbrief.example"},
        {"Host": "127.0.0.1:1"},
        # a page elsewhere that knows our port
        {"Origin": "https://foreign.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=lambda headers: " ".join(next(iter(headers.items()))),
)
def test_foreigners_are_refused(served: Any, cookie: str, headers: dict[str, str]) -> None:
    """Even with the cookie, only our own page on this machine may ask."""
    assert asked(served, "/", headers={"Cookie": cookie}).status == 200
    assert asked(served, "/", headers={"Cookie": cookie} | headers).status == 403


def test_nothing_is_done_without_an_origin(served: Any, cookie: str) -> None:
    """A POST that names no origin is nobody's."""
    answer = asked(served, "/send", method="POST", headers={"Cookie": cookie}, body="hash=1")

    assert answer.status == 403


@pytest.mark.parametrize(
    "path",
    [
        "/../rundbrief.toml",
        "/%2e%2e/rundbrief.toml",
        "/page.css/../../app.py",
        "/page.css%2f..%2fapp.py",
        "/mail?file=../recipients/liste.csv",
        "/mail?file=/etc/passwd",
    ],
)
def test_no_way_leads_to_other_files(served: Any, cookie: str, path: str) -> None:
    """An address names pages and what the workspace defines, never a path on the disk."""
    assert asked(served, path, headers={"Cookie": cookie}).status == 404


def test_what_every_answer_forbids(served: Any, cookie: str) -> None:
    """No page runs, loads or frames anything foreign; the mail's frame runs nothing at all."""
    page = asked(served, "/", headers={"Cookie": cookie}).headers
    mail = asked(
        served,
        "/mail?file=meetings/2025-09-08-kreisverwaltungen.toml",
        headers={"Cookie": cookie},
    ).headers

    assert (
        "default-src 'none'; script-src 'self'; style-src 'self'" in page["content-security-policy"]
    )
    assert "frame-ancestors 'none'" in page["content-security-policy"]
    assert "default-src 'none'; img-src data:" in mail["content-security-policy"]
    assert "script-src" not in mail["content-security-policy"]
    assert "sandbox" in mail["content-security-policy"]
    for answer in (page, mail):
        assert answer["cache-control"] == "no-store"
        assert answer["x-content-type-options"] == "nosniff"
