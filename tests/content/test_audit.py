"""Every problem, proved with the grader the user meets."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from prep.catalogue.problems import accepted_paths, find_problem, find_problems, slugs
from prep.flows.audit import audit
from prep.grader.supervise import grade
from prep.grader.warm import Warm
from prep.model.problem import Kind
from prep.places import own_content

SLUGS = slugs((own_content(),))


@pytest.fixture(scope="module")
def warm() -> Iterator[Warm]:
    """Fork servers that are kept from one answer to the next."""
    with Warm(spare=False) as kept:
        yield kept


def test_the_whole_shelf_reads():
    """Every folder under problems/ becomes a problem, without a fault, and every kind is there."""
    shelf = find_problems((own_content(),))

    assert shelf.faults == ()
    assert sorted(problem.slug for problem in shelf.problems) == sorted(SLUGS)
    assert {problem.kind for problem in shelf.problems} == set(Kind)


@pytest.mark.parametrize("slug", SLUGS)
def test_content_is_complete(slug: str):
    """A problem has three hints, two follow-ups, two clarifications, six mistakes and three other right answers."""
    problem = find_problem((own_content(),), slug)

    assert len(problem.hints) == 3
    assert len(problem.follow_ups) >= 2
    assert len(problem.asks) >= 2
    assert len(problem.mistakes) >= 6
    assert len(accepted_paths(problem)) >= 3


@pytest.mark.content
@pytest.mark.timeout(600)
@pytest.mark.parametrize("slug", SLUGS)
def test_audit_finds_nothing(slug: str, warm: Warm):
    """Right answers pass under every seed; the starter and degenerate answers fail; mistakes are named first."""
    problem = find_problem((own_content(),), slug)

    findings = audit(problem, partial(grade, crews=warm.crew), jobs=1)

    assert [str(finding) for finding in findings] == []
