"""Templates: where they are found, what is in their reach, and what is said where they fail."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from jinja2.sandbox import SandboxedEnvironment

from rundbrief.problems import Problem
from rundbrief.rendering import Marks, TemplateProblem, Templates
from rundbrief.wording import LANGUAGES, problem_sentence


@pytest.fixture
def plain_problem(setting: Any) -> Callable[..., Problem]:
    """The problem that a template makes for a real reader."""

    def made(source: str, name: str = "mail.html") -> Problem:
        with pytest.raises(TemplateProblem) as caught:
            setting.plain(source, name)
        return caught.value.problem

    return made


def test_escaping(setting: Any) -> None:
    """HTML templates escape what they print, plain-text templates don't."""
    assert setting.plain("{{ title }}", "mail.html") == "Kunst &amp; Kultur"
    assert setting.plain("{{ title }}", "mail.txt") == "Kunst & Kultur"


BROKEN = {
    # what can't be read: where it was opened, or where the reading stopped
    "a\n{% if title %}\nb\n": ("rendering.unclosed-block", 2, "if"),
    "{# {% for #}\n{% set x %}{% set y = 1 %}\nb\n": ("rendering.unclosed-block", 2, "set"),
    "{% if title %}\n{% endfor %}\n{% endif %}\n": ("rendering.unclosed-block", 1, "if"),
    "a\n{% iff title %}": ("rendering.unknown-tag", 2, "iff"),
    "a\n\n{{ title }\n": ("rendering.syntax-at", 3, "}"),
    "{{ title title }}": ("rendering.syntax-at", 1, "title"),
    "{% if %}{% endif %}": ("rendering.syntax", 1, ""),
    # names that don't exist: the nearest one is the remedy
    "a\n{{ titel }}": ("rendering.unknown-variable", 2, "titel"),
    "a\n{{ recipient.ofice }}": ("rendering.unknown-variable", 2, "ofice"),
    "a\n{{ title|uper }}": ("rendering.unknown-filter", 2, "uper"),
    "a\n{{ title is stirng }}": ("rendering.unknown-test", 2, "stirng"),
    "a\n{% include 'fusszeile.html' %}": ("rendering.missing-template", 2, "fusszeile.html"),
    # what a template has no business with
    "{{ title.__class__ }}": ("rendering.out-of-reach", 1, "__class__"),
    "{{ ''.__class__.__mro__ }}": ("rendering.out-of-reach", 1, "__class__"),
    # names too far from any: no guess
    "{{ range(3) }}": ("rendering.no-variable", 1, "range"),
    "{{ lipsum() }}": ("rendering.no-variable", 1, "lipsum"),
    "{{ lines|random }}": ("rendering.no-filter", 1, "random"),
    # what fails on the way
    "a\nb {{ 1 // 0 }}": ("rendering.divided-by-zero", 2, ""),
    "{{ title + 1 }}": ("rendering.does-not-fit", 1, ""),
    "{{ title.index('nowhere') }}": ("rendering.failed", 1, ""),
    # what would fill the memory, by whatever way
    **dict.fromkeys(
        (
            "{{ 'a' * 9999999999 }}",
            "{{ 9999999999 * 'a' }}",
            "{{ [1] * 9999999999 }}",
            "{{ 10 ** 10 ** 10 }}",
            "{{ 'a'|center(9999999999) }}",
            "{{ title|indent(9999999999) }}",
            "{{ 'a'.ljust(9999999999) }}",
            "{{ '%9999999999d' % 1 }}",
            "{{ '%*d' % (9999999999, 1) }}",
            "{{ '%9999999999d'|format(1) }}",
            "{{ '{:>9999999999}'.format(1) }}",
            "{{ ('a' * 999999)|replace('a', 'b' * 999999) }}",
            "{{ ('a' * 999999).replace('a', 'b' * 999999) }}",
            "{{ ('a' * 999999).join('b' * 999999) }}",
        ),
        ("rendering.too-much", 1, ""),
    ),
}


@pytest.mark.parametrize("source", BROKEN)
def test_broken(plain_problem: Callable[[str], Problem], source: str) -> None:
    """A template that fails says in which file and line, about what, and what to do."""
    found = plain_problem(source)

    assert (found.code, found.line, found.field) == BROKEN[source]
    assert found.file == "templates/mail.html"
    for language in LANGUAGES:
        assert problem_sentence(found, language).endswith(".")


def test_nearest(plain_problem: Callable[[str], Problem]) -> None:
    """The remedy for an unknown name is the likeliest name that exists."""
    assert plain_problem("{{ titel }}").values["nearest"] == "title"
    assert plain_problem("{{ recipient.ofice }}").values["nearest"] == "office"
    assert plain_problem("{{ title|uper }}").values["nearest"] == "upper"


def test_place_in_another_file(setting: Any, plain_problem: Callable[[str], Problem]) -> None:
    """What fails in an included template or a macro is told of that file and line."""
    setting.write("parts.html", "{% macro m(x) %}\n{{ x.nichts }}\n{% endmacro %}")

    found = plain_problem("{% from 'parts.html' import m %}\n{{ m(title) }}")

    assert (found.file, found.line, found.field) == ("templates/parts.html", 2, "nichts")


def test_not_utf8(setting: Any, plain_problem: Callable[[str], Problem]) -> None:
    """A template that Windows saved in its own encoding is a problem, not a traceback."""
    (setting.folder / "teil.html").write_bytes("schön".encode("cp1252"))

    assert plain_problem("a\n{% include 'teil.html' %}").code == "rendering.not-utf8"


def test_byte_order_mark(setting: Any) -> None:
    """Notepad's byte order mark is not printed."""
    (setting.folder / "teil.txt").write_bytes("\ufeffschön".encode())

    assert setting.plain("{% include 'teil.txt' %}", "mail.txt") == "schön"


@pytest.fixture
def folders(tmp_path: Path) -> list[Path]:
    """The organiser's folder and the stock one, both with templates."""
    own, stock = tmp_path / "templates", tmp_path / "stock"
    own.mkdir(exist_ok=True)
    stock.mkdir()
    (stock / "base.txt").write_text(
        "{% block head %}Kopf{% endblock %} {% block body %}{% endblock %}"
    )
    (stock / "mail.txt").write_text(
        "{% extends 'base.txt' %}{% block body %}{{ title }}{% endblock %}"
    )
    return [own, stock]


def rendered(setting: Any, folders: list[Path]) -> str:
    """`mail.txt` of these folders."""
    return Templates(folders).render("mail.txt", setting.context())


def test_own_before_stock(setting: Any, folders: list[Path]) -> None:
    """The organiser's base is used by the stock template that extends it."""
    (folders[0] / "base.txt").write_text("Eigener {% block body %}{% endblock %}")

    assert rendered(setting, folders) == "Eigener Kunst & Kultur"


def test_extends_its_namesake(setting: Any, folders: list[Path]) -> None:
    """An organiser's template may extend the stock template of its own name by `stock/`."""
    (folders[0] / "mail.txt").write_text(
        "{% extends 'stock/mail.txt' %}{% block head %}Mein Kopf{% endblock %}"
    )

    assert rendered(setting, folders) == "Mein Kopf Kunst & Kultur"


def test_digest(folders: list[Path]) -> None:
    """The digest changes with a file's content, its name and its folder, and with nothing else."""
    before = Templates(folders).digest()
    (folders[0] / "neu.txt").write_text("a")
    added = Templates(folders).digest()
    (folders[0] / "neu.txt").write_text("b")
    changed = Templates(folders).digest()
    (folders[0] / "neu.txt").rename(folders[1] / "neu.txt")
    moved = Templates(folders).digest()
    (folders[1] / "neu.txt").unlink()

    assert len({before, added, changed, moved}) == 4
    assert Templates(folders).digest() == before


def test_compiled_once_for_all_mailings(setting: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text is compiled once, however many mailings it is used for; a saved one anew."""
    compiled: list[str] = []
    compiling = SandboxedEnvironment.compile

    def counting(self: Any, source: Any, *args: Any, **kwargs: Any) -> Any:
        compiled.append(source)
        return compiling(self, source, *args, **kwargs)

    monkeypatch.setattr(SandboxedEnvironment, "compile", counting)
    before, after = f"{{{{ title }}}} {uuid4()}", f"{{{{ title }}}}, {uuid4()}"
    for source in (before, before, after, before):
        assert setting.marked(source, "mail.txt") == source.replace("{{ title }}", "Kunst & Kultur")
        setting.marks = Marks(uuid4().hex)

    assert compiled == [before, after]


def test_no_mailing_meets_anothers_marks(setting: Any) -> None:
    """Code is shared, marks never: each mailing prints its own, and has its own guarded."""
    setting.write("mail.txt", "{{ recipient.name }}")
    setting.tokens("mail.txt")
    setting.marks = Marks("00ab")

    assert setting.tokens("mail.txt").startswith(setting.marks.opening)
    with pytest.raises(TemplateProblem):
        setting.marked("{{ recipient.name|upper }}", "mail.txt")
