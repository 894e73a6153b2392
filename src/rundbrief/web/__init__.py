"""The desk in the browser: the same functions as the commands, shown as pages."""

from rundbrief.web.acts import ACTS
from rundbrief.web.serving import Serving, open_page

__all__ = ["ACTS", "Serving", "open_page"]
