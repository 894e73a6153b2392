"""What an organiser does at her desk, one function each."""

from rundbrief.checking import Examined, Finding
from rundbrief.desk.answer import Answered, answer, answered
from rundbrief.desk.attendance import attendance, attendance_sheet
from rundbrief.desk.check import Checked, accessibility_report, check
from rundbrief.desk.demo import DEMO_NOW, lay_out_demo
from rundbrief.desk.desk import Desk, open_desk
from rundbrief.desk.doctor import Diagnosis, Row, Verdict, doctor
from rundbrief.desk.edit import Form, open_form, retyped, save
from rundbrief.desk.evidence import Evidence, evidence
from rundbrief.desk.examining import faults
from rundbrief.desk.fields import Field, Rows, several, single
from rundbrief.desk.forget import Forgotten, forget
from rundbrief.desk.freeze import foresee
from rundbrief.desk.init import Beginning, answer_problem, init
from rundbrief.desk.listed import Greeted, listed
from rundbrief.desk.look import Letter, Look, Survey, Wish, findings, letters, look, survey
from rundbrief.desk.new import Order, new
from rundbrief.desk.optout import opt_in, opt_out, opted_out
from rundbrief.desk.plan import Planned, Word, plan
from rundbrief.desk.preview import preview
from rundbrief.desk.proof import proof
from rundbrief.desk.rewriting import Entry, Texts
from rundbrief.desk.send import Sent, send
from rundbrief.desk.settle import Settled, SettledHere, questions, settle, settle_here
from rundbrief.desk.site import Published, site
from rundbrief.desk.status import status
from rundbrief.desk.story import as_sent, stories
from rundbrief.desk.subjects import subject_files
from rundbrief.desk.waiting import wait_until_settled
from rundbrief.ledger import OptedOut, Question, Recovered, Settlement, Standing, Story, Suppression

__all__ = [
    "DEMO_NOW",
    "Answered",
    "Beginning",
    "Checked",
    "Desk",
    "Diagnosis",
    "Entry",
    "Evidence",
    "Examined",
    "Field",
    "Finding",
    "Forgotten",
    "Form",
    "Greeted",
    "Letter",
    "Look",
    "OptedOut",
    "Order",
    "Planned",
    "Published",
    "Question",
    "Recovered",
    "Row",
    "Rows",
    "Sent",
    "Settled",
    "SettledHere",
    "Settlement",
    "Standing",
    "Story",
    "Suppression",
    "Survey",
    "Texts",
    "Verdict",
    "Wish",
    "Word",
    "accessibility_report",
    "answer",
    "answer_problem",
    "answered",
    "as_sent",
    "attendance",
    "attendance_sheet",
    "check",
    "doctor",
    "evidence",
    "faults",
    "findings",
    "foresee",
    "forget",
    "init",
    "lay_out_demo",
    "letters",
    "listed",
    "look",
    "new",
    "open_desk",
    "open_form",
    "opt_in",
    "opt_out",
    "opted_out",
    "plan",
    "preview",
    "proof",
    "questions",
    "retyped",
    "save",
    "send",
    "settle",
    "settle_here",
    "several",
    "single",
    "site",
    "status",
    "stories",
    "subject_files",
    "survey",
    "wait_until_settled",
]
