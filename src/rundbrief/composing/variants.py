"""A tree of questions: who answers them all alike shares a variant.

    Trail (questions, outcomes) + leaf ──grow──▶ tree ──find(reader)──▶ leaf or None

After the same outcomes a template asks the same next question, so each node is one question, and
finding a reader's variant asks only what its own templates asked.
"""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Generic, TypeVar

from rundbrief.rendering import Question, Reader, Trail

Leaf = TypeVar("Leaf")


@dataclass(slots=True)
class _Branch(Generic[Leaf]):
    question: Question
    outcomes: "dict[bool, _Branch[Leaf] | Leaf]" = field(default_factory=dict)


class Variants(Generic[Leaf]):
    """The variants found so far; `questions` are all that tell them apart."""

    def __init__(self) -> None:
        self.questions: set[Question] = set()
        self._root: _Branch[Leaf] | None = None

    def find(self, reader: Reader) -> Leaf | None:
        """The leaf of this reader's variant, None where one of their outcomes never came up."""
        node: _Branch[Leaf] | Leaf | None = self._root
        while isinstance(node, _Branch):
            node = node.outcomes.get(node.question.ask(reader))
        return node

    def grow(self, trail: Trail, leaf: Leaf) -> None:
        """Hang a leaf behind a trail of at least one question."""
        self.questions |= trail.outcomes.keys()
        (first, _), *_ = steps = list(trail.outcomes.items())
        branch = self._root = self._root or _Branch(first)
        for (_, outcome), (question, _) in pairwise(steps):
            node = branch.outcomes.setdefault(outcome, _Branch(question))
            if not isinstance(node, _Branch) or node.question != question:
                raise LookupError(f"a template asked {question} where it had asked otherwise")
            branch = node
        branch.outcomes[steps[-1][1]] = leaf
