"""Reads what owners download from the networks: uploaded bytes in, recognised tables and findings out.

Nothing here knows a clock, the network or the database.
"""

from cmlite.importers.base import Finding, Parsed, ReadOptions, note
from cmlite.importers.headings import headings_key
from cmlite.importers.mapping import ROLES
from cmlite.importers.messages import MessageLayout, sniff_messages
from cmlite.importers.uploads import read_upload

__all__ = [
    "ROLES",
    "Finding",
    "MessageLayout",
    "Parsed",
    "ReadOptions",
    "headings_key",
    "note",
    "read_upload",
    "sniff_messages",
]
