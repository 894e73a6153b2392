"""A file as a form: each value found, changed in its place, and all else left as it was."""

from datetime import datetime
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from rundbrief.definitions.written import WrittenMeeting, WrittenNewsletter
from rundbrief.desk import Desk, Entry, Form, Texts, open_desk, open_form, save, several
from rundbrief.desk.fields import What, shown
from rundbrief.desk.rewriting import rewritten, texts_of, values_of

MEETING = "meetings/2025-09-08-kreisverwaltungen.toml"
NEWSLETTER = "newsletters/2025-herbst.toml"
NOW = datetime(2025, 8, 4, 9)  # noqa: DTZ001 — as it is typed: the workspace has the zone


@pytest.fixture
def desk(small_workspace: Path) -> Desk:
    """Her desk on a Monday morning in August, with the examples."""
    desk, problems = open_desk(small_workspace, environment={}, now=NOW)
    assert desk, problems
    return desk


@pytest.fixture
def path(small_workspace: Path) -> Path:
    """The meeting's file."""
    return small_workspace / MEETING


def opened(desk: Desk, file: str = MEETING) -> Form:
    form, _ = open_form(desk, file)
    assert form
    return form


def with_rows(form: Form, key: str, *rows: Entry) -> Texts:
    return Texts(form.texts.single, {**form.texts.rows, key: rows})


def with_texts(form: Form, texts: dict[str, str]) -> Texts:
    return Texts({**form.texts.single, **texts}, form.texts.rows)


@pytest.mark.parametrize(
    ("what", "model"), [("meeting", WrittenMeeting), ("newsletter", WrittenNewsletter)]
)
def test_a_form_shows_every_key(what: What, model: Any) -> None:
    """What may stand in a file may be typed in its form, but the id, which stays for ever."""
    keys = {each.key.partition(".")[0] for each in shown(what)}

    assert keys == set(model.model_fields) - {"id"}


@pytest.mark.parametrize("what", ["meeting", "newsletter"])
def test_rows_show_every_key(what: What) -> None:
    """So it is for the entries of each list."""
    models: dict[What, type[BaseModel]] = {
        "meeting": WrittenMeeting,
        "newsletter": WrittenNewsletter,
    }
    for rows in several(what):
        (inner, *_) = get_args(models[what].model_fields[rows.key].annotation)
        expected = set(getattr(inner, "model_fields", {"": None}))

        assert {field.key for field in rows.fields} == expected


def test_an_entry_changes_in_its_place(desk: Desk, path: Path) -> None:
    """A changed title of one point of the agenda changes that line and no other."""
    form = opened(desk)
    first, second, *rest = form.texts.rows["agenda"]
    changed = Entry(1, (second.texts[0], "Rollen", second.texts[2]))
    before = path.read_text("utf-8")

    saved, problems = save(
        desk, MEETING, form.digest, with_rows(form, "agenda", first, changed, *rest), form.texts
    )

    assert (saved and saved.texts.rows["agenda"][1].texts, problems) == (changed.texts, [])
    line = f'title = "{second.texts[1]}"'
    assert path.read_text("utf-8") == before.replace(line, 'title = "Rollen"')


def test_entries_come_and_go(desk: Desk, path: Path) -> None:
    """One taken out, one written anew: the others, and the comments before them, stay."""
    form = opened(desk)
    first, _, third, *_ = form.texts.rows["agenda"]
    new = Entry(None, ("11:55", "Kaffee", ""))

    save(desk, MEETING, form.digest, with_rows(form, "agenda", first, new, third), form.texts)

    text = path.read_text("utf-8")
    values = values_of(path.read_bytes())
    assert values
    assert [each["title"] for each in values["agenda"]] == [
        first.texts[1],
        "Kaffee",
        third.texts[1],
    ]
    assert '[[agenda]]\ntime = 11:55:00\ntitle = "Kaffee"\n' in text
    assert "# angenommen: alle Punkte der Tagesordnung" in text


def test_an_entry_goes_up(desk: Desk, path: Path) -> None:
    """The order of the form becomes the order of the file."""
    form = opened(desk)
    first, second, *rest = form.texts.rows["agenda"]

    save(desk, MEETING, form.digest, with_rows(form, "agenda", second, first, *rest), form.texts)

    assert [each.texts for each in opened(desk).texts.rows["agenda"]] == [
        second.texts,
        first.texts,
        *(each.texts for each in rest),
    ]


def test_what_nobody_typed_in_is_no_entry(desk: Desk, path: Path) -> None:
    """A row that was added and left empty is not written, whatever its choice stands at."""
    form = opened(desk)
    before = path.read_bytes()

    saved, problems = save(
        desk,
        MEETING,
        form.digest,
        with_rows(form, "reminders", Entry(None, ("no-answer", "", "", ""))),
        form.texts,
    )

    assert saved
    assert problems == []
    assert path.read_bytes() == before


def test_a_mistake_in_an_entry_has_its_place(desk: Desk, path: Path) -> None:
    """What is wrong in a row comes back with that row's place, and nothing is written."""
    form = opened(desk)
    before = path.read_bytes()
    rows = (*form.texts.rows["agenda"], Entry(None, ("25 Uhr", "Kaffee", "")))

    refused, problems = save(
        desk, MEETING, form.digest, with_rows(form, "agenda", *rows), form.texts
    )

    place = f"agenda[{len(rows)}].time"
    assert [each.field for each in problems] == [place]
    assert refused
    assert refused.wrong(place) == problems
    assert path.read_bytes() == before


def test_a_contact_of_its_own_comes_and_goes(desk: Desk, path: Path) -> None:
    """A table is made for the first value in it, and goes with the last."""
    form, before = opened(desk), path.read_text("utf-8")
    typed = {"contact.name": "Kulturbüro", "contact.email": "kultur@stadt.example"}
    save(
        desk,
        MEETING,
        form.digest,
        Texts({**form.texts.single, **typed}, form.texts.rows),
        form.texts,
    )
    assert '[contact]\nname = "Kulturbüro"\nemail = "kultur@stadt.example"\n' in path.read_text(
        "utf-8"
    )
    form = opened(desk)
    gone = dict.fromkeys(typed, "")

    save(
        desk,
        MEETING,
        form.digest,
        Texts({**form.texts.single, **gone}, form.texts.rows),
        form.texts,
    )

    assert "[contact]" not in path.read_text("utf-8")
    assert values_of(path.read_bytes()) == values_of(before.encode())


def test_a_newsletter_is_written_whole(desk: Desk, small_workspace: Path) -> None:
    """Meetings in another order, picks, and an article of several paragraphs."""
    form = opened(desk, NEWSLETTER)
    first, *rest = form.texts.rows["meetings"]
    article = Entry(None, ("Neu", "Erster Absatz.\n\nZweiter Absatz.", "", ""))
    rows = {"meetings": (*rest, first), "articles": (article,)}

    saved, problems = save(
        desk,
        NEWSLETTER,
        form.digest,
        Texts({**form.texts.single, "pick": "coming"}, rows),
        form.texts,
    )

    assert saved
    assert problems == []
    text = (small_workspace / NEWSLETTER).read_text("utf-8")
    values = values_of(text.encode())
    assert values
    assert values["meetings"] == [row.texts[0] for row in (*rest, first)]
    assert values["pick"] == ["coming"]
    assert 'text = """\nErster Absatz.\n\nZweiter Absatz.\n"""\n' in text


def test_two_hands_are_shown_beside_each_other(desk: Desk, path: Path) -> None:
    """Changed on disk meanwhile: hers where only she changed it, theirs where only they did; and
    where both did hers stands in the form, theirs beside it, and the file is as they left it.
    """
    form = opened(desk)
    theirs = path.read_text("utf-8").replace('room = "Großer Saal', 'room = "Keller')
    theirs = theirs.replace('town = "Münster"', 'town = "Hamm"')
    path.write_text(theirs, "utf-8")
    typed = {"venue.room": "Dachboden", "venue.street": "Domplatz 3"}
    texts = with_texts(form, typed)

    both, problems = save(desk, MEETING, form.digest, texts, form.texts)

    assert both
    assert [each.code for each in problems] == ["desk.edit-meanwhile"]
    assert path.read_text("utf-8") == theirs
    assert {key: both.texts.single[f"venue.{key}"] for key in ("room", "street", "town")} == {
        "room": "Dachboden",
        "street": "Domplatz 3",
        "town": "Hamm",
    }
    assert both.theirs == {"venue.room": "Keller, Erdgeschoss"}

    now = opened(desk)
    saved, problems = save(desk, MEETING, both.digest, both.texts, now.texts)
    assert saved
    assert problems == []
    assert '"Dachboden"' in path.read_text("utf-8")
    assert '"Hamm"' in path.read_text("utf-8")


LINES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)
ROW = st.tuples(LINES, LINES, LINES).map(lambda texts: tuple(text.strip() for text in texts))


@given(
    st.lists(st.tuples(st.sampled_from([None, 0, 1, 2]), ROW), max_size=6),
    st.sampled_from(["\n", "\r\n"]),
)
def test_whatever_is_typed_is_what_is_read(
    typed: list[tuple[int | None, tuple[str, ...]]], ends: str
) -> None:
    """However rows come, go and change places, the file says just that, or is left alone."""
    text = '# oben\ntitle = "x"\n' + "".join(
        f'\n# vor {n}\n[[documents]]\ntitle = "{n}" # dahinter\nlink = "l{n}"\n' for n in range(3)
    )
    data = text.replace("\n", ends).encode()
    values = values_of(data)
    assert values
    before = texts_of("meeting", values)
    seen: set[int | None] = {None}
    rows = []
    for origin, texts in typed:
        if any(texts):
            rows.append(Entry(None if origin in seen else origin, texts))
            seen.add(origin)
    after = Texts(before.single, {**before.rows, "documents": tuple(rows)})

    new = rewritten(data, "meeting", before, after, is_checked=False)

    assert new is not None
    again = values_of(new)
    assert again
    assert [row.texts for row in texts_of("meeting", again).rows["documents"]] == [
        row.texts for row in rows
    ]
    assert new.startswith(b"# oben")
    assert (b"\r\n" in new) == (ends == "\r\n")
