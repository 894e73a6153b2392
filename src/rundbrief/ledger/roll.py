"""Everyone on the lists, each address once: a table in a temporary file, whatever their number.

    lists ─▶ fill ─▶ person(address, name, …, profile) ─▶ read again and again, in their order
                        │        profile(tier, tags, …)   what many have in common
                        │        former(identity, heir)   addresses that were replaced
                        └▶ duplicates meet in the index on identity

The file has no name and goes with the process: nothing of a list stays on the disk. The same
connection sees the ledger beside it where `holdings` asks, so that the two are compared where they
lie and not in memory.
"""

import json
import sqlite3
import weakref
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from itertools import chain, islice, repeat
from typing import Any

from rundbrief.planning import Membership, Succession, succession_problems
from rundbrief.problems import Problem, Severity
from rundbrief.recipients import Consent, FormOfAddress, Recipient

SHAPE = """
PRAGMA journal_mode = OFF;
PRAGMA cache_size = -4000;
CREATE TABLE profile (
    id INTEGER PRIMARY KEY, form TEXT, tier TEXT, tags TEXT, language TEXT, file TEXT
);
CREATE TABLE person (
    id INTEGER PRIMARY KEY, address TEXT, identity TEXT, words TEXT, former TEXT, consent TEXT,
    profile INTEGER, line INTEGER, opted_out INTEGER NOT NULL DEFAULT 0,
    forgotten INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE former (identity TEXT, heir TEXT);
CREATE TABLE answered (identity TEXT PRIMARY KEY, answer TEXT) WITHOUT ROWID;
CREATE TABLE item (
    id INTEGER PRIMARY KEY, person INTEGER, stranger TEXT, answer TEXT, message_ids TEXT, lacks TEXT
);
"""
# Blank in the table where it is the identity itself, as most are.
ADDRESS = "coalesce(nullif(p.address, ''), p.identity)"
# `words` are the office, the title, both names and the place: one cell takes half the time of five.
PERSON = f"{ADDRESS}, p.identity, p.words, p.former, p.consent, p.profile, p.line"
INSERT = (
    "INSERT INTO person (address, identity, words, former, consent, profile, line)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)
BETWEEN = "\n"  # never in a cell
BLOCK = 256  # recipients at a time: their columns' loops are the interpreter's own
SHOWN = 100  # problems of one kind in one list; the rest are counted


class Roll(Collection[Recipient]):
    """Who is written to, in the order of the lists; `problems` are those of filling it."""

    def __init__(self, outcomes: Iterable[Recipient | Problem] = ()) -> None:
        # Used by one thread, but let go of wherever its last reader is forgotten.
        self.database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        weakref.finalize(self, self.database.close)
        self.database.executescript(SHAPE)
        self.database.create_function("blanks", 1, _blanks, deterministic=True)
        self._profiles = _Profiles()
        self._said = _Said()
        with self.writing():
            self.database.executemany(INSERT, chain.from_iterable(self._rows(outcomes)))
            self._write_profiles()
            self.database.execute("CREATE INDEX person_identity ON person (identity)")
            self._count = int(self._value("SELECT count(DISTINCT identity) FROM person"))
            if self._count < self._value("SELECT count(*) FROM person"):
                self._part_doubles()
            self._write_formers()
        self.problems = tuple(self._said.problems())

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction: what stands in it is written at once, and what is read stands still."""
        self.database.execute("BEGIN")
        yield
        self.database.execute("COMMIT")

    def __len__(self) -> int:
        """How many addresses."""
        return self._count

    def __iter__(self) -> Iterator[Recipient]:
        """Everyone, in the order of the lists."""
        return self._read("ORDER BY p.id")

    def __contains__(self, recipient: object) -> bool:
        """Whether this very row is on the lists."""
        return isinstance(recipient, Recipient) and self.find(recipient.identity) == recipient

    def known(self) -> Iterator[Recipient]:
        """Everyone who was not erased from the ledger, once it has marked them."""
        return self._read("WHERE NOT p.forgotten ORDER BY p.id")

    def find(self, identity: str) -> Recipient | None:
        """Whoever has that identity now."""
        return next(self._read("WHERE p.identity = ?", identity), None)

    def has(self, identity: str) -> bool:
        """Whether that one is on a list."""
        return bool(self._value("SELECT count(*) FROM person WHERE identity = ?", identity))

    def tiers(self) -> Iterable[str]:
        """Every tier that somebody has."""
        return [tier for (tier,) in self._rows_of("SELECT DISTINCT tier FROM profile") if tier]

    def tags(self) -> Iterable[str]:
        """Every tag that somebody has."""
        return [
            tag
            for (tags,) in self._rows_of("SELECT DISTINCT tags FROM profile")
            for tag in _split(tags)
        ]

    def addresses(self) -> Iterable[str]:
        """Everyone's address."""
        rows = self._rows_of(f"SELECT {ADDRESS} FROM person p ORDER BY p.id")
        return (address for (address,) in rows)

    def members(self, membership: Membership) -> Iterator[Recipient]:
        """Those who belong, in the order of the lists."""
        return self._read(f"WHERE {self.belongs(membership)} ORDER BY p.id")

    def kinds(self, membership: Membership) -> Iterator[Recipient]:
        """The first of each kind: they share tier, tags, language and file, and lack the same."""
        first = f"SELECT min(p.id) FROM person p WHERE {self.belongs(membership)}"
        alike = "GROUP BY p.profile, blanks(p.words)"
        return self._read(f"WHERE p.id IN ({first} {alike}) ORDER BY p.id")

    def belongs(self, membership: Membership) -> str:
        """The same as a condition on `person p`; names in it are quoted."""
        profiles = [
            str(number) for key, number in self._profiles.items() if membership.fits(key[1], key[2])
        ]
        named = ", ".join(map(_quoted, sorted(membership.addresses)))
        return f"(p.profile IN ({', '.join(profiles)}) OR p.identity IN ({named}))"

    def succession_problems(self) -> list[Problem]:
        """Former addresses of which nobody can say who has them."""
        return list(succession_problems(self._twice(), self._listed()))

    def _twice(self) -> Iterator[Succession]:
        rows = self._rows_of(
            "SELECT f.heir, f.identity, o.heir FROM former f"
            " JOIN (SELECT identity, heir, min(rowid) AS first FROM former GROUP BY identity"
            " HAVING count(*) > 1) o ON o.identity = f.identity AND f.rowid > o.first"
        )
        return self._successions(rows)

    def _listed(self) -> Iterator[Succession]:
        rows = self._rows_of(
            "SELECT f.heir, f.identity, f.identity FROM former f"
            " JOIN person p ON p.identity = f.identity AND f.heir <> f.identity"
            " WHERE f.rowid = (SELECT min(rowid) FROM former WHERE identity = f.identity)"
        )
        return self._successions(rows)

    def _successions(self, rows: Iterable[tuple[Any, ...]]) -> Iterator[Succession]:
        for heir, former, other in list(rows):
            one, two = self.find(heir), self.find(other)
            if one and two:
                yield Succession(one, former, two)

    def heirs(self) -> dict[str, str]:
        """Who has each former address now: from that identity to the present one."""
        return dict(self._rows_of("SELECT identity, heir FROM former"))

    def recipient(self, row: Sequence[Any]) -> Recipient:
        """A row of `PERSON` as it was on its list."""
        address, identity, words, former, consent, profile, line = row
        office, title, given, family, place = words.split(BETWEEN)
        form, tier, tags, language, file = self._profiles.known[profile]
        return tuple.__new__(
            Recipient,
            (
                *(address, identity, office, form, title, given, family, tier, place, tags),
                *(language, _split(former), _consent(consent), file, line),
            ),
        )

    def _read(self, which: str, *values: object) -> Iterator[Recipient]:
        rows = self._rows_of(f"SELECT {PERSON} FROM person p {which}", *values)
        return map(self.recipient, rows)

    def _rows_of(self, query: str, *values: object) -> Iterator[tuple[Any, ...]]:
        return iter(self.database.execute(query, values))

    def _value(self, query: str, *values: object) -> Any:
        return self.database.execute(query, values).fetchone()[0]

    def _rows(self, outcomes: Iterable[Recipient | Problem]) -> Iterator[Iterable[tuple[Any, ...]]]:
        rest = iter(outcomes)
        while block := list(islice(rest, BLOCK)):
            if set(map(type, block)) != {Recipient}:
                for each in block:
                    if isinstance(each, Problem):
                        self._said.add(each)
                block = [each for each in block if isinstance(each, Recipient)]
            if block:
                yield self._rows_of_block(block)

    def _rows_of_block(self, block: Sequence[Any]) -> Iterable[tuple[Any, ...]]:
        (
            address,
            identity,
            office,
            form,
            title,
            given,
            family,
            tier,
            place,
            tags,
            language,
            former,
            consent,
            file,
            line,
        ) = zip(*block, strict=True)
        words = zip(office, title, given, family, place, strict=True)
        profiles = zip(form, tier, tags, language, file, strict=True)
        others = ["" if one == two else one for one, two in zip(address, identity, strict=True)]
        # Blank, not NULL, which the driver takes half a microsecond to look up.
        formers = map(BETWEEN.join, former) if any(former) else repeat("")
        consents = map(_said, consent) if any(consent) else repeat("")
        numbers = map(self._profiles.__getitem__, profiles)
        # repeat() has no end, so there is nothing to be strict about.
        return zip(
            others,
            identity,
            map(BETWEEN.join, words),
            formers,
            consents,
            numbers,
            line,
            strict=False,
        )

    def _write_profiles(self) -> None:
        rows = (
            (number, form and str(form), tier, BETWEEN.join(tags), language, file)
            for (form, tier, tags, language, file), number in self._profiles.items()
        )
        self.database.executemany("INSERT INTO profile VALUES (?, ?, ?, ?, ?, ?)", rows)

    def _part_doubles(self) -> None:
        """Each address once: the first stays, a later one becomes a warning that names both."""
        first = "SELECT identity, min(id) AS id FROM person GROUP BY identity HAVING count(*) > 1"
        doubled = self._rows_of(
            f"SELECT {ADDRESS}, k.file, p.line, o.file, f.line"
            f" FROM ({first}) d JOIN person p ON p.identity = d.identity AND p.id > d.id"
            " JOIN person f ON f.id = d.id JOIN profile k ON k.id = p.profile"
            " JOIN profile o ON o.id = f.profile ORDER BY p.id"
        )
        for address, file, line, kept_file, kept_line in doubled:
            values = {"address": address, "file": kept_file, "line": kept_line}
            code, severity = "recipients.address-twice", Severity.WARNING
            self._said.add(Problem(file, line, "", code, values, severity))
        self.database.execute(
            "DELETE FROM person WHERE id IN (SELECT p.id FROM person p"
            f" JOIN ({first}) d ON p.identity = d.identity AND p.id > d.id)"
        )

    def _write_formers(self) -> None:
        rows = self.database.execute(
            "SELECT former, identity FROM person WHERE former <> '' ORDER BY id"
        ).fetchall()
        self.database.executemany(
            "INSERT INTO former VALUES (?, ?)",
            ((each, heir) for former, heir in rows for each in _split(former)),
        )
        self.database.execute("CREATE INDEX former_identity ON former (identity)")


def _blanks(words: str) -> str:
    """Which of them are empty."""
    return "".join("." if word else " " for word in words.split(BETWEEN))


class _Profiles(dict[tuple[Any, ...], int]):
    """What many rows have in common: form of address, tier, tags, language, file; numbered."""

    def __init__(self) -> None:
        super().__init__()
        self.known: list[tuple[Any, ...]] = [()]  # by their numbers, which begin with 1

    def __missing__(self, key: tuple[Any, ...]) -> int:
        number = self[key] = len(self.known)
        self.known.append(key)
        return number


class _Said:
    """Problems, at most `SHOWN` of one kind in one list; then how many more there are."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()
        self._problems: list[Problem] = []
        self._last: dict[tuple[str, str], Problem] = {}

    def add(self, problem: Problem) -> None:
        kind = problem.file, problem.code
        self._counts[kind] += 1
        if self._counts[kind] <= SHOWN:
            self._problems.append(problem)
            self._last[kind] = problem

    def problems(self) -> Iterator[Problem]:
        yield from self._problems
        for kind, count in self._counts.items():
            if count > SHOWN:
                last = self._last[kind]
                values = {"count": count - SHOWN, "last": last.line or 0}
                yield replace(last, line=None, field="", code="recipients.more", values=values)


def _split(text: str | None) -> tuple[str, ...]:
    return tuple(text.split(BETWEEN)) if text else ()


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _said(consent: Consent | None) -> str:
    if not consent:
        return ""
    given_on = consent.given_on.isoformat() if consent.given_on else None
    return json.dumps([consent.basis, consent.source, given_on])


def _consent(text: str) -> Consent | None:
    if not text:
        return None
    basis, source, given_on = json.loads(text)
    return Consent(basis, source, date.fromisoformat(given_on) if given_on else None)


def stranger(text: str) -> Recipient:
    """Whoever is on no list, as the ledger last knew them: a row of JSON."""
    address, identity, display_name, said, former = json.loads(text)
    known = said or {"office": display_name}
    form = known.pop("form_of_address", None)
    return Recipient(
        address=address,
        identity=identity,
        form_of_address=FormOfAddress(form) if form else None,
        former=tuple(former),
        **known,
    )
