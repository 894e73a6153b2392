"""The ledger's face: whole batches go in and out, each call one transaction.

plan ─ confirming ─▶ pending ─ claim ─▶ sender ─ record ─▶ what became true ─ holdings ─▶ plan
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Self
from uuid import UUID

from sqlalchemy import Connection, select

from rundbrief.definitions import Answer
from rundbrief.delivery import Event
from rundbrief.ledger import (
    answers,
    claims,
    erasure,
    lists,
    schema,
    settling,
    story,
    successors,
    suppressions,
    tables,
    witness,
)
from rundbrief.ledger.claims import Claimed, Claims, Recovered
from rundbrief.ledger.confirming import Confirming
from rundbrief.ledger.database import reading, writing
from rundbrief.ledger.direct import Direct
from rundbrief.ledger.erasure import Erased
from rundbrief.ledger.holdings import Answers, Beside
from rundbrief.ledger.in_file import InFile
from rundbrief.ledger.on_server import OnServer
from rundbrief.ledger.recording import Recorder
from rundbrief.ledger.roll import Roll
from rundbrief.ledger.server import Server
from rundbrief.ledger.settling import Question, Settlement
from rundbrief.ledger.standing import MailingStanding, Standing, mailings, standing
from rundbrief.ledger.story import Frozen, Story
from rundbrief.ledger.successors import Successors
from rundbrief.ledger.suppressions import OptedOut, Suppression
from rundbrief.ledger.tables import skeleton
from rundbrief.ledger.taken import mailings as held
from rundbrief.ledger.trouble import LedgerError, Locked
from rundbrief.ledger.witness import Witness, Witnesses
from rundbrief.ledger.worker import Worker
from rundbrief.planning import Given, Got, Held, Holdings, ListChange, Mail


class Ledger:
    """What is held and what happened. Close it, or use it as a context manager."""

    def __init__(self, place: InFile | OnServer) -> None:
        self._place = place
        self._engine = place.engine
        self._is_sending = False
        self._direct: Direct | None = None
        self._recorder: Recorder | None = None
        self._claims: dict[object, Claims] = {}
        self._level = 0  # as of the last claim
        self._witnesses = Witnesses(())

    @classmethod
    def open(cls, where: Path | Server) -> Self:
        """The ledger in that place, made where there is none, brought up to date where it is old.

        Raises LedgerError where it is damaged, not a ledger, newer than this program, or can't be
        reached, read or written.
        """
        if isinstance(where, Server):
            return cls(OnServer(schema.open_on_server(where)))
        return cls(InFile(schema.open_sqlite(where), where))

    def close(self) -> None:
        """Let go of the file."""
        self._stop_recording()
        self._engine.dispose()

    @property
    def _folder(self) -> str:
        return self._place.folder

    def _stop_recording(self) -> None:
        direct, self._direct, self._recorder = self._direct, None, None
        self._claims.clear()
        if direct is not None:
            direct.close()

    def _directly(self) -> Direct:
        if self._direct is None:
            self._direct = Direct(self._engine, self._place.session)
        return self._direct

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    @contextmanager
    def beside(self, roll: Roll, transport: str) -> Iterator[Holdings]:
        """What each recipient holds by that kind of transport, as it stands now beside the lists.

        What is asked for outlives the block. Raises LedgerError where it can't be read.
        """
        with self._place.beside(roll) as bring, roll.writing():
            with reading(self._engine) as connection:
                lists.mark(connection, roll)
            roll.database.execute("DELETE FROM item")
            heirs = successors.successors(roll).heirs
            answers = self._answers_to(heirs, transport)
            yield Beside(roll, self._engine, transport, answers, bring, heirs)

    def held(self, transport: str) -> Mapping[UUID, Sequence[Held]]:
        """Every mailing by that kind of transport, by its subject, oldest first."""
        return held(self._engine, transport)

    def _answers_to(self, heirs: Mapping[str, str], transport: str) -> Answers:
        def answers_to(subject: UUID) -> Mapping[str, Answer]:
            given = self.answers([subject], transport, heirs).get(subject, {})
            return {who: each.answer for who, each in given.items() if each.answer}

        return cache(answers_to)

    @contextmanager
    def confirming(self) -> Iterator[Confirming]:
        """One durable transaction: on leaving it is on disk, or, on an exception, never was."""
        with self._writing() as connection:
            yield Confirming(connection)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A durable transaction after which no older copy of the ledger may take its place."""
        with writing(self._engine) as connection:
            yield connection
            level = witness.rise(connection)
        self._witnesses.rise(level)

    @contextmanager
    def _claiming(self) -> Iterator[Connection]:
        """The same, by the one who sends."""
        with self._place.claiming() as connection:
            yield connection
            level = witness.rise(connection)
        self._witnesses.rise(level)

    @contextmanager
    def sending(self, worker: Worker) -> Iterator[None]:
        """Be the one who sends. Raises Locked where another worker is at it."""
        with self._place.sending(worker):
            self._is_sending = True
            try:
                yield
            finally:
                self._is_sending = False
                self._rest(worker)

    def _rest(self, worker: Worker) -> None:
        """Force to the disk what the engine wrote last, and let the witnesses know."""
        is_written = self._direct is not None
        self._stop_recording()
        with self._witnesses as told, suppress(LedgerError):  # what went wrong was told before
            if is_written:
                with self._writing():
                    pass
            if told:
                told.tell(self.testimony(worker))
        self._witnesses = Witnesses(())

    def witnessed(self, paths: Collection[Path], worker: Worker) -> None:
        """Have what is sent remembered in those files, until the end of `sending`."""
        with self._writing() as connection:
            if witness.home(connection) is None:
                witness.settle_here(connection, worker, self._folder, "")
        self._witnesses = Witnesses(paths)
        self._witnesses.tell(self.testimony(worker))

    def testimony(self, worker: Worker) -> Witness:
        """What a witness would have to remember of it now."""
        with reading(self._engine) as connection:
            return witness.testify(connection, mailings(connection), worker, self._folder)

    def home(self) -> Witness | None:
        """From where it was said to send, the latest time; None before it ever did."""
        with reading(self._engine) as connection:
            return witness.home(connection)

    def settle_here(self, level: int, worker: Worker, reason: str, now: datetime) -> int:
        """Let it count from now on, above that level; how many waiting deliveries are unclear."""
        with self._writing() as connection:
            witness.outrank(connection, level)
            witness.settle_here(connection, worker, self._folder, reason)
            return witness.doubt_what_waits(connection, now)

    def questions(self) -> Sequence[Question]:
        """Every delivery that waits for the organiser's word, oldest mailing first."""
        with reading(self._engine) as connection:
            return list(settling.questions(connection))

    def settle(
        self, message_ids: Collection[str], word: Settlement, reason: str, now: datetime
    ) -> Sequence[Question]:
        """Take her word for those of them of which it can be said; these, as they were before."""
        with self._writing() as connection:
            return settling.settle(connection, message_ids, word, reason, now)

    def stories(self, who: str) -> list[Story]:
        """Every delivery to that identity, or the one of that Message-ID, oldest first."""
        with reading(self._engine) as connection:
            return list(story.stories(connection, who))

    def frozen(self, message_id: str) -> Frozen:
        """What that delivery's bytes are made of."""
        with reading(self._engine) as connection:
            return story.frozen(connection, message_id)

    def recover(self, worker: Worker, now: datetime) -> Sequence[Recovered]:
        """Settle what a crash, or a run that was stopped, left claimed or handed over.

        What was claimed by this worker or on this boot, and not handed over, is pending again;
        all else is unclear. Nothing is touched, and () comes back, while another worker sends.
        """
        if not self._is_sending:
            try:
                with self.sending(worker):
                    return self.recover(worker, now)
            except Locked:
                return ()
        worker = self._place.known_as(worker)
        with self._claiming() as connection:
            return claims.recover(connection, worker, now)

    def claim(
        self,
        count: int,
        worker: Worker,
        before: datetime,
        *,
        transport: str,
        due: claims.Due = None,
        ahead: bool = False,
    ) -> Sequence[Claimed]:
        """Up to `count` deliveries of that kind of transport, now claimed by the worker.

        Pending ones first, then deferred ones last tried before `before` (so that one run tries
        each once), oldest mailing first; empty when nothing is left to do. `due` names the
        mailings that may leave. Only while `sending`: RuntimeError otherwise. What is claimed
        `ahead` may leave only after `force`.
        """
        if not self._is_sending:
            raise RuntimeError("deliveries are claimed while sending, not otherwise")
        direct = self._directly()
        asked = worker, before, transport, None if due is None else frozenset(due)
        if asked not in self._claims:
            self._claims[asked] = Claims(direct, self._place.known_as(worker), *asked[1:])
        with direct.transaction():
            found, self._level = self._claims[asked].claim(count)
        if not ahead:
            self.force()
        return found

    def force(self) -> None:
        """What was claimed `ahead` may leave once this returns. In any thread. Raises LedgerError.

        A power cut takes nothing back any more of what was claimed and recorded before.
        """
        self._place.force()
        self._witnesses.rise(self._level)

    def waiting(
        self,
        transport: str,
        *,
        due: claims.Due = None,
        identities: Iterable[str] | None = None,
        worker: Worker | None = None,
    ) -> int:
        """How many deliveries of earlier mailings the next run of that transport will try.

        Of those to these identities, where some are given; less what `worker` would find unclear,
        which a power cut left claimed.
        """
        worker = worker and self._place.known_as(worker)
        with reading(self._engine) as connection:
            return claims.waiting(connection, transport, due, identities, worker)

    def content(self, mailing: int) -> dict[str, object]:
        """What that mailing's mails were made from, as JSON; less what was erased since."""
        with reading(self._engine) as connection:
            query = select(tables.mailing.c.content).filter_by(id=mailing)
            return dict(connection.execute(query).scalar_one())

    def skeleton(self, mailing: int, key: str) -> str:
        """A mailing's skeleton by its key, as it was confirmed."""
        with reading(self._engine) as connection:
            query = select(skeleton.c.text).filter_by(mailing=mailing, key=key)
            return str(connection.execute(query).scalar_one())

    def record(self, events: Sequence[Event]) -> None:
        """`delivery.Journal`. Raises ForbiddenStep, writing nothing; LedgerError.

        Of one delivery's events those with an outcome come last. Safe from a kill on return, from
        a power cut with the next claim or at the end of `sending`.
        """
        if self._recorder is None:
            self._recorder = Recorder(self._directly())
        self._recorder.record(events)

    def answer(self, subject: UUID, identity: str, given: Given) -> None:
        """Write down what that identity answered; what came before stays beside it."""
        with self._writing() as connection:
            answers.write(connection, subject, identity, given)

    def answers(
        self, subjects: Collection[UUID], transport: str, heirs: Mapping[str, str] | None = None
    ) -> Mapping[UUID, Mapping[str, Given]]:
        """The answer that counts of each who gave one, by subject and present identity.

        `heirs` leads from former identities to the present ones.
        """
        with reading(self._engine) as connection:
            return answers.answers(connection, subjects, transport, heirs or {})

    def given(self, subject: UUID, identities: Collection[str]) -> Sequence[Given]:
        """All that one person answered, under whichever identity, as it came."""
        with reading(self._engine) as connection:
            return answers.given(connection, subject, identities)

    def got(self, subject: UUID, identities: Collection[str], transport: str) -> Sequence[Got]:
        """All of that subject that reached one person or may have, oldest first."""
        with reading(self._engine) as connection:
            return answers.got(connection, subject, identities, transport)

    def mails(
        self, subject: UUID, transport: str, heirs: Mapping[str, str] | None = None
    ) -> Iterator[Mail]:
        """Every mail about that subject by that kind of transport that stands, oldest first.

        Each under the present identity of whom it went to, as `heirs` leads there.
        """
        with reading(self._engine) as connection:
            yield from answers.mails(connection, subject, transport, heirs or {})

    def successors(self, roll: Roll) -> Successors:
        """Who has each former address now, by the lists or as they last said. LedgerError."""
        with self._place.beside(roll):
            return successors.successors(roll)

    def suppress(self, identity: str, reason: str, now: datetime) -> OptedOut:
        """Never write to that identity again; every reason is kept.

        What is confirmed for it and not yet handed over stays behind as well.
        """
        with self._writing() as connection:
            return suppressions.suppress(connection, identity, reason, now)

    def revoke(self, identity: str, *, although_forgotten: bool = False) -> OptedOut:
        """Let that identity be written to again; one that was forgotten only on its own word."""
        with self._writing() as connection:
            return suppressions.revoke(connection, identity, although_forgotten=although_forgotten)

    def suppressed(self, identities: Collection[str]) -> frozenset[str]:
        """Those of the identities that must not be written to."""
        with reading(self._engine) as connection:
            return suppressions.suppressed(connection, identities)

    def suppressions(self) -> Sequence[Suppression]:
        """Each time that someone opted out, the latest first."""
        with reading(self._engine) as connection:
            return suppressions.suppressions(connection)

    def forget(self, identities: Collection[str], now: datetime) -> Erased:
        """Erase those people for good; nothing is sent to them again. Not while another sends.

        Deliveries stay, as nobody's. On return no copy of what was erased is left in the file;
        raises LedgerError where another program reads one just now: then once more.
        """
        with self._writing() as connection:
            erased = erasure.forget(connection, identities, now)
        self._place.scrub()
        return erased

    def erase_outdated(self, before: datetime, *, keep: Collection[UUID]) -> Erased:
        """Erase the recipients of every subject last sent before then but those to keep."""
        with self._writing() as connection:
            erased = erasure.outdated(connection, before, keep)
        if erased.deliveries:
            with suppress(LedgerError):  # someone reads: what SQLite zeroed itself must do
                self._place.scrub()
        return erased

    def list_change(self, roll: Roll) -> ListChange | None:
        """How the lists differ from those of the last confirmed sending; None before the first."""
        with self._place.beside(roll):
            with reading(self._engine) as connection:
                lists.mark(connection, roll)
            return lists.change(roll)

    def standing(self, subjects: Collection[UUID] | None = None) -> Iterator[Standing]:
        """Every delivery of those subjects (None: of all), oldest mailing first."""
        with reading(self._engine) as connection:
            yield from standing(connection, subjects)

    def mailings(self) -> Sequence[MailingStanding]:
        """Every mailing with its deliveries counted by state, oldest first."""
        with reading(self._engine) as connection:
            return mailings(connection)
