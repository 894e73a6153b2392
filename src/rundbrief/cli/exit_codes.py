"""How a command ended, for scripts: one number, the worst of what happened."""

from enum import IntEnum


class ExitCode(IntEnum):
    """The program's exit codes."""

    DONE = 0
    STOPPED = 1
    MEND_FIRST = 2
    DEFERRED = 3
    FAILED = 4
    UNCLEAR = 5


MEANING: dict[ExitCode, tuple[str, str]] = {  # of which commands, and what it says; for the docs
    ExitCode.DONE: ("all", "everything was accepted, or there was nothing to do"),
    ExitCode.STOPPED: ("all", "stopped at once by a second Ctrl-C, or by a fault of the program"),
    ExitCode.MEND_FIRST: (
        "all",
        "something must be mended or decided first, or the command is unclear; nothing was done",
    ),
    ExitCode.DEFERRED: ("`send`, `proof`", "some are deferred or were not tried; run `send` again"),
    ExitCode.FAILED: ("`send`, `proof`", "some were refused for good; `settle` names them"),
    ExitCode.UNCLEAR: ("`send`, `proof`", "some are unclear; `settle` names them"),
}
