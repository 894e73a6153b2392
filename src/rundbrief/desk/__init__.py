"""What an organiser does at her desk, one function each."""

from rundbrief.desk.answer import Answered, answer, answered
from rundbrief.desk.attendance import attendance, attendance_sheet
from rundbrief.desk.check import Checked, check
from rundbrief.desk.desk import Desk, open_desk
from rundbrief.desk.doctor import Diagnosis, Row, Verdict, doctor
from rundbrief.desk.forget import Forgotten, forget
from rundbrief.desk.init import Beginning, answer_problem, init
from rundbrief.desk.listed import Listed, listed
from rundbrief.desk.new import Order, new
from rundbrief.desk.optout import opt_in, opt_out, opted_out
from rundbrief.desk.plan import Planned, Word, plan
from rundbrief.desk.preview import preview
from rundbrief.desk.proof import proof
from rundbrief.desk.send import Sent, send
from rundbrief.desk.site import Published, site
from rundbrief.desk.status import status
from rundbrief.ledger import OptedOut, Standing, Suppression

__all__ = [
    "Answered",
    "Beginning",
    "Checked",
    "Desk",
    "Diagnosis",
    "Forgotten",
    "Listed",
    "OptedOut",
    "Order",
    "Planned",
    "Published",
    "Row",
    "Sent",
    "Standing",
    "Suppression",
    "Verdict",
    "Word",
    "answer",
    "answer_problem",
    "answered",
    "attendance",
    "attendance_sheet",
    "check",
    "doctor",
    "forget",
    "init",
    "listed",
    "new",
    "open_desk",
    "opt_in",
    "opt_out",
    "opted_out",
    "plan",
    "preview",
    "proof",
    "send",
    "site",
    "status",
]
