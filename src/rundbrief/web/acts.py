"""What can be done at the desk, and where on the page: the same list as the commands.

A command that the page does not offer stands here with its reason, so that none is forgotten.
"""

from collections.abc import Mapping
from typing import Final

# Where the page offers what the command does; None for what only the terminal has.
ACTS: Final[Mapping[str, str | None]] = {
    "demo": "/start",
    "init": "/start",
    "new": "/new",
    "check": "/",
    "plan": "/plan",
    "proof": "/proof",
    "send": "/send",
    "answer": "/answer",
    "status": "/status",
    "preview": "/",
    "site": None,  # writes into a folder that a web server serves: once set up, a timer runs it
    "optout": "/people",
    "forget": "/people",
    "doctor": "/doctor",
    "settle": "/settle",
}
