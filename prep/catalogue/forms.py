"""What each entry of a problem is, told from the starter's syntax: it decides how the grader may use it."""

from __future__ import annotations

import ast

from prep.model.problem import Form

_ITERATORS = {"Iterator", "Iterable", "Generator"}


def forms_in(starter: ast.Module) -> dict[str, Form]:
    """The form of every function and class at the top level; of two with one name, the last stays."""
    forms: dict[str, Form] = {}
    for node in starter.body:
        if isinstance(node, ast.ClassDef):
            forms[node.name] = Form.CLASS
        elif isinstance(node, ast.AsyncFunctionDef):
            forms[node.name] = Form.COROUTINE
        elif isinstance(node, ast.FunctionDef):
            forms[node.name] = Form.ITERATOR if _names_iterator(node.returns) else Form.FUNCTION
    return forms


def _names_iterator(annotation: ast.expr | None) -> bool:
    """Whether an annotation is an iterator's: bare, prefixed, subscripted, or any of these quoted."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        try:
            annotation = ast.parse(annotation.value.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    if isinstance(annotation, ast.Subscript):
        annotation = annotation.value
    if isinstance(annotation, ast.Attribute):
        return annotation.attr in _ITERATORS
    return isinstance(annotation, ast.Name) and annotation.id in _ITERATORS
