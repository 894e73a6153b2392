"""A guest's calendar answers: what is read of a REPLY, and what is passed over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rundbrief.calendaring import CalendarReply, replies_in

UID = "5f0c2a52-8a2e-4a0e-9d52-0c9a8f1b2c3d"


def reply(*lines: str, method: str = "REPLY") -> str:
    entry = ("BEGIN:VEVENT", *lines, "END:VEVENT")
    return "\r\n".join(("BEGIN:VCALENDAR", f"METHOD:{method}", *entry, "END:VCALENDAR", ""))


# Calendars write the same answer in many ways.
@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(
            [f"UID:{UID}", "SEQUENCE:2", "ATTENDEE;PARTSTAT=DECLINED:mailto:a@b.example"],
            id="as the standard has it",
        ),
        pytest.param(
            [
                f"uid:{UID}",
                "sequence:2",
                'attendee;cn="R: A;B";partstat=declined:MAILTO:a@b.example',
            ],
            id="small letters, a name in quotes",
        ),
        pytest.param(
            [
                f"UID:{UID[:9]}\r\n {UID[9:]}",
                "SEQUENCE:2",
                "ATTENDEE;PARTST\r\n\tAT=DECLINED;X-A=1:mailto:a@b.exa\r\n mple",
            ],
            id="folded",
        ),
    ],
)
def test_an_answer(lines: list[str]) -> None:
    """UID, SEQUENCE, who and what, however it is written; ends of lines of either kind."""
    expected = [CalendarReply(UID, "a@b.example", "DECLINED", 2)]

    assert list(replies_in(reply(*lines))) == expected
    assert list(replies_in(reply(*lines).replace("\r\n", "\n"))) == expected


# What isn't an answer to something gives none.
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            reply(f"UID:{UID}", "ATTENDEE:mailto:a@b.example", method="REQUEST"), id="asks"
        ),
        pytest.param(reply("ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.example"), id="to nothing"),
        pytest.param(reply(f"UID:{UID}"), id="from nobody"),
        pytest.param(f"METHOD:REPLY\nUID:{UID}\nATTENDEE:mailto:a@b.example", id="no entry"),
    ],
)
def test_no_answer(text: str) -> None:
    """A request, or an answer without UID, guest or entry, is none."""
    assert list(replies_in(text)) == []


def test_without_a_sequence() -> None:
    """RFC 5545 §3.8.7.4: none named is 0; what is no number is none named."""
    who = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.example"
    texts = [reply(f"UID:{UID}", who), reply(f"UID:{UID}", "SEQUENCE:zwei", who)]

    assert [each.sequence for text in texts for each in replies_in(text)] == [0, 0]


@given(st.lists(st.sampled_from(reply(f"UID:{UID}", "ATTENDEE:x").split("\r\n")) | st.text()))
def test_any_text(lines: list[str]) -> None:
    """Nothing that is called a calendar raises."""
    assert isinstance(list(replies_in("\n".join(lines))), list)
