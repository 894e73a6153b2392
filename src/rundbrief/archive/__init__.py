"""The archive: a static site of the meetings, with feeds, for readers whom no one invited."""

from rundbrief.archive.folder import Changes, open_site, write_site
from rundbrief.archive.manifest import Manifest, Remembered
from rundbrief.archive.publisher import Publisher
from rundbrief.archive.site import Sent, Site, make_site

__all__ = [
    "Changes",
    "Manifest",
    "Publisher",
    "Remembered",
    "Sent",
    "Site",
    "make_site",
    "open_site",
    "write_site",
]
