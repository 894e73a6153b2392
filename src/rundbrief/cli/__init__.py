"""The desk on the command line: parse, call one function, show."""

from rundbrief.cli.group import main

__all__ = ["main"]
