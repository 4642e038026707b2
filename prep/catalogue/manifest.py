"""Which checks a problem has, read from the syntax of checks.py: nothing in it is ever executed here."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from prep.catalogue.faults import Fault
from prep.catalogue.names import did_you_mean, nearest
from prep.catalogue.sources import Source
from prep.model.problem import Axis, CheckSpec
from prep.model.text import counted, one_line

MARKS = ("catches", "stage", "axis")

# The node whose line is meant, the check's name, and what is wrong.
Complaint = tuple[ast.AST, str, str]


@dataclass(frozen=True)
class Known:
    """What problem.toml declares that marks may name; None where its own faults leave that open."""

    mistakes: Collection[str] | None = None
    stages: int | None = None


def read_manifest(source: Source, known: Known) -> tuple[tuple[CheckSpec, ...], list[Fault]]:
    """The checks in the order of their source, and every way in which they are not as they should be."""
    complaints = list(_not_checks(source.tree))
    first: dict[str, ast.FunctionDef] = {}
    specs: list[CheckSpec] = []
    for node in source.tree.body:
        if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test_"):
            continue
        before = first.setdefault(node.name, node)
        if before is not node:
            complaints.append((node, node.name, f"is defined already on line {before.lineno}"))
            continue
        spec, of_check = _spec(node, known)
        specs.append(spec)
        complaints += of_check
    faults = [Fault(source.file, getattr(node, "lineno", None), key, says) for node, key, says in complaints]
    faults += [Fault(source.file, None, key, says) for key, says in _left_out(specs, known)]
    return tuple(specs), sorted(faults, key=lambda fault: fault.line or 0)


def _not_checks(tree: ast.Module) -> Iterator[Complaint]:
    """What pytest would run, or apply to every check, although the manifest cannot list it."""
    for node in _module_level(tree):
        match node:
            case ast.AsyncFunctionDef(name=name) if name.startswith("test"):
                yield node, name, "must not be async: a check calls the entry, the worker runs its loop"
            case ast.FunctionDef(name=name) if name.startswith("test_"):
                if node not in tree.body:
                    yield node, name, "must stand at the top level of the file"
            case ast.FunctionDef(name=name) if name.startswith("test"):
                yield (
                    node,
                    name,
                    "would be run by pytest: call it test_... if it is a check, anything else if not",
                )
            case ast.ClassDef(name=name) if name.startswith("Test") or _is_test_case(node):
                yield node, name, "is a test class: write each check as a function"
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                for name in (alias.asname or alias.name for alias in names):
                    if name.startswith(("test_", "Test")):
                        yield node, name, f"would be run by pytest: import it as _{name}"
            case ast.Name(id="pytestmark", ctx=ast.Store()):
                yield node, "pytestmark", "marks belong on each check"


def _module_level(tree: ast.Module) -> Iterator[ast.AST]:
    """Every node outside of functions and classes, those themselves included."""
    waiting: list[ast.AST] = [*reversed(tree.body)]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            waiting += reversed(list(ast.iter_child_nodes(node)))


def _is_test_case(node: ast.ClassDef) -> bool:
    return any(ast.unparse(base).endswith("TestCase") for base in node.bases)


def _spec(node: ast.FunctionDef, known: Known) -> tuple[CheckSpec, list[Complaint]]:
    """One check, with the complaints about its docstring and marks; what is wrong is left at its default."""
    spec = CheckSpec(id=node.name, title=one_line(ast.get_docstring(node) or ""))
    complaints: list[Complaint] = []
    if not spec.title:
        complaints.append((node, node.name, "has no docstring: its first line is the check's title"))
    seen: set[str] = set()
    for decorator in node.decorator_list:
        mark, values = _mark(decorator)
        twice = [f"has two marks {mark!r}"] if mark in seen and mark != "catches" else []
        complaints += [(decorator, node.name, each) for each in (*twice, *_objections(mark, values, known))]
        seen.add(mark)
        if values:
            spec = _marked(spec, mark, values)
    return spec, complaints


def _mark(decorator: ast.expr) -> tuple[str, list[object] | None]:
    """The name of a pytest mark, empty for another decorator, and its values, None unless all literal."""
    call = decorator if isinstance(decorator, ast.Call) else None
    called = ast.unparse(call.func if call else decorator)
    owner, _, name = called.rpartition(".")
    if owner not in ("pytest.mark", "mark"):
        return "", None
    if call is None or call.keywords:
        return name, None
    values: list[object] = [each.value for each in call.args if isinstance(each, ast.Constant)]
    return name, values if len(values) == len(call.args) else None


def _objections(mark: str, values: list[object] | None, known: Known) -> Iterator[str]:
    """What is wrong with one decorator of a check, if anything is."""
    match mark, values:
        case "", _:
            yield "may be decorated by pytest.mark.catches, stage and axis alone"
        case "parametrize", _:
            yield "must not be parametrized: loop inside the check"
        case "catches", [_, *_] as ids if all(isinstance(id, str) for id in ids):
            mistakes = list(map(str, ids)) if known.mistakes is None else known.mistakes
            for id in (str(id) for id in ids if id not in mistakes):
                yield f"catches {id!r}, which is no [[mistake]] of problem.toml{did_you_mean(id, mistakes)}"
        case "catches", _:
            yield 'must name mistakes as plain text: @pytest.mark.catches("some-id")'
        case "stage", [int(stage)] if not isinstance(stage, bool):
            if stage < 1 or (known.stages is not None and stage > max(1, known.stages)):
                there = counted(known.stages, "stage") if known.stages else "no stages"
                yield f"stage {stage} does not exist: problem.toml has {there}"
        case "stage", _:
            yield "must name its stage as one plain number: @pytest.mark.stage(2)"
        case "axis", [str(axis)]:
            axes = [each.value for each in Axis]
            if axis not in axes:
                yield f"axis {axis!r} is not one of {', '.join(axes)}{did_you_mean(axis, axes)}"
        case "axis", _:
            yield 'must name its axis as plain text: @pytest.mark.axis("stability")'
        case _ if mark not in MARKS:
            yield f"unknown mark {mark!r}{did_you_mean(mark, MARKS)}"


def _marked(spec: CheckSpec, mark: str, values: list[object]) -> CheckSpec:
    """The check with one mark taken up, as far as it makes sense."""
    match mark, values:
        case "catches", _:
            ids = [each for each in values if isinstance(each, str)]
            return replace(spec, catches=tuple(dict.fromkeys((*spec.catches, *ids))))
        case "stage", [int(stage)]:
            return replace(spec, stage=stage)
        case "axis", [str(axis)] if axis in list(Axis):
            return replace(spec, axis=Axis(axis))
    return spec


def _left_out(specs: list[CheckSpec], known: Known) -> Iterator[tuple[str, str]]:
    """What problem.toml declares and no check attends to; a mistyped id stands for the one it resembles."""
    if not specs:
        yield "", "has no checks: write functions named test_..."
        return
    mistakes = known.mistakes or ()
    caught = {id for spec in specs for id in spec.catches}
    caught |= {guess for id in caught - set(mistakes) if (guess := nearest(id, mistakes))}
    for id in mistakes:
        if id not in caught:
            yield "catches", f"no check catches the mistake {id!r}"
    staged = {spec.stage for spec in specs}
    for stage in range(1, (known.stages or 0) + 1):
        if stage not in staged:
            yield "stage", f"stage {stage} has no check, so it could never be passed"
