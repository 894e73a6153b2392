"""The commands by name: each is imported when it is run, so that `--help` costs nothing.

    rundbrief plan … ─▶ COMMANDS ─▶ cli/plan.py: parse, call the desk, show

How they end: `exit_codes`.
"""

import errno
import gettext
import os
import sys
from importlib import import_module

import click

from rundbrief.wording.catalogue import HERE, LANGUAGES, Language, sentence

COMMANDS = (
    *("demo", "init", "new", "check", "plan", "proof", "send", "answer", "status", "preview"),
    *("settle", "site", "optout", "forget", "doctor"),
)
LANGUAGE = "RUNDBRIEF_LANG"
OS_ERRORS = {  # what a person can mend; anything else is told in the system's words
    errno.EACCES: "forbidden",
    errno.EPERM: "forbidden",
    errno.EROFS: "read-only",
    errno.ENOSPC: "full",
    errno.EEXIST: "in-the-way",
    errno.ENOTDIR: "no-folder",
    errno.EISDIR: "no-file",
    errno.ENOENT: "missing",
    errno.ENAMETOOLONG: "too-long",
}


def language() -> Language:
    """The language the program speaks: German unless the environment asks for English."""
    asked = os.environ.get(LANGUAGE, "de")[:2].lower()
    return next((known for known in LANGUAGES if known == asked), "de")


class Commands(click.Group):
    """A group whose short helps stand in the catalogue `cli`, not in the commands' modules."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of an organiser's day."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"rundbrief.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list for `--help`, without importing any of them."""
        rows = [(name, sentence(f"cli.{name}.short", language())) for name in COMMANDS]
        with formatter.section(sentence("cli.commands", language())):
            formatter.write_dl(rows)


def main() -> None:
    """The program's entry: everything foreseen ends in a sentence, never in a traceback."""
    speak(language())
    group = Commands(
        "rundbrief",
        help=sentence("cli.help", language()),
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    version = click.version_option(package_name="rundbrief", message="%(prog)s %(version)s")
    try:
        version(group)()
    except OSError as error:
        click.echo(os_error_sentence(error, language()), err=True)
        sys.exit(2)


def os_error_sentence(error: OSError, chosen: Language) -> str:
    """What the system refused, where, and that nothing is lost."""
    place = str(error.filename2 or error.filename or "")
    key = OS_ERRORS.get(error.errno or 0)
    reason = sentence(f"cli.reason.{key}", chosen) if key else error.strerror or str(error)
    text = sentence("cli.os-error", chosen, reason=reason)
    return f"{place}: {text}" if place else text


def speak(chosen: Language) -> None:
    """Let click's own words (usage, errors) be of that language as well."""
    gettext.bindtextdomain("messages", HERE)
    os.environ["LANGUAGE"] = chosen
    for stream in (sys.stdout, sys.stderr):
        # A Windows console or pipe may not be UTF-8: a "?" is better than a traceback.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
