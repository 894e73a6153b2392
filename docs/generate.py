"""What the docs can take from the program itself is taken from it.

    python docs/generate.py [--check]

    rundbrief … --help ─▶ docs/commands.md, docs/befehle.md     (whole pages)
    tables in the code ─▶ between `<!-- begin: name -->` and `<!-- end: name -->` of any page

With `--check` nothing is written; it names the pages that differ and ends with 1 where one does.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from check_list import checks, pruefungen
from template_reference import template_blocks, template_fields, template_filters

from rundbrief.cli.exit_codes import MEANING
from rundbrief.cli.group import COMMANDS
from rundbrief.delivery import State, state_name
from rundbrief.delivery.promise import STEPS
from rundbrief.delivery.replies import VERDICTS
from rundbrief.delivery.states import TRANSITIONS
from rundbrief.messages import RULES
from rundbrief.planning.material import MATERIAL, NOT_MATERIAL
from rundbrief.recipients.header import HEADINGS
from rundbrief.wording import Language, sentence

DOCS = Path(__file__).parent
HELP_WIDTH = "90"

OPENING: dict[Language, str] = {
    "en": """\
# Commands

What `rundbrief … --help` says, command by command, with `RUNDBRIEF_LANG=en`. Made by
`docs/generate.py`. [Auf Deutsch](befehle.md)
""",
    "de": """\
# Befehle

Was `rundbrief … --help` sagt, Befehl für Befehl. Geschrieben von `docs/generate.py`.
[In English](commands.md)
""",
}


def reference(language: Language) -> str:
    """The page of all commands: the program's own help, in that language."""
    program = shutil.which("rundbrief", path=str(Path(sys.executable).parent))
    if program is None:
        sys.exit("rundbrief is not installed beside this Python")
    environment = os.environ | {
        "RUNDBRIEF_LANG": language,
        "COLUMNS": HELP_WIDTH,
        "PYTHONUTF8": "1",
    }

    def spoken(words: tuple[str, ...]) -> str:
        done = subprocess.run(
            [program, *words, "--help"],
            env=environment,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            check=True,
        )
        return "\n".join(line.rstrip() for line in done.stdout.strip().splitlines())

    every = [(), *((name,) for name in COMMANDS)]
    with ThreadPoolExecutor() as pool:
        texts = list(pool.map(spoken, every))
    parts = [
        f"\n## {' '.join(('rundbrief', *words))}\n\n```text\n{text}\n```\n"
        for words, text in zip(every, texts, strict=True)
    ]
    return OPENING[language] + "".join(parts)


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(
        f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in lines
    )


def states() -> str:
    """Where a delivery stands, as `status` says it, and every step it may take."""
    return _table(
        ("state", "`status` says", "may become"),
        (
            (
                f"`{state}`",
                state_name(state, "smtp", "en"),
                ", ".join(f"`{to}`" for to in State if to in TRANSITIONS[state]) or "nothing more",
            )
            for state in State
        ),
    )


def kinds() -> str:
    """What a mail of each kind carries."""
    return _table(
        ("kind", "in German", "METHOD of its calendar", "`List-*` headers"),
        (
            (
                f"`{kind}`",
                sentence(f"kind.{kind}", "de"),
                f"`{rule.method}`" if rule.method else "no calendar",
                "yes" if rule.listed else "never",
            )
            for kind, rule in RULES.items()
        ),
    )


def material() -> str:
    """What makes a new revision of a meeting, and what doesn't."""
    return _table(
        ("field of a meeting", "material", "because"),
        (
            *((f"`{field}`", "yes", reason) for field, reason in MATERIAL.items()),
            *((f"`{field}`", "no", reason) for field, reason in NOT_MATERIAL.items()),
        ),
    )


def replies() -> str:
    """What a reply of the relay does to a delivery; the first row that fits decides."""
    return _table(
        ("asked", "code", "enhanced", "the delivery is then", "and the run"),
        (
            (
                "any" if command == "*" else command,
                code,
                enhanced,
                f"`{verdict.state}`" if verdict.state else "on its way",
                "stops" if verdict.is_down else "connects anew" if verdict.is_over else "goes on",
            )
            for command, code, enhanced, verdict in VERDICTS
        ),
    )


def promise() -> str:
    """What is on disk at each step, and what is known after it was cut short."""
    return _table(
        ("step", "on disk before it", "after kill -9", "after a power cut"),
        (
            (
                step.doing,
                f"`{step.on_disk}`: {step.how}" if step.on_disk else step.how,
                f"`{step.after_kill}`" if step.after_kill else "as the reply says",
                f"`{step.after_power_cut}`" if step.on_disk else "as the reply says, or `unclear`",
            )
            for step in STEPS
        ),
    )


def exits() -> str:
    """What a command's exit code says."""
    return _table(
        ("exit code", "of", "meaning"),
        ((str(int(code)), *words) for code, words in MEANING.items()),
    )


def columns() -> str:
    """The headings of a list that are understood."""
    return _table(
        ("Überschrift", "ebenso verstanden"),
        ((f"**{ours}**", ", ".join(others)) for ours, *others in HEADINGS.values()),
    )


TABLES: dict[str, Callable[[], str]] = {
    table.__name__: table
    for table in (
        template_fields,
        template_blocks,
        template_filters,
        states,
        kinds,
        material,
        replies,
        promise,
        exits,
        columns,
        checks,
        pruefungen,
    )
}
WHOLE: dict[str, Language] = {"commands.md": "en", "befehle.md": "de"}
PLACE = re.compile(r"(<!-- begin: (\w+) -->\n).*?(<!-- end: \2 -->)", re.DOTALL)


def pages() -> dict[Path, str]:
    """Every page that holds something generated, as it should be."""
    made = {DOCS / name: reference(language) for name, language in WHOLE.items()}
    for path in sorted(DOCS.rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        if PLACE.search(text):
            made[path] = PLACE.sub(lambda at: f"{at[1]}{TABLES[at[2]]()}\n{at[3]}", text)
    return made


def main() -> None:
    """Write the pages, or name those that differ."""
    differing = [
        (path, text)
        for path, text in pages().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    check = "--check" in sys.argv[1:]
    for path, text in differing:
        if not check:
            path.write_text(text, encoding="utf-8", newline="\n")
        print(path.relative_to(DOCS.parent).as_posix())
    if check and differing:
        sys.exit(1)


if __name__ == "__main__":
    main()
