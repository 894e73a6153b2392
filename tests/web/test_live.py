"""Sending by a real relay, watched on the page: what comes back, what is unclear, what breaks."""

import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PEOPLE = ("kultur@kreis-borken.example", "m.yilmaz@ahlen.example", "arts@york.example")


@pytest.fixture
def plan(relay: Any, opened: Page) -> Page:
    """The plan of six mails, by the relay."""
    opened.locator("#top").get_by_role("link", name=re.compile("Senden")).click()
    expect(opened.locator("#send button")).to_have_text("Jetzt 6 Mails senden")
    return opened


def arrived(relay: Any) -> dict[str, int]:
    return {address: len(mails) for address, mails in relay.mails.items()}


def test_what_the_server_says_is_shown(plan: Page, relay: Any) -> None:
    """Accepted, put off and refused stand there in numbers; each mail's story has the reply."""
    first, second, third = PEOPLE
    relay.replies = {second: "451 4.7.1 Spaeter bitte", third: "550 5.1.1 Unbekannt"}
    plan.locator("#send button").click()

    sending = plan.locator("#sending")
    expect(sending).to_contain_text("2 Mails wurden vom Mailserver angenommen")
    expect(sending).to_contain_text("2 Mails wurden vorerst nicht angenommen")
    expect(sending).to_contain_text("2 Mails wurden abgelehnt")
    assert arrived(relay) == {first: 2}
    sending.get_by_role("link", name="Wer was bekommen hat").click()
    plan.locator(".mailing details summary").first.click()
    expect(plan.locator(".mailing").first).to_contain_text("451 4.7.1 Spaeter bitte")
    plan.locator(".mailing").first.get_by_role("link", name=re.compile("york")).click()
    expect(plan.get_by_role("heading", level=1)).to_contain_text("arts@york.example")
    expect(plan.locator(".mailing").first).to_contain_text("550 5.1.1 Unbekannt")


def test_a_mail_goes_out_again_on_her_word(plan: Page, relay: Any) -> None:
    """What was refused waits for a word; one word for all sends them again, and once."""
    third = PEOPLE[2]
    relay.replies = {third: "550 5.1.1 Unbekannt"}
    plan.locator("#send button").click()
    expect(plan.locator("#sending")).to_contain_text("2 Mails wurden abgelehnt")
    relay.replies = {}
    plan.get_by_role("link", name="Wer was bekommen hat").click()
    together = plan.locator(".question", has_text="Für alle 2 abgelehnten Mails")
    together.get_by_label("Woher").fill("Das Postfach ist eingerichtet")
    together.get_by_role("button", name="Alle noch einmal senden").click()
    expect(plan.locator("#questions")).to_have_count(0)
    plan.locator("#top").get_by_role("link", name=re.compile("Senden")).click()
    plan.locator("#send button").click()
    expect(plan.locator("#sending")).to_contain_text("2 Mails wurden vom Mailserver angenommen")

    assert arrived(relay) == dict.fromkeys(PEOPLE, 2)


def test_progress_is_told_while_it_goes(plan: Page, relay: Any) -> None:
    """The bar moves in every window while mails go out; closing one window changes nothing."""
    relay.holds = True
    plan.locator("#send button").click()
    assert relay.holding.wait(20)
    second = plan.context.new_page()
    second.goto(plan.url)
    expect(second.locator("#progress")).to_have_attribute("max", "6")
    expect(plan.locator("#send")).to_have_count(0)
    plan.close()
    relay.go_on.set()

    expect(second.locator("#sending")).to_contain_text("6 Mails wurden vom Mailserver angenommen")
    assert arrived(relay) == dict.fromkeys(PEOPLE, 2)


def test_stop_stops_after_what_is_under_way(plan: Page, relay: Any) -> None:
    """Stopped on the page, the rest waits, and goes out with the next sending: once each."""
    relay.holds = True
    plan.locator("#send button").click()
    assert relay.holding.wait(20)
    plan.get_by_role("button", name="Anhalten").click()
    relay.go_on.set()
    expect(plan.locator("#send button")).to_have_text(re.compile("Jetzt [1-5] Mails? senden"))
    plan.locator("#send button").click()
    expect(plan.locator("#main")).to_contain_text("nichts zu senden")

    assert arrived(relay) == dict.fromkeys(PEOPLE, 2)


RUN = """
import sys
import time
from datetime import datetime
from pathlib import Path
from rundbrief.web import open_page
serving = open_page(Path(sys.argv[1]), environment={}, now=datetime(2025, 8, 4, 9))
print(serving.url, flush=True)
serving.run()
"""


@pytest.fixture
def started(small_workspace: Path) -> Any:
    """The page's server as a process of its own, to be ended as a terminal does."""
    running = []

    def start() -> tuple[subprocess.Popen[str], str]:
        process = subprocess.Popen(
            [sys.executable, "-c", RUN, str(small_workspace)], stdout=subprocess.PIPE, text=True
        )
        running.append(process)
        assert process.stdout
        return process, process.stdout.readline().strip()

    yield start
    for each in running:
        each.kill()
        each.communicate()


def wait_until_closed(url: str) -> None:
    """Until the page's server answers nobody any more: it is ending."""
    until, port = time.monotonic() + 20, urlsplit(url).port
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port or 0), 1).close()
        except OSError:
            return
        time.sleep(0.05)
    pytest.fail("it goes on serving")


def enter(page: Page, url: str) -> None:
    """The browser may ask that server, too."""
    page.context.route(f"{url.partition('?')[0]}**", lambda route: route.continue_())
    page.goto(url)


def begin(page: Page, url: str) -> None:
    enter(page, url)
    page.locator("#top").get_by_role("link", name=re.compile("Senden")).click()
    page.locator("#send button").click()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
def test_ctrl_c_loses_nothing_and_doubles_nothing(relay: Any, started: Any, page: Page) -> None:
    """Ctrl-C amid a sending waits for the mail under way; the next start sends the rest."""
    relay.holds = True
    process, url = started()
    begin(page, url)
    assert relay.holding.wait(20)
    process.send_signal(signal.SIGINT)
    wait_until_closed(url)
    relay.go_on.set()
    assert process.wait(20) in {0, -signal.SIGINT}
    so_far = sum(arrived(relay).values())
    _, url = started()
    enter(page, url)
    page.locator("#top").get_by_role("link", name=re.compile("Senden")).click()
    expect(page.locator("#send button")).to_have_text(re.compile(rf"Jetzt {6 - so_far} Mails? "))
    page.locator("#send button").click()
    expect(page.locator("#main")).to_contain_text("nichts zu senden")

    assert 0 < so_far < 6
    assert arrived(relay) == dict.fromkeys(PEOPLE, 2)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
def test_a_kill_leaves_one_unclear_mail_to_her_word(relay: Any, started: Any, page: Page) -> None:
    """Killed between the last dot and the reply, that mail is named, and settled on the page."""
    relay.holds = True
    process, url = started()
    begin(page, url)
    assert relay.holding.wait(20)
    process.kill()
    process.wait()
    relay.go_on.set()
    _, url = started()
    enter(page, url)
    page.locator("#top").get_by_role("link", name="Versandt").click()
    question = page.locator(".question")
    expect(question).to_have_count(1)
    question.get_by_label("Woher").fill("Sie hat angerufen")
    question.get_by_role("button", name="Ging hinaus").click()
    expect(page.locator(".question")).to_have_count(0)
    page.locator("#top").get_by_role("link", name=re.compile("Senden")).click()
    expect(page.locator("#send button")).to_have_text("Jetzt 5 Mails senden")
    page.locator("#send button").click()
    expect(page.locator("#main")).to_contain_text("nichts zu senden")

    assert arrived(relay) == dict.fromkeys(PEOPLE, 2)


def test_a_lost_server_is_told(plan: Page, relay: Any, small_workspace: Path) -> None:
    """Where the relay can't be reached nothing is lost: all wait, and the page says why."""
    path = small_workspace / "rundbrief.toml"
    text = path.read_text("utf-8")
    path.write_text(text.replace(f"port = {relay.port}", "port = 1"), "utf-8")
    expect(plan.locator("#send")).to_be_visible()
    stale = plan.locator("#send input[name=hash]")
    expect(stale).not_to_have_value("")
    plan.reload()
    plan.locator("#send button").click()

    expect(plan.locator("#sending")).to_contain_text(re.compile("127.0.0.1|Mailserver"))
    expect(plan.locator("#send button")).to_have_text("Jetzt 6 Mails senden")
    assert arrived(relay) == {}
