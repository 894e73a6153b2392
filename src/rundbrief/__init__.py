"""Rundbrief: the invitation desk for networks of public offices.

What should be (files, lists) less what each recipient holds (the ledger) is the plan.

    definitions ─▶ planning ─▶ composing ─▶ messages ─▶ delivery ─▶ ledger
"""
