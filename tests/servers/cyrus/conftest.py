"""A stranger's calendar: Cyrus IMAP takes each mail as its reader's server would.

    mail ──LMTP──▶ Sieve: processimip ──▶ the reader's calendar ──CalDAV──▶ the test reads it back
                    └─▶ what it did, as the reason why the mail itself is refused

It finds the entry by UID, merges a REQUEST into it, marks it by a CANCEL. It does not compare
SEQUENCE or DTSTAMP: what came last is what it has (tried, 3.6.1); that strictness is for the
model in `tests/life`. On a CANCEL it counts its own SEQUENCE up by one, and an entry that it
changes keeps the old TRANSP behind the new one.
"""

import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from http.client import HTTPConnection
from pathlib import Path
from shutil import which
from smtplib import LMTP, SMTPDataError
from socket import create_connection
from subprocess import DEVNULL, Popen
from tempfile import mkdtemp
from typing import Any

import pytest

HERE = Path(__file__).parent
CONFIGURATION = ("imapd.conf", "cyrus.conf")
FOLDERS = ("state", "mail", "sieve", "temp", "run")
PATIENCE = 30.0

REPORT = b"""\
<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
  <D:prop><C:calendar-data/></D:prop>
  <C:filter><C:comp-filter name="VCALENDAR"/></C:filter>
</C:calendar-query>"""
DATA = re.compile(
    r"<C:calendar-data[^>]*>(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?</C:calendar-data>", re.DOTALL
)


@dataclass(frozen=True)
class Cyrus:
    """A running Cyrus; a user is an address, and any password is right."""

    folder: Path
    lmtp: int
    sieve: int
    http: int

    def said(self) -> str:
        """Nothing: it speaks to the system's log alone."""
        return ""

    def open(self, address: str) -> None:
        """A mailbox that takes invitations, and an empty calendar."""
        with LMTP("127.0.0.1", self.lmtp) as lmtp:
            lmtp.sendmail("", [address], b"Subject: welcome\r\n\r\n")  # which makes the mailbox
        assert self._dav(address, "PROPFIND", "")[0] == 207  # which makes the calendars
        script = (HERE / "imip.sieve").read_bytes()
        login = b64encode(f"\0{address}\0any".encode()).decode()
        with create_connection(("127.0.0.1", self.sieve), timeout=PATIENCE) as connection:
            said = connection.makefile("rb")
            # ManageSieve, RFC 5804
            for words in (
                b"",
                f'AUTHENTICATE "PLAIN" "{login}"\r\n'.encode(),
                b'PUTSCRIPT "imip" {%d+}\r\n%b\r\n' % (len(script), script),
                b'SETACTIVE "imip"\r\n',
            ):
                connection.sendall(words)
                while not (line := said.readline()).startswith(b"OK"):
                    assert line, "Cyrus hung up"
                    assert not line.startswith((b"NO", b"BYE")), line

    def deliver(self, address: str, sender: str, mail: bytes) -> str:
        """Hand a mail over; what its calendar did: `added`, `updated`, or what went wrong."""
        with LMTP("127.0.0.1", self.lmtp) as lmtp, pytest.raises(SMTPDataError) as refused:
            lmtp.sendmail(sender, [address], mail)
        said = refused.value.smtp_error
        assert isinstance(said, bytes)
        return re.sub(rb"[\d.]+ ", b"", said).decode().strip()

    def calendar(self, address: str) -> list[str]:
        """Every entry of the reader's calendar, as it was stored."""
        status, body = self._dav(address, "REPORT", "Default/", REPORT)
        assert status == 207, body
        return [unescape(found) for found in DATA.findall(body)]

    def accept(self, address: str) -> None:
        """The reader presses Accept: their client writes the answer into their only entry."""
        (entry,) = self.calendar(address)
        assert "PARTSTAT=NEEDS-ACTION" in entry
        name = re.search(
            r"<D:href>[^<]*/([^/<]+\.ics)<", self._dav(address, "REPORT", "Default/", REPORT)[1]
        )
        assert name
        accepted = entry.replace("PARTSTAT=NEEDS-ACTION", "PARTSTAT=ACCEPTED")
        status, body = self._dav(address, "PUT", f"Default/{name[1]}", accepted.encode())
        assert status in (201, 204), body

    def _dav(self, address: str, method: str, path: str, body: bytes = b"") -> tuple[int, str]:
        login = b64encode(f"{address}:any".encode()).decode()
        kind = "text/calendar" if method == "PUT" else "application/xml"
        heads = {"Authorization": f"Basic {login}", "Depth": "1", "Content-Type": kind}
        # The organiser is elsewhere, and the answer goes there by mail, not by this server.
        heads["Schedule-Reply"] = "F"
        http = HTTPConnection("127.0.0.1", self.http, timeout=PATIENCE)
        try:
            http.request(method, f"/dav/calendars/user/{address}/{path}", body, heads)
            answer = http.getresponse()
            return answer.status, answer.read().decode()
        finally:
            http.close()


@pytest.fixture(scope="session")
def cyrus(machine: Any) -> Iterator[Cyrus]:
    """Cyrus, started; its folder goes with it."""
    program = which("cyrmaster", path=machine.path)
    if program is None:
        pytest.fail("This test needs Cyrus: run `sh tests/servers.sh`.", pytrace=False)
    # Not pytest's own: its user must reach it, and a socket's path is short.
    folder = Path(mkdtemp(prefix="rundbrief-cyrus-", dir="/tmp"))
    made = Cyrus(folder, *machine.free_ports(3))
    folder.chmod(0o755)
    for name in FOLDERS:
        (folder / name).mkdir()
    for name in CONFIGURATION:
        text = (HERE / name).read_text(encoding="utf-8").format(**vars(made))
        (folder / name).write_text(text, encoding="utf-8")
    machine.as_root("chown", "-R", "cyrus:mail", str(folder))
    words = ["-C", folder / "imapd.conf", "-M", folder / "cyrus.conf", "-p", folder / "run" / "pid"]
    server = Popen([*machine.sudo(), program, *map(str, words)], stdout=DEVNULL, stderr=DEVNULL)
    try:
        machine.until_heard(made, made.http)
        yield made
    finally:
        machine.as_root("kill", str(server.pid))
        server.wait(PATIENCE)
        machine.as_root("rm", "-rf", str(folder))
