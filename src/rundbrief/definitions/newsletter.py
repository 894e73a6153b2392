"""A newsletter's file: bytes in, the newsletter or everything that is wrong with it out.

bytes ─▶ Source ─▶ each field (`written`, `fields`)
              ├──▶ texts (`markdown`)
              └──▶ meetings by the names of their files ─▶ ids ─▶ Newsletter
"""

from collections.abc import Callable, Iterator, Mapping
from uuid import UUID, uuid4

from rundbrief.definitions.defaults import Defaults
from rundbrief.definitions.guesses import nearest
from rundbrief.definitions.identity import offer_ids
from rundbrief.definitions.markdown import check_texts, in_each
from rundbrief.definitions.meeting import check_contact
from rundbrief.definitions.models import Contact, Newsletter
from rundbrief.definitions.reading import by_line, validated
from rundbrief.definitions.source import Source, read_source
from rundbrief.definitions.written import WrittenNewsletter
from rundbrief.problems import Problem


def read_newsletter(
    data: bytes,
    file: str,
    defaults: Defaults,
    meetings: Mapping[str, UUID | None],
    *,
    new_id: Callable[[], UUID] = uuid4,
) -> tuple[Newsletter | None, list[Problem]]:
    """The newsletter, or None and every problem of its file, in the order of their lines.

    `meetings` are the ids by file name (`2025-09-08-kreisverwaltungen.toml`); None for a file
    that is there but could not be read. Such a one doesn't fail the newsletter: it comes back
    without that meeting, beside a problem which says so (and keeps it from being sent).
    """
    source, problems = read_source(data, file)
    if source is None:
        return None, problems
    written, refused = validated(WrittenNewsletter, source)
    problems = [
        *offer_ids(refused, new_id),
        *check_texts(source, [("introduction",), *in_each(source, "articles", "text")]),
        *check_contact(source, defaults),
        *_check_meetings(source, meetings),
        *_check_content(source),
    ]
    contact = (written and written.contact) or defaults.contact
    if written is None or contact is None or problems:
        return None, by_line(problems)
    unreadable = list(_unreadable(written.meetings, source, meetings))
    return _newsletter(written, contact, file, defaults, meetings), unreadable


def _check_meetings(source: Source, meetings: Mapping[str, UUID | None]) -> Iterator[Problem]:
    named = source.values.get("meetings")
    seen: set[str] = set()
    for position, name in enumerate(named if isinstance(named, list) else ()):
        if not isinstance(name, str) or not (name := name.strip()):
            continue
        path = ("meetings", position)
        if name in seen:
            yield source.problem(path, "definitions.meeting-twice", found=name)
        elif name not in meetings:
            near = nearest(name.rpartition("/")[2], meetings) or nearest(f"{name}.toml", meetings)
            if near:
                yield source.problem(path, "definitions.misspelt-meeting", found=name, likely=near)
            else:
                yield source.problem(path, "definitions.unknown-meeting", found=name)
        seen.add(name)


def _check_content(source: Source) -> Iterator[Problem]:
    if not any(source.values.get(key) for key in ("introduction", "meetings", "pick", "articles")):
        yield source.problem((), "definitions.empty-newsletter")


def _unreadable(
    named: tuple[str, ...], source: Source, meetings: Mapping[str, UUID | None]
) -> Iterator[Problem]:
    for position, name in enumerate(named):
        if meetings[name] is None:
            yield source.problem(("meetings", position), "definitions.broken-meeting", found=name)


def _newsletter(
    written: WrittenNewsletter,
    contact: Contact,
    file: str,
    defaults: Defaults,
    meetings: Mapping[str, UUID | None],
) -> Newsletter:
    return Newsletter(
        file=file,
        id=written.id,
        status=written.status,
        title=written.title,
        language=written.language or defaults.language,
        introduction=written.introduction,
        meetings=tuple(one for name in written.meetings if (one := meetings[name])),
        pick=written.pick,
        articles=written.articles,
        contact=contact,
        audience=written.audience,
    )
