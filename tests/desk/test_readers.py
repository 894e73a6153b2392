"""`check` composes for a few who stand for all, and misses nobody's variant by it."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rundbrief.composing import Press
from rundbrief.definitions import Audience
from rundbrief.desk import check, open_desk
from rundbrief.ledger import Roll
from rundbrief.planning import Membership
from rundbrief.recipients import FormOfAddress, Recipient
from rundbrief.rendering import Question, Reader, reader

NOW = datetime(2025, 8, 4, 9)  # noqa: DTZ001 - as it is typed: the workspace has the zone

texts = st.sampled_from(["", "Ahlen", "Dr.", "Yılmaz"])
people = st.builds(
    Recipient,
    address=st.just("a@x.example"),
    line=st.just(1),
    identity=st.uuids().map(lambda each: f"{each}@x.example"),
    office=texts,
    form_of_address=st.sampled_from([None, *FormOfAddress]),
    title=texts,
    given_name=texts,
    family_name=texts,
    tier=st.sampled_from(["", "Kreis", "Stadt"]),
    place=texts,
    tags=st.sampled_from([(), ("KI",), ("KI", "Ehrenamt")]),
    language=st.sampled_from([None, "de", "en"]),
    former=st.just(()),
    consent=st.none(),
    file=st.sampled_from(["a.csv", "b.csv"]),
)


def outcomes(some: list[Recipient]) -> set[tuple[bool, ...]]:
    """What they answer to every question that tells kinds apart."""
    questions = [
        *(Question(field, "is") for field in Reader._fields),
        *(Question("tier", "==", tier) for tier in ("Kreis", "Stadt")),
        *(Question("tags", "has", tag) for tag in ("KI", "Ehrenamt")),
        Question("language", "==", "de"),
    ]
    known = [reader(each, each.language or "de", "t0ken") for each in some]
    return {tuple(question.ask(one) for question in questions) for one in known}


@given(st.lists(people, max_size=12), st.sampled_from(["", "Kreis"]))
def test_kinds_answer_for_all(some: list[Recipient], tier: str) -> None:
    """Whatever is asked short of somebody's words, those of each kind answer as all do."""
    audience = Audience(tiers=(tier,) if tier else ())
    roll, membership = Roll(some), Membership(audience)

    kinds = list(roll.kinds(membership))

    everyone = list(roll.members(membership))
    assert outcomes(kinds) == outcomes(everyone)
    assert len(kinds) == len({(*_shared(each), *_has(each)) for each in everyone})


def _shared(one: Recipient) -> tuple[object, ...]:
    return one.form_of_address, one.tier, one.tags, one.language, one.file


def _has(one: Recipient) -> tuple[bool, ...]:
    return tuple(
        map(bool, (one.office, one.title, one.given_name, one.family_name, one.place)),
    )


@pytest.fixture
def offices(small_workspace: Path) -> Callable[[int], Path]:
    """Her folder with so many more offices of counties, all alike; the last is Unna's."""

    def folder(count: int) -> Path:
        lines = [
            f"stelle{number}@kreis.example;Kulturamt;;;;;Kreis;{place};de;\n"
            for number, place in enumerate(["Borken"] * (count - 1) + ["Unna"])
        ]
        with (small_workspace.parent / "recipients" / "liste.csv").open("a") as file:
            file.writelines(lines)
        return small_workspace

    return folder


def checked_codes(folder: Path) -> set[str]:
    desk, problems = open_desk(folder, environment={}, now=NOW)
    assert desk, problems
    return {each.code for each in check(desk).problems}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whose variants were asked for."""
    seen: list[str] = []
    variant = Press.variant

    def listening(self: Press, recipient: Recipient, *known: object) -> object:
        seen.append(recipient.address)
        return variant(self, recipient, *known)  # type: ignore[arg-type]

    monkeypatch.setattr(Press, "variant", listening)
    return seen


def test_as_much_work_for_many(offices: Callable[[int], Path], asked: list[str]) -> None:
    """A hundred offices that are alike are composed for as one is."""
    checked_codes(offices(2))
    few = len(asked)
    asked.clear()
    checked_codes(offices(100))

    assert 0 < len(asked) == few


@pytest.mark.parametrize("place", ["Unna", "Soest"])
def test_somebodys_words_are_found(offices: Callable[[int], Path], place: str) -> None:
    """A template that asks for words is tried on everyone: who alone has them is not missed."""
    folder = offices(20)
    (folder / "templates").mkdir(exist_ok=True)
    (folder / "templates" / "invitation.html").write_text(
        '{% extends "stock/invitation.html" %}{% block answer %}'
        f'{{% if recipient.place == "{place}" %}}{{{{ nonsense }}}}{{% endif %}}{{% endblock %}}',
        encoding="utf-8",
    )

    assert ("rendering.no-variable" in checked_codes(folder)) == (place == "Unna")
