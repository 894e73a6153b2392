"""Who comes, as the ledger's mails, the answers that count and the lists say together."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rundbrief.definitions import Answer, Meeting
from rundbrief.messages import Kind
from rundbrief.planning import (
    Attendance,
    Given,
    Got,
    Guest,
    Mail,
    Reach,
    attendance,
    fingerprint,
)
from rundbrief.recipients import Recipient

NOW = datetime(2025, 8, 4, 7, tzinfo=UTC)
A, B = "a@x.example", "b@x.example"
YES, NO = Answer.ACCEPTED, Answer.DECLINED


def said(answer: Answer, note: str = "") -> Given:
    return Given(answer, sequence=0, dtstamp=NOW, at=NOW, note=note)


def row(identity: str, **values: Any) -> Recipient:
    return Recipient(address=identity, identity=identity, **values)


@pytest.fixture
def mail(meeting: Meeting) -> Callable[..., Mail]:
    """The invitation to the meeting as it stands, accepted by the server; else as the test says."""

    def make(identity: str = A, reach: Reach = Reach.TAKEN, **changes: Any) -> Mail:
        got: dict[str, Any] = {
            "sequence": 0,
            "kind": Kind.INVITATION,
            "fingerprint": fingerprint(meeting),
        }
        return Mail(identity, identity, f"Büro {identity[0]}", Got(**got | changes), reach)

    return make


@pytest.fixture
def attended(meeting: Meeting) -> Callable[..., Attendance]:
    """The list of the meeting, from mails and whatever else the test names."""

    def make(
        mails: Sequence[Mail],
        answers: dict[str, Given] | None = None,
        recipients: Sequence[Recipient] = (),
    ) -> Attendance:
        return attendance(meeting, mails, answers or {}, recipients)

    return make


def test_each_answer(mail: Any, attended: Any) -> None:
    """Everyone invited stands on the list, with what they said or silent."""
    done = attended(
        [mail(A), mail(B), mail("c@x.example")], {A: said(YES, "zu zweit"), B: said(NO)}
    )

    assert [guest.address for guest in done.who(YES)] == [A]
    assert [guest.address for guest in done.who(NO)] == [B]
    assert [guest.address for guest in done.who("silent")] == ["c@x.example"]
    (coming,) = done.who(YES)
    assert (coming.note, coming.given_at) == ("zu zweit", NOW)


def test_who_only_keeps_the_day_free(mail: Any, attended: Any) -> None:
    """Nobody is silent who was not asked: a save-the-date asks nothing, the invitation does."""
    saved = mail(A, kind=Kind.SAVE_THE_DATE)
    nobody = {"accepted": 0, "tentative": 0, "declined": 0, "silent": 0}

    assert attended([saved, mail(B, kind=Kind.SAVE_THE_DATE)]).counts == {"saved": 2}
    assert attended([saved, mail(A, sequence=1)]).counts == nobody | {"silent": 1}
    mixed = attended([saved, mail(B, kind=Kind.SAVE_THE_DATE)], {A: said(YES)}).counts
    assert mixed == nobody | {"accepted": 1, "saved": 1}


def test_who_is_asked_nothing(meeting: Meeting, mail: Any) -> None:
    """Where a meeting asks for no answer, whoever gave none is not silent either."""
    unasked = meeting.model_copy(update={"answers": "none"})

    assert attendance(unasked, [mail(A)], {}, ()).counts == {"unasked": 1}
    assert attendance(unasked, [], {}, ()).counts["silent"] == 0


def test_names_are_those_of_the_lists(mail: Any, attended: Any) -> None:
    """Who is on a list is called as there, with the office; who isn't any more as in the mail."""
    rows = [row(A, title="Dr.", given_name="Erika", family_name="Muster", office="Kulturamt")]

    done = attended([mail(A), mail(B)], recipients=rows)

    assert {(guest.display_name, guest.office) for guest in done.guests} == {
        ("Dr. Erika Muster", "Kulturamt"),
        ("Büro b", ""),
    }


def test_new_address(mail: Any, attended: Any) -> None:
    """Who got mails at two addresses is one guest, under the address of their row."""
    former = mail(A)._replace(identity=B)
    rows = [row(B, former=(A,))]

    done = attended([mail(B, kind=Kind.UPDATE, sequence=1), former], {B: said(YES)}, rows)

    assert [(guest.address, guest.answer) for guest in done.guests] == [(B, YES)]


def test_another_date(mail: Any, attended: Any) -> None:
    """An answer to another date than the file's is none to this meeting, and is marked."""
    done = attended([mail(A, fingerprint="elsewhen room"), mail(B)], {A: said(YES), B: said(YES)})

    assert [guest.address for guest in done.who(YES)] == [B]
    assert [(guest.address, guest.has_other_date) for guest in done.who("silent")] == [(A, True)]


def test_another_room(mail: Any, meeting: Meeting, attended: Any) -> None:
    """An answer stands although the room they know of is another."""
    elsewhere = f"{fingerprint(meeting).partition(' ')[0]} elsewhere"

    assert attended([mail(A, fingerprint=elsewhere)], {A: said(YES)}).who(YES)


@pytest.mark.parametrize("kind", [Kind.CANCELLATION, Kind.WITHDRAWAL])
def test_told_off(mail: Any, attended: Any, kind: Kind) -> None:
    """Whose latest mail takes the invitation back is only counted."""
    done = attended([mail(A), mail(B), mail(A, kind=kind, sequence=1)])

    assert ([guest.address for guest in done.guests], done.told_off) == ([B], 1)


def test_reach(mail: Any, attended: Any) -> None:
    """What became of the latest mail stands beside the guest; refused from the start, none is."""
    refused = mail(B, Reach.REFUSED)
    moved = mail(A, Reach.REFUSED, kind=Kind.UPDATE, sequence=1, fingerprint="elsewhen room")

    done = attended([mail(A), moved, refused], {A: said(YES)})

    assert [(guest.address, guest.answer, guest.reach) for guest in done.invited] == [
        (A, YES, Reach.REFUSED)
    ]
    assert [guest.address for guest in done.guests if not guest.is_invited] == [B]


def test_reminders_and_the_erased(mail: Any, attended: Any) -> None:
    """A reminder's fate says nothing of an invitation; who was erased is only counted."""
    nobody = Mail("erased:7", "", "", mail(A).got, Reach.TAKEN)

    done = attended([mail(A), mail(A, Reach.REFUSED, kind=Kind.REMINDER), nobody])

    assert ([guest.reach for guest in done.guests], done.erased) == ([Reach.TAKEN], 1)


def test_order_of_a_register(mail: Any, attended: Any) -> None:
    """By family name, ä beside a and ß as ss, numbers by value; offices among them by theirs."""
    wanted = ["Ämtsmann", "Amtswalter", "Büro 2", "Büro 10", "de Vries", "Straßmann", "Strassner"]
    rows = [
        row(f"{number}@x.example", **{"office" if "Büro" in name else "family_name": name})
        for number, name in enumerate(wanted)
    ]

    done = attended([mail(each.identity) for each in reversed(rows)], recipients=rows)

    assert [guest.display_name for guest in done.guests] == wanted


def test_namesakes(mail: Any, attended: Any) -> None:
    """Of one family name the given name decides, then the office."""
    people = [("Anna", "Kreis"), ("Anna", "Stadt"), ("Bert", "Amt")]
    rows = [
        row(f"{number}@x.example", family_name="Muster", given_name=given, office=office)
        for number, (given, office) in enumerate(people)
    ]

    done = attended([mail(each.identity) for each in reversed(rows)], recipients=rows)

    assert [(guest.recipient.given_name, guest.office) for guest in done.guests] == people


def test_office_as_the_name(mail: Any, attended: Any) -> None:
    """An office without a person is named once."""
    (guest,) = attended([mail(A)], recipients=[row(A, office="Kulturamt")]).guests

    assert isinstance(guest, Guest)
    assert (guest.display_name, guest.office) == ("Kulturamt", "")


def test_later_than_anything(mail: Any, attended: Any) -> None:
    """The day of an answer is when it was given, not when it was read."""
    given = Given(YES, 0, dtstamp=NOW, at=NOW + timedelta(days=3))

    (guest,) = attended([mail(A)], {A: given}).guests

    assert guest.given_at == NOW
