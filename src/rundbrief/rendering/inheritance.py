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


class _Outline(NamedTuple):
    """What matters of a template's tree: whom it extends, every block, and what stands outermost.

    `said` is each outermost block and text with its line; a text has no name.
    """

    parent: str | None
    blocks: frozenset[str]
    said: tuple[tuple[str, int], ...]


def lost(environment: Environment, name: str) -> Iterator[Lost]:
    """What the template of that name, and those it extends, say in vain, from the child up."""
    outline = _outline(environment, name)
    if outline.parent is None:
        return
    known = _known(environment, outline.parent)
    for block, line in outline.said:
        if block not in known:
            yield Lost(Place(name, line), block, known)
    yield from lost(environment, outline.parent)


def _known(environment: Environment, name: str) -> frozenset[str]:
    """The blocks of a template and of those it extends."""
    outline = _outline(environment, name)
    above = _known(environment, outline.parent) if outline.parent else frozenset()
    return outline.blocks | above


def _outline(environment: Environment, name: str) -> _Outline:
    assert environment.loader is not None  # noqa: S101 — ours all have one
    source, _, _ = environment.loader.get_source(environment, name)
    return _outlined(source)


@lru_cache(maxsize=64)  # by its text: a saved template is another one
def _outlined(source: str) -> _Outline:
    # Lines are counted as our sandboxes count them.
    tree = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).parse(source)
    blocks = frozenset(block.name for block in tree.find_all(nodes.Block))
    return _Outline(_parent(tree), blocks, tuple(_said(tree)))


def _parent(tree: nodes.Template) -> str | None:
    found = next(tree.find_all(nodes.Extends), None)
    # A parent that is worked out while rendering can't be followed, and no template needs it.
    named = found is not None and isinstance(found.template, nodes.Const)
    return str(found.template.value) if named else None  # type: ignore[union-attr] # looked at above


def _said(tree: nodes.Template) -> Iterator[tuple[str, int]]:
    for node in tree.body:
        if isinstance(node, nodes.Block):
            yield node.name, node.lineno
        elif isinstance(node, nodes.Output) and (text := _first_text(node)):
            yield "", text.lineno


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
