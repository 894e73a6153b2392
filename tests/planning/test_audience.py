"""Who an audience is, and what no list knows."""

import unicodedata

import pytest

from rundbrief.definitions import Audience
from rundbrief.ledger import Roll
from rundbrief.planning import audience_problems, members
from rundbrief.problems import Severity
from rundbrief.recipients import Recipient
from rundbrief.wording import LANGUAGES, Language, problem_sentence


def someone(address: str, tier: str = "", tags: tuple[str, ...] = ()) -> Recipient:
    """A recipient with nothing else to say."""
    return Recipient(address=address, identity=address.lower(), tier=tier, tags=tags)


TOWN = someone("kultur@stadt.example", "Kreisfreie Stadt", ("Theater", "Museen"))
COUNTY = someone("Kultur@kreis.example", "Kreis", ("Museen",))
UMLAUT = someone("kultur@xn--mnster-3ya.example", "Gemeinde")
EVERYONE = [TOWN, COUNTY, UMLAUT]


# Each rule of `Audience`, then the ways in which people write the same word.
@pytest.mark.parametrize(
    ("audience", "expected"),
    [
        pytest.param(Audience(), EVERYONE, id="empty means everyone"),
        pytest.param(Audience(tiers=("Kreis",)), [COUNTY], id="a tier"),
        pytest.param(Audience(tiers=("Gemeinde", "Kreis")), [COUNTY, UMLAUT], id="list order"),
        pytest.param(Audience(tags=("Museen",)), [TOWN, COUNTY], id="a tag"),
        pytest.param(Audience(tags=("Tanz", "Theater")), [TOWN], id="one of the tags is enough"),
        pytest.param(
            Audience(tiers=("Kreis",), tags=("Museen",)), [COUNTY], id="tier and tag must both fit"
        ),
        pytest.param(Audience(tiers=("Kreis",), tags=("Theater",)), [], id="nobody fits both"),
        pytest.param(Audience(addresses=("kultur@stadt.example",)), [TOWN], id="an address alone"),
        pytest.param(
            Audience(tiers=("Kreis",), addresses=("kultur@stadt.example",)),
            [TOWN, COUNTY],
            id="an address beside a tier",
        ),
        pytest.param(Audience(tiers=("Amt",)), [], id="a tier nobody has"),
        pytest.param(Audience(addresses=("kein@ort.example",)), [], id="an address nobody has"),
        pytest.param(Audience(tiers=("kreisfreie   STADT ",)), [TOWN], id="case and blanks"),
        pytest.param(Audience(tags=(" museen",)), [TOWN, COUNTY], id="case and blanks of a tag"),
        pytest.param(Audience(addresses=("KULTUR@Kreis.example",)), [COUNTY], id="case of address"),
        pytest.param(Audience(addresses=("kultur@Münster.example",)), [UMLAUT], id="umlaut domain"),
    ],
)
def test_members(audience: Audience, expected: list[Recipient]) -> None:
    """An audience is exactly those whom its rule names."""
    assert members(audience, EVERYONE) == expected


def test_umlauts_of_macos() -> None:
    """An umlaut is the same whether written as one sign or as two."""
    district = someone("a@b.example", "Ämter")

    assert members(Audience(tiers=(unicodedata.normalize("NFD", "ämter"),)), [district]) == [
        district
    ]


# What no recipient has, with the nearest that exists.
@pytest.mark.parametrize(
    ("audience", "field", "code", "nearest"),
    [
        (
            Audience(tiers=("Kreis", "Gemeine")),
            "audience.tiers[1]",
            "plan.tier-unknown",
            "Gemeinde",
        ),
        (Audience(tags=("museum",)), "audience.tags[0]", "plan.tag-unknown", "Museen"),
        (
            Audience(addresses=("kultur@statt.example",)),
            "audience.addresses[0]",
            "plan.address-unknown",
            "kultur@stadt.example",
        ),
    ],
)
def test_unknown(audience: Audience, field: str, code: str, nearest: str) -> None:
    """What no list knows is a warning with the nearest that exists."""
    (problem,) = audience_problems(audience, Roll(EVERYONE), "meetings/a.toml")

    assert (problem.file, problem.field, problem.code) == ("meetings/a.toml", field, code)
    assert problem.values["nearest"] == nearest
    assert problem.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("audience", "code"),
    [(Audience(tiers=("Kreis",)), "plan.tier-none"), (Audience(tags=("x",)), "plan.tag-none")],
)
def test_lists_without_the_column(audience: Audience, code: str) -> None:
    """Where nobody has a tier or a tag at all, there is no nearest to name."""
    (problem,) = audience_problems(audience, Roll([someone("a@b.example")]), "meetings/a.toml")

    assert problem.code == code


def test_nothing_wrong() -> None:
    """What some recipient has is no problem, however it is written."""
    audience = Audience(tiers=("KREIS",), tags=("museen ",), addresses=("KULTUR@MÜNSTER.example",))

    assert audience_problems(audience, Roll(EVERYONE), "meetings/a.toml") == []


def test_no_recipients() -> None:
    """Without any recipients there is nothing to compare with, and another problem says so."""
    assert audience_problems(Audience(tiers=("Kreis",)), Roll(), "meetings/a.toml") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences(language: Language) -> None:
    """Each problem can be said, and names what was written."""
    audience = Audience(tiers=("Amd",), tags=("Tans",), addresses=("wer@wo.example",))
    problems = audience_problems(audience, Roll(EVERYONE), "m.toml")
    problems += audience_problems(
        Audience(tiers=("Amd",), tags=("Tans",)), Roll([someone("a@b.example")]), "m.toml"
    )

    said = [problem_sentence(problem, language) for problem in problems]

    assert len(said) == 5
    assert all(any(word in text for word in ("Amd", "Tans", "wer@wo")) for text in said)
