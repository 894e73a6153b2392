"""The organiser's own copy: her calendar follows each meeting, revision by revision.

    copies so far, her address ─▶ Own ─▶ story ─▶ a Part of one mail, or a Note
                                   └▶ lapsed: what waits for an address that is hers no more

A PUBLISH without guests (RFC 5546 §3.2.1), because a server files the guests' REQUEST away as
handled where its organiser gets it. It is no answer, and its reader no guest.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rundbrief.definitions import Meeting, MeetingStatus
from rundbrief.messages import Kind
from rundbrief.planning.answers import same_date
from rundbrief.planning.chapter import NAMED
from rundbrief.planning.holdings import Held, Holdings, Person, Position
from rundbrief.planning.material import fingerprint
from rundbrief.planning.plan import Effect, Note, Part, Why
from rundbrief.planning.stories import story_of_copy
from rundbrief.recipients import Recipient


@dataclass(frozen=True, slots=True)
class Own:
    """How the copies of one meeting stand; `person` is None where none are wanted.

    `lapsed` are the numbers of those that must not leave any more, if they wait.
    """

    at: Position
    person: Person | None
    lapsed: frozenset[int]


def own(known: Sequence[Held], holdings: Holdings, to: Recipient | None) -> Own:
    """The copies among the mailings `known`, asked for the address they go to now."""
    copies = [each for each in known if each.kind is Kind.COPY]
    numbers = frozenset(each.number for each in copies)
    if to is None:
        return Own(Position(), None, numbers)
    at, person = holdings.own(copies, to)
    return Own(at, person, numbers - {at.waiting.number} if at.waiting else numbers)


def copy_of(meeting: Meeting, own: Own, *, is_anyones: bool, notify: bool) -> Iterator[Part | Note]:
    """The copy that is to go out now, or why it does not; nothing where she has it, or wants none.

    `notify` where those who have the meeting are told anew.
    """
    if own.person is None:
        return
    current = fingerprint(meeting)
    story = story_of_copy(own.at, meeting.status, current, is_anyones=is_anyones, notify=notify)
    if isinstance(story, Why):
        yield Part(
            Kind.COPY,
            meeting.id,
            meeting.file,
            story,
            _effect(own.at.held, meeting, current),
            (own.person,),
            held=own.at.held,
            tells_old=_stands(own.at.held),
        )
    elif story is not None:
        who = (own.person,) if story in NAMED else ()
        yield Note(meeting.file, story, {"count": 1}, who)


def _stands(held: Held | None) -> bool:
    return held is not None and held.status != MeetingStatus.CANCELLED


def _effect(held: Held | None, meeting: Meeting, current: str) -> Effect:
    is_open = meeting.status is MeetingStatus.SAVE_THE_DATE
    if meeting.status is MeetingStatus.CANCELLED:
        return Effect.CANCELS
    if held is None or not _stands(held):
        return Effect.NEW_TENTATIVE if is_open else Effect.NEW_ENTRY
    if held.fingerprint == current:
        return Effect.REFRESHES
    if held.status == MeetingStatus.SAVE_THE_DATE and not is_open:
        return Effect.CONFIRMS
    return Effect.CHANGES_PLACE if same_date(held.fingerprint, current) else Effect.MOVES
