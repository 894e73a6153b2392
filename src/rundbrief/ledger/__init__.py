"""What is held and what happened: the ledger, on disk before it is said."""

from rundbrief.ledger.claims import Claimed, Recovered
from rundbrief.ledger.confirming import Confirming, NewDelivery, NewMailing
from rundbrief.ledger.erasure import Erased
from rundbrief.ledger.examination import Examined
from rundbrief.ledger.examination import examine as examine_ledger
from rundbrief.ledger.holdings import Beside
from rundbrief.ledger.ledger import Ledger
from rundbrief.ledger.people import different
from rundbrief.ledger.recording import ForbiddenStep
from rundbrief.ledger.roll import Roll
from rundbrief.ledger.salvage import salvage
from rundbrief.ledger.server import Server
from rundbrief.ledger.settling import Question, Settlement
from rundbrief.ledger.standing import MailingStanding, Standing
from rundbrief.ledger.story import Frozen, Story, Turn
from rundbrief.ledger.successors import Successors, greeting
from rundbrief.ledger.suppressions import OptedOut, Suppression
from rundbrief.ledger.trouble import AlreadyConfirmed, LedgerError, Locked
from rundbrief.ledger.witness import Doubt, Remembered, Witness, compare, read_witness
from rundbrief.ledger.worker import Worker, this_worker

__all__ = [
    "AlreadyConfirmed",
    "Beside",
    "Claimed",
    "Confirming",
    "Doubt",
    "Erased",
    "Examined",
    "ForbiddenStep",
    "Frozen",
    "Ledger",
    "LedgerError",
    "Locked",
    "MailingStanding",
    "NewDelivery",
    "NewMailing",
    "OptedOut",
    "Question",
    "Recovered",
    "Remembered",
    "Roll",
    "Server",
    "Settlement",
    "Standing",
    "Story",
    "Successors",
    "Suppression",
    "Turn",
    "Witness",
    "Worker",
    "compare",
    "different",
    "examine_ledger",
    "greeting",
    "read_witness",
    "salvage",
    "this_worker",
]
