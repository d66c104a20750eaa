"""Find where the screen's code would hand Textual a plain string that it reads as markup.

Textual takes a `str` for markup wherever it is shown: "[/]" in a headline ends the program, and
"[@click=app.quit]" becomes something to click.  So what is shown has to be a literal of our own, or a
`Content` (or a Rich `Text`) made of data.  This looks at the syntax alone: every place where a widget
takes something to show, and whether what it is given was made in one of the safe ways.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

SHOWN_FIRST = {
    "Static": 0,
    "Label": 0,
    "Button": 0,
    "Option": 0,
    "DiscoveryHit": 0,
    "Hit": 1,
    "Digits": 0,
    "Toast": 0,
}
"""Widgets and their kin, and which argument they show."""
TITLES = {"border_title", "border_subtitle", "tooltip", "title", "sub_title", "help_text"}
WIDGETS = {"Static", "Input", "OptionList"}
"""Widgets of Textual's that the screen is made of; others read what they are given in ways of their own."""
_SAFE_CLASSES = {"Content", "Text"}
_UNSAFE_MAKERS = {"from_markup", "from_rich_text_markup", "render_markup"}


def faults(source: str) -> list[str]:
    """Return what is wrong in a module's source, as "line 3: why"."""
    tree = ast.parse(source)
    safe_functions = {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and node.returns is not None
        and ast.unparse(node.returns) in _SAFE_CLASSES
    }
    found: list[str] = []
    for scope in _scopes(tree):
        names = _Names(scope, safe_functions)
        for node in _own_nodes(scope):
            found += [f"line {getattr(node, 'lineno', 0)}: {why}" for why in _fault(node, names)]
    return sorted(set(found))


class _Names:
    """What the names in one function stand for, as far as it matters here."""

    def __init__(self, scope: ast.AST, safe_functions: set[str]) -> None:
        self.safe_functions = safe_functions
        self.safe: set[str] = set()
        self.statics: set[str] = set()
        self.literals: set[str] = set()
        for node in _own_nodes(scope):
            if (
                isinstance(node, ast.Assign)
                and len(node.targets) == 1
                and isinstance(node.targets[0], ast.Name)
            ):
                name = node.targets[0].id
                if self.is_safe(node.value):
                    self.safe.add(name)
                if _is_static(node.value):
                    self.statics.add(name)

    def is_safe(self, node: ast.expr) -> bool:
        """Tell whether an expression is a literal of ours, or was made in a way that is never markup."""
        if isinstance(node, ast.Constant):
            return True
        if isinstance(node, ast.Name):
            return node.id in self.safe or node.id.isupper()
        if isinstance(node, ast.IfExp):
            return self.is_safe(node.body) and self.is_safe(node.orelse)
        if not isinstance(node, ast.Call):
            return False
        function = node.func
        if isinstance(function, ast.Name):
            return function.id in _SAFE_CLASSES | self.safe_functions
        if not isinstance(function, ast.Attribute) or function.attr in _UNSAFE_MAKERS:
            return False
        if function.attr in self.safe_functions:
            return True
        of = function.value
        return (isinstance(of, ast.Name) and of.id in _SAFE_CLASSES) or self.is_safe(of)


def _fault(node: ast.AST, names: _Names) -> Iterator[str]:
    if isinstance(node, ast.Call):
        yield from _call_fault(node, names)
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        titles = [one for one in targets if isinstance(one, ast.Attribute) and one.attr in TITLES - {"title"}]
        if titles and node.value is not None and not names.is_safe(node.value):
            yield f"{titles[0].attr} is read as markup"
    elif isinstance(node, ast.FunctionDef) and node.name == "render" and node.returns is not None:
        if ast.unparse(node.returns) in ("str", "RenderableType", "Any"):
            yield "what `render` returns is read as markup where it is a str"
    elif isinstance(node, ast.ImportFrom) and node.module == "textual.widgets":
        for alias in node.names:
            if alias.name not in WIDGETS:
                yield f"{alias.name} is a widget nobody has looked at"
    elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("textual.widgets."):
        for alias in node.names:
            if alias.name not in WIDGETS | {"Option"}:
                yield f"{alias.name} is a widget nobody has looked at"


def _call_fault(node: ast.Call, names: _Names) -> Iterator[str]:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    keywords = {keyword.arg: keyword.value for keyword in node.keywords}
    if name in SHOWN_FIRST:
        place = SHOWN_FIRST[name]
        shown = node.args[place] if len(node.args) > place else None
        for one in (shown, *(keywords.get(key) for key in ("content", "label", "prompt", "match_display"))):
            if one is not None and not names.is_safe(one):
                yield f"{name} is given what may be a plain str: {ast.unparse(one)}"
    if method == "update" and node.args and _of_static(node.func, names) and not names.is_safe(node.args[0]):
        yield f"a widget is updated with what may be a plain str: {ast.unparse(node.args[0])}"
    if method in _UNSAFE_MAKERS or name in _UNSAFE_MAKERS:
        yield "markup is made of a str"
    markup = keywords.get("markup")
    if markup is not None and not (isinstance(markup, ast.Constant) and markup.value is False):
        yield "markup is switched on"
    for title in TITLES & keywords.keys() - {"title"}:
        if not names.is_safe(keywords[title]):
            yield f"{title} is read as markup"


def _of_static(function: ast.expr, names: _Names) -> bool:
    assert isinstance(function, ast.Attribute)
    of = function.value
    return _is_static(of) or (isinstance(of, ast.Name) and of.id in names.statics)


def _is_static(node: ast.expr) -> bool:
    """Tell whether an expression is a query for a widget that shows something."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("Static", "Label")
        )
    wanted = {argument.id for argument in node.args if isinstance(argument, ast.Name)}
    return node.func.attr in ("query_one", "query_exactly_one") and bool(wanted & {"Static", "Label"})


def _scopes(tree: ast.Module) -> Iterator[ast.AST]:
    yield tree
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield node


def _own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a scope, those of functions inside it left out (but not the functions)."""
    waiting = list(ast.iter_child_nodes(scope))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            waiting += ast.iter_child_nodes(node)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            waiting += node.decorator_list
