"""Small templates in a folder, and a reader."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from rundbrief.rendering import Marks, Reader, TemplateProblem, Templates, Trail


@pytest.fixture
def town() -> Reader:
    """An office of a town, with everything filled in."""
    return Reader(
        salutation="Guten Tag",
        name="Kulturbüro der Stadt Münster",
        office="Kulturbüro der Stadt Münster",
        title="",
        given_name="",
        family_name="",
        place="Münster",
        tier="Stadt",
        address="kultur@muenster.example",
        written="kultur@muenster.example",
        token="t0ken",
        tags=("KI", "Netzwerk"),
        language="de",
    )


@dataclass(frozen=True)
class Context:
    """What the tests' templates can reach."""

    recipient: Reader
    token: str
    title: str = "Kunst & Kultur"
    lines: tuple[str, ...] = ("eins", "zwei")
    say: Callable[..., str] = "{greeting} & {name}".format


@dataclass
class Setting:
    """A folder of templates, rendered with marks or for a real reader."""

    folder: Path
    reader: Reader
    marks: Marks
    trail: Trail

    def write(self, name: str, source: str) -> None:
        (self.folder / name).write_text(source, encoding="utf-8")

    def plain(self, source: str, name: str = "mail.html") -> str:
        """What the real reader gets."""
        self.write(name, source)
        return Templates([self.folder, self.folder]).render(name, self.context())

    def context(self) -> Context:
        """The real reader's."""
        return Context(self.reader, self.reader.token)

    def marked(self, source: str, name: str = "mail.html") -> str:
        """What stands in the skeleton, each token as «field step step»."""
        self.write(name, source)
        text = self.tokens(name)
        return "".join(
            piece if isinstance(piece, str) else f"«{' '.join((piece.field, *piece.steps))}»"
            for piece in self.marks.split(text)
        )

    def tokens(self, name: str) -> str:
        """What a template makes of marks, tokens as they are."""
        reader = self.marks.reader(self.trail)
        context = Context(reader, str(reader.token))
        return Templates([self.folder, self.folder]).render(name, context, self.marks)


@pytest.fixture
def setting(tmp_path: Path, town: Reader) -> Setting:
    """An empty folder `templates`, marks, and the town as representative."""
    folder = tmp_path / "templates"
    folder.mkdir()
    return Setting(folder, town, Marks("n0nce"), Trail(town))


@pytest.fixture
def problem(setting: Setting) -> Callable[..., TemplateProblem]:
    """The problem that a template makes with marks."""

    def made(source: str, name: str = "mail.html") -> TemplateProblem:
        with pytest.raises(TemplateProblem) as caught:
            setting.marked(source, name)
        return caught.value

    return made
