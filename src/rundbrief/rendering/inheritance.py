"""Blocks that no parent has, and text beside the blocks: Jinja drops both without a word.

child ─▶ its tree ─▶ extends ─▶ parent's tree ─▶ … ─▶ what of the child would appear nowhere
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from jinja2 import Environment, nodes

from rundbrief.rendering.marks import Place


class Lost(NamedTuple):
    """A block by its name, or text where `block` is empty; `known` are the blocks there are."""

    place: Place
    block: str
    known: frozenset[str]


def lost(environment: Environment, name: str) -> Iterator[Lost]:
    """What the template of that name, and those it extends, say in vain, from the child up."""
    tree = _tree(environment, name)
    parent = _parent(tree)
    if parent is None:
        return
    known = frozenset(_blocks(environment, parent))
    for node in tree.body:
        if isinstance(node, nodes.Block) and node.name not in known:
            yield Lost(Place(name, node.lineno), node.name, known)
        elif isinstance(node, nodes.Output) and (text := _first_text(node)):
            yield Lost(Place(name, text.lineno), "", known)
    yield from lost(environment, parent)


def _tree(environment: Environment, name: str) -> nodes.Template:
    assert environment.loader is not None  # noqa: S101 — ours all have one
    source, _, _ = environment.loader.get_source(environment, name)
    return _parsed(source)


@lru_cache(maxsize=64)
def _parsed(source: str) -> nodes.Template:
    """The tree, which is only read; lines are counted as our sandboxes count them."""
    return Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).parse(source)


def _parent(tree: nodes.Template) -> str | None:
    found = next(tree.find_all(nodes.Extends), None)
    # A parent that is worked out while rendering can't be followed, and no template needs it.
    named = found is not None and isinstance(found.template, nodes.Const)
    return str(found.template.value) if named else None  # type: ignore[union-attr] # looked at above


def _blocks(environment: Environment, name: str) -> Iterator[str]:
    tree = _tree(environment, name)
    yield from (block.name for block in tree.find_all(nodes.Block))
    if parent := _parent(tree):
        yield from _blocks(environment, parent)


def _first_text(node: nodes.Output) -> nodes.Node | None:
    """The first thing in it that would be seen."""
    return next(
        (
            each
            for each in node.nodes
            if not (isinstance(each, nodes.TemplateData) and not each.data.strip())
        ),
        None,
    )
