"""The Jinja sandbox: nothing in reach but the context, and marks that nobody can misuse.

    plain_environment(loader)          for real readers
    marked_environment(loader, marks)  the same, every way to transform a reader's words guarded

Both know the same filters and tests, so a template means the same in either. `.html` templates
escape what they print, all others don't; an unknown name is an error, never an empty text.

The guard is whole because Jinja's compiler asks the environment for everything but three things:
tests of truth, comparisons and loops, slices. `_Guarded` wraps those before code is generated.
"""

import sys
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final

from jinja2 import BaseLoader, nodes, pass_eval_context
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, Macro
from jinja2.sandbox import SandboxedEnvironment
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from rundbrief.rendering.bounds import BoundedEnvironment
from rundbrief.rendering.compiled import Compiled
from rundbrief.rendering.marks import STEPS, Mark, Marks, Misuse, Place
from rundbrief.rendering.template_problem import Unknown

# Filters of Jinja's that no template has, for one of three reasons.
REMOVED: Final = (
    *("random", "pprint", "attr"),  # never the same twice, or made for programmers
    *("urlize", "xmlattr", "forceescape", "filesizeformat"),  # make HTML that no one designed
    *("sort", "dictsort", "unique", "groupby", "min", "max", "sum"),  # would compare readers
)


def _urlencode(value: object) -> str:
    return STEPS["percent"](str(value))


# Filters that are carried out for each reader, and the step that does it.
CARRIED: Final[Mapping[str, tuple[str, Callable[[Any], str]]]] = {
    "urlencode": ("percent", _urlencode),
    "e": ("html", escape),
    "escape": ("html", escape),
}

# What a filter may be given although a reader's words are in it: `default` asks a mark whether it
# is empty; the others put the items of a list side by side.
FILTERS_PASS: Final[Mapping[str, tuple[type, ...]]] = {
    **dict.fromkeys(("default", "d"), (Mark,)),
    **dict.fromkeys(("join", "list", "first", "last", "batch", "slice"), (list, tuple)),
}

# Tests that a mark answers like any text.
ANSWERED: Final = frozenset(
    {"defined", "undefined", "none", "==", "eq", "equalto", "!=", "ne", "in"}
)

# Each kind of environment generates its own code; see `_Guarded`.
_PLAIN_CODE: Final = Compiled()
_MARKED_CODE: Final = Compiled()

_TRUTH, _WHOLE = "test of truth", "whole value"  # no template can write a filter's name like this


def plain_environment(loader: BaseLoader) -> SandboxedEnvironment:
    """The sandbox for templates that meet a real reader."""
    environment = BoundedEnvironment(**_settings(loader), bytecode_cache=_PLAIN_CODE)
    _empty(environment)
    return environment


def marked_environment(loader: BaseLoader, marks: Marks) -> SandboxedEnvironment:
    """The sandbox for templates that meet these marks; whatever transforms them is Misuse."""
    environment = _MarkedEnvironment(marks, **_settings(loader), bytecode_cache=_MARKED_CODE)
    _empty(environment)
    environment.guard()
    return environment


def _settings(loader: BaseLoader) -> dict[str, Any]:
    return {
        "loader": loader,
        "autoescape": lambda name: bool(name and name.endswith(".html")),
        "undefined": Unknown,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "keep_trailing_newline": True,
    }


def _empty(environment: BoundedEnvironment) -> None:
    environment.globals.clear()
    for name in REMOVED:
        del environment.filters[name]
    environment.filters["urlencode"] = _urlencode
    environment.bound()


class _MarkedEnvironment(BoundedEnvironment):
    """Refuses all that can't be carried out for each reader, and notes where marks were printed."""

    intercepted_binops = frozenset(SandboxedEnvironment.default_binop_table)
    intercepted_unops = frozenset(SandboxedEnvironment.default_unop_table)

    def __init__(self, marks: Marks, **settings: Any) -> None:
        super().__init__(**settings, finalize=self._printed())
        self._marks = marks

    def guard(self) -> None:
        """Put a guard before each filter and test."""
        for name, function in self.filters.items():
            self.filters[name] = self._guarded(name, function, FILTERS_PASS.get(name))
        for name, function in self.tests.items():
            passes = (Mark,) if name in ANSWERED else None
            self.tests[name] = self._guarded(name, function, passes)
        for name, (step, function) in CARRIED.items():
            self.filters[name] = self._carried(step, function)
        self.filters[_TRUTH], self.filters[_WHOLE] = self._truth, self._whole

    def call(self, context: Context, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        # A macro prints what it is given, and `say` puts it into a sentence.
        carries = isinstance(function, Macro) or function is context.resolve_or_missing("say")
        if not carries:
            self._refuse(f"{getattr(function, '__name__', '')}( )", *args, *kwargs.values())
        return super().call(context, function, *args, **kwargs)

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, str):
            self._refuse(f".{attribute}", obj)
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        self._refuse("[ ]", argument, *([obj] if isinstance(obj, str | Mark) else []))
        return super().getitem(obj, argument)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        self._refuse(operator, left, right)
        return super().call_binop(context, operator, left, right)

    def call_unop(self, context: Context, operator: str, arg: Any) -> Any:
        self._refuse(operator, arg)
        return super().call_unop(context, operator, arg)

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,
    ) -> str:
        return super()._generate(_Guarded().visit(source), name, filename, defer_init)

    def _refuse(self, doing: str, *values: object) -> None:
        for value in values:
            if held := self._marks.held_in(value):
                raise Misuse("rendering.reader-transformed", held, doing)

    def _guarded(
        self, name: str, function: Any, passes: tuple[type, ...] | None
    ) -> Callable[..., Any]:
        @wraps(function)  # with the attribute that tells Jinja to pass its context
        def guarded(*args: Any, **kwargs: Any) -> Any:
            for value in (*args, *kwargs.values()):
                if not (passes and isinstance(value, passes)):
                    self._refuse(name, value)
            return function(*args, **kwargs)

        return guarded

    def _carried(self, step: str, function: Callable[[Any], str]) -> Callable[[object], str]:
        def carried(value: object) -> str:
            if not self._marks.held_in(value) or (step == "html" and isinstance(value, Markup)):
                return function(value)
            stepped = function(str(value) if isinstance(value, Mark) else value)
            return type(stepped)(self._marks.stepped(stepped, step))

        return carried

    def _truth(self, value: object) -> object:
        """A text with anything beside a reader's words in it is true whatever they are."""
        if isinstance(value, str) and not self._marks.pattern.sub("", value):
            self._refuse_tested("if", value)
        return value

    def _whole(self, value: object) -> object:
        if isinstance(value, str):
            self._refuse_tested("==", value)
        return value

    def _refuse_tested(self, doing: str, text: str) -> None:
        if held := self._marks.held_in(text):
            raise Misuse("rendering.reader-tested", held, doing)

    def _printed(self) -> Callable[[EvalContext, Any], Any]:
        @pass_eval_context
        def printed(context: EvalContext, value: Any) -> Any:
            if not self._marks.held_in(value) or isinstance(value, list | tuple):
                return value
            text = str(value) if isinstance(value, Mark) else value
            if context.autoescape and not isinstance(text, Markup):
                text = Markup(self._marks.stepped(escape(text), "html"))  # noqa: S704 - escaped
            self._note(text)
            return text

        return printed

    def _note(self, text: str) -> None:
        """Remember where each token was printed: two calls up, in the template's code."""
        frame = sys._getframe(2)  # noqa: SLF001 - the compiled template is who called `printed`
        template = frame.f_globals.get("__jinja_template__")
        if template is not None:
            place = Place(template.name, template.get_corresponding_lineno(frame.f_lineno))
            for token in self._marks.pattern.findall(text):
                self._marks.places.setdefault(token, []).append(place)


class _Guarded(NodeTransformer):
    """A template's tree with a guard around whatever Python itself would test, compare or cut."""

    def visit_If(self, node: nodes.If) -> nodes.Node:  # noqa: N802 - Jinja's way of naming
        return self._around(node, _TRUTH, "test")

    def visit_CondExpr(self, node: nodes.CondExpr) -> nodes.Node:  # noqa: N802
        return self._around(node, _TRUTH, "test")

    def visit_And(self, node: nodes.And) -> nodes.Node:  # noqa: N802
        return self._around(node, _TRUTH, "left")

    def visit_Or(self, node: nodes.Or) -> nodes.Node:  # noqa: N802
        return self._around(node, _TRUTH, "left")

    def visit_Not(self, node: nodes.Not) -> nodes.Node:  # noqa: N802
        return self._around(node, _TRUTH, "node")

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:  # noqa: N802
        return self._around(node, _WHOLE, "expr")

    def visit_Operand(self, node: nodes.Operand) -> nodes.Node:  # noqa: N802
        return self._around(node, _WHOLE, "expr")

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802
        self._around(node, _WHOLE, "iter")
        if node.test is not None:
            self._wrap(node, _TRUTH, "test")
        return node

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:  # noqa: N802
        if isinstance(node.arg, nodes.Slice):
            return self._around(node, _WHOLE, "node")
        self.generic_visit(node)
        return node

    def _around(self, node: nodes.Node, guard: str, field: str) -> nodes.Node:
        self.generic_visit(node)
        self._wrap(node, guard, field)
        return node

    def _wrap(self, node: nodes.Node, guard: str, field: str) -> None:
        inner = getattr(node, field)
        wrapped = nodes.Filter(inner, guard, [], [], None, None, lineno=inner.lineno)
        setattr(node, field, wrapped)
