"""The table of states."""

import subprocess
import sys
from pathlib import Path
from re import findall

import pytest

import rundbrief.delivery
from rundbrief.delivery import TRANSITIONS, Outcome, State, explained, state_name
from rundbrief.wording import LANGUAGES, Language, sentence

ROOM = Path(rundbrief.delivery.__file__).parent
KEYS = sorted(
    {
        key
        for file in ROOM.glob("*.py")
        for key in findall(r'"(delivery\.[a-z-]+)"', file.read_text("utf-8"))
    }
)


def test_every_state_has_its_row() -> None:
    """Where a delivery can stand, the table says where it can go."""
    assert set(TRANSITIONS) == set(State)


def test_every_state_but_the_first_is_reached() -> None:
    """No state is only a name."""
    assert set().union(*TRANSITIONS.values()) == set(State)


@pytest.mark.parametrize("state", [State.HANDED_OVER, State.UNCLEAR, State.SENT, State.FAILED])
def test_nothing_goes_out_twice_by_itself(state: State) -> None:
    """What may have been taken, or was refused for good, is never claimed again by itself."""
    assert State.CLAIMED not in TRANSITIONS[state]


@pytest.mark.parametrize("state", list(State))
def test_only_what_was_handed_over_can_be_sent(state: State) -> None:
    """No way leads to `sent` but from `handed over`, and from `unclear` on the organiser's word."""
    assert (State.SENT in TRANSITIONS[state]) == (state in {State.HANDED_OVER, State.UNCLEAR})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_has_a_name(language: Language) -> None:
    """Each state has a name of its own, in both languages."""
    names = {state_name(state, "smtp", language) for state in State}

    assert len(names) == len(State)


def test_a_mail_in_the_folder_was_accepted_by_nobody() -> None:
    """What lies in the folder is called otherwise than what a relay took."""
    assert state_name(State.SENT, "smtp", "de") == "vom Mailserver angenommen"
    assert state_name(State.SENT, "folder", "de") == "im Ordner abgelegt"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", KEYS)
def test_every_key_of_the_room_has_its_sentence(key: str, language: Language) -> None:
    """What the code can name, both catalogues can say."""
    assert sentence(key, language, words="550 No", host="relay.example")


def test_the_servers_words_stand_for_themselves() -> None:
    """A refusal without a cause is told in the server's own words, on one line."""
    outcome = Outcome(State.FAILED, "5.1.1 No such\n5.1.1 user", 550, "5.1.1", "RCPT")

    assert explained(outcome, "de") == "550 5.1.1 No such 5.1.1 user"


def test_a_cause_says_what_to_do() -> None:
    """With a cause the sentence holds the words and the remedy."""
    outcome = Outcome(State.DEFERRED, "5.7.8 Wrong", 535, cause="delivery.login-refused")

    assert explained(outcome, "de") == (
        "Der Mailserver hat die Anmeldung abgelehnt („535 5.7.8 Wrong“). "
        "Prüfen Sie Benutzername und Passwort. Exchange Online nimmt Passwörter nicht mehr an: "
        "Dort braucht es ein Zugriffstoken (token_command)."
    )


def test_the_room_imports_no_transport() -> None:
    """Whoever asks what a state is called does not load a mail library."""
    program = "import rundbrief.delivery, sys; print('aiosmtplib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)

    assert done.stdout.split() == [b"False"]
