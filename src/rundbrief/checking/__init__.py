"""What could be wrong with a composed mail, before it leaves: findings, and a report of them.

Message, what it is about ─▶ Specimen ─▶ check_mail ─▶ Finding, … ─▶ report
"""

from rundbrief.checking.checks import CHECKS, Check, check_mail
from rundbrief.checking.finding import Examined, Finding
from rundbrief.checking.report import report
from rundbrief.checking.specimen import Specimen
from rundbrief.checking.support import CLIENTS

__all__ = ["CHECKS", "CLIENTS", "Check", "Examined", "Finding", "Specimen", "check_mail", "report"]
