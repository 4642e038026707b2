"""The same past in the tables that anybody would make for it, and one plain SQL script for each question.

The tables keep what happened and no conclusions, as the journal does, and are leaner: no submission's text, no messages
of checks. Corrections are made in the rows. An index stands wherever one of the scripts can use it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from history_plan import Kind, Sitting

from prep.model.correction import CORRECTIONS, Correction, corrected, corrections_from
from prep.model.episode import episodes_from
from prep.model.fact import Fact

TABLES = """
CREATE TABLE problems (slug TEXT PRIMARY KEY, topic TEXT NOT NULL, last_stage INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE skills (problem TEXT, skill TEXT, PRIMARY KEY (problem, skill)) WITHOUT ROWID;
CREATE TABLE sessions (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL, problem TEXT NOT NULL, started TEXT NOT NULL, minutes REAL NOT NULL,
    took REAL NOT NULL, hints INTEGER NOT NULL, gave_up INTEGER NOT NULL, voided INTEGER NOT NULL);
CREATE TABLE attempts (
    session INTEGER, number INTEGER, second REAL NOT NULL, stage INTEGER NOT NULL, outcome TEXT NOT NULL,
    passing INTEGER NOT NULL, PRIMARY KEY (session, number)) WITHOUT ROWID;
CREATE TABLE others (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, topic TEXT NOT NULL, what TEXT NOT NULL, started TEXT NOT NULL,
    outcome TEXT NOT NULL, mark REAL, share REAL, hints INTEGER NOT NULL, attempts INTEGER NOT NULL,
    counts INTEGER NOT NULL) WITHOUT ROWID;
"""
INDEXES = """
CREATE INDEX sessions_by_start ON sessions (started);
CREATE INDEX sessions_by_problem ON sessions (problem, started);
CREATE INDEX others_by_start ON others (started);
CREATE INDEX passes ON attempts (session, stage) WHERE outcome = 'passed';
ANALYZE;
"""

_MARKED = """
judged AS (
    SELECT a.session, count(*) AS n, max(a.passing) AS best,
        min(CASE WHEN a.outcome = 'passed' AND a.stage >= p.last_stage THEN a.second END) AS pass
    FROM attempts a JOIN sessions s ON s.number = a.session JOIN problems p ON p.slug = s.problem
    WHERE a.outcome NOT IN ('aborted', 'not_gradable', 'grader_broken') GROUP BY a.session),
marked AS (
    SELECT s.number, s.problem, p.topic, s.started, s.hints, ifnull(j.n, 0) AS attempts, j.pass IS NOT NULL AS passed,
        coalesce(j.pass, s.took) / (s.minutes * 60) AS share,
        CASE WHEN j.pass <= s.minutes * 60 AND s.hints = 0 THEN 4.0 WHEN j.pass IS NOT NULL THEN 3.0
            WHEN j.best > 0 THEN 2.0 ELSE 1.0 END AS mark
    FROM sessions s JOIN problems p ON p.slug = s.problem LEFT JOIN judged j ON j.session = s.number
    WHERE NOT s.voided AND (j.n > 0 OR s.gave_up))
"""
STATS = f"""
WITH {_MARKED}, grouped AS (
    SELECT 'topic' AS by, 'code' AS kind, topic AS name, attempts, passed, mark, share, hints, started FROM marked
    UNION ALL
    SELECT 'skill', 'code', k.skill, attempts, passed, mark, share, hints, started
    FROM marked m JOIN skills k ON k.problem = m.problem
    UNION ALL
    SELECT 'topic', kind, topic, attempts, outcome = 'passed', mark, share, hints, started FROM others WHERE counts),
ranked AS (
    SELECT by, kind, name, share, row_number() OVER g AS place, count(*) OVER (PARTITION BY by, kind, name) AS n
    FROM grouped WHERE share IS NOT NULL WINDOW g AS (PARTITION BY by, kind, name ORDER BY share)),
medians AS (
    SELECT by, kind, name, avg(share) AS share FROM ranked WHERE place IN ((n + 1) / 2, (n + 2) / 2) GROUP BY 1, 2, 3)
SELECT g.by, g.kind, g.name, count(*), sum(attempts), round(avg(passed), 4), round(avg(mark), 4), round(m.share, 4),
    round(avg(hints), 4), max(mark), max(started)
FROM grouped g LEFT JOIN medians m ON m.by = g.by AND m.kind = g.kind AND m.name = g.name
GROUP BY 1, 2, 3 ORDER BY 1, 2, avg(mark), 3
"""
LIST = """
WITH newest AS (
    SELECT * FROM (SELECT number, id, 'code' AS kind, problem AS what, started, NULL AS outcome, gave_up
        FROM sessions WHERE NOT voided ORDER BY started DESC LIMIT 20)
    UNION ALL
    SELECT * FROM (SELECT 0, id, kind, what, started, outcome, 0 FROM others ORDER BY started DESC LIMIT 20)
    ORDER BY started DESC LIMIT 20)
SELECT id, kind, what, started,
    coalesce(outcome, CASE WHEN EXISTS (
        SELECT 1 FROM attempts a JOIN problems p ON p.slug = what
        WHERE a.session = newest.number AND a.outcome = 'passed' AND a.stage >= p.last_stage) THEN 'passed'
        WHEN gave_up THEN 'gave-up' ELSE 'not-passed' END)
FROM newest ORDER BY started DESC
"""
TODAY = f"""
WITH {_MARKED}, ranked AS (
    SELECT k.skill, m.mark, m.started, row_number() OVER (PARTITION BY k.skill ORDER BY m.started DESC) AS place
    FROM marked m JOIN skills k ON k.problem = m.problem)
SELECT 'last', problem, started, passed FROM (SELECT * FROM marked ORDER BY started DESC LIMIT 5)
UNION ALL
SELECT 'problem', problem, max(started), max(passed) FROM marked GROUP BY problem
UNION ALL
SELECT 'skill', skill, max(started), group_concat(CAST(mark AS INTEGER), ' ') FROM ranked WHERE place <= 5
GROUP BY skill
UNION ALL
SELECT 'overall', '', count(*), avg(mark) FROM marked
UNION ALL
SELECT kind, what, max(started), mark FROM others WHERE counts GROUP BY kind, what
"""
SCRIPTS = {"prep": TODAY, "prep history stats": STATS, "prep history list": LIST}
PROGRAM = """
import sqlite3, sys
for row in sqlite3.connect(sys.argv[1]).execute(sys.argv[2]):
    print(*row, sep="\\t")
"""


def fill(file: Path, kinds: Sequence[Kind], past: Iterable[Sitting], others: Sequence[Fact]) -> None:
    """Make the database of these sessions and of what was kept besides them."""
    standing = corrections_from(fact for fact in others if fact.kind in CORRECTIONS)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.executescript(TABLES)
        for kind in kinds:
            problem = kind.problem
            row = (problem.slug, problem.topic, problem.last_required_stage)
            connection.execute("INSERT INTO problems VALUES (?, ?, ?)", row)
            rows = [(problem.slug, skill) for skill in problem.skills]
            connection.executemany("INSERT INTO skills VALUES (?, ?)", rows)
        for sitting in past:
            kind, correction = kinds[sitting.problem], standing.get(sitting.id, Correction())
            connection.execute(
                "INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", _row(sitting, kind, correction)
            )
            connection.executemany(
                "INSERT INTO attempts VALUES (?, ?, ?, ?, ?, ?)", _attempts(sitting, kind, correction.seconds)
            )
        connection.executemany(f"INSERT INTO others VALUES ({', '.join('?' * 11)})", _others(others))
        connection.executescript(INDEXES)


def _row(sitting: Sitting, kind: Kind, correction: Correction) -> tuple[Any, ...]:
    took = sitting.took if correction.seconds is None else correction.seconds
    facts = (sitting.number, sitting.id, kind.problem.slug, _utc(sitting.at), kind.problem.minutes, took)
    return *facts, len(sitting.hints), sitting.gave_up, correction.voided


def _attempts(sitting: Sitting, kind: Kind, latest: float | None) -> Iterator[tuple[Any, ...]]:
    outcomes = [(verdict.outcome.value, verdict.passing) for verdict in kind.verdicts]
    for number, turn in enumerate(sitting.turns):
        seconds = turn.seconds if latest is None else min(turn.seconds, latest)
        yield sitting.number, number, seconds, turn.stage, *outcomes[turn.verdict]


def _others(facts: Sequence[Fact]) -> Iterator[tuple[Any, ...]]:
    """What is no session is known to both: the tables keep of it what the journal says it came to."""
    for each in episodes_from(corrected(facts, [fact for fact in facts if fact.kind in CORRECTIONS])):
        what = (each.id, each.kind.value, each.topic, each.slug, _utc(each.at), each.came.value, each.mark, each.share)
        yield *what, each.hints, each.attempts, each.counts


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def same_stats(rows: Iterable[Sequence[str]], data: Mapping[str, Any]) -> str:
    """Where `prep history stats --json` and these rows differ, in a few words; empty if they do not."""
    theirs = {tuple(row[:3]): tuple(row[3:]) for row in rows}
    ours = {(by, each["kind"], each["group"]): each for by in ("topic", "skill") for each in data[f"by_{by}"]}
    if set(theirs) != set(ours):
        return f"groups: {sorted(set(theirs) ^ set(ours))[:3]}"
    for group, each in ours.items():
        names = ("n", "attempts", "pass_rate", "mean", "time_share", "hints", "best")
        for name, cell in zip(names, theirs[group], strict=False):
            seen = each[name]
            if (seen is None) != (cell == "None") or (seen is not None and abs(float(cell) - seen) > 2e-4):
                return f"{name} of {' '.join(group)}: {seen}, and {cell} by SQL"
        if datetime.fromisoformat(each["last"]) != datetime.fromisoformat(theirs[group][7]).replace(microsecond=0):
            return f"last of {' '.join(group)}: {each['last']}, and {theirs[group][7]} by SQL"
    return ""


def same_list(rows: Iterable[Sequence[str]], data: Iterable[Mapping[str, Any]]) -> str:
    """Where `prep history list --json` and these rows differ; empty if they do not."""
    theirs = [(row[0], row[1], row[4]) for row in rows]
    ours = [(each["id"], each["kind"], each["outcome"]) for each in data]
    differ = [f"{one}, and {other} by SQL" for one, other in zip(ours, theirs, strict=False) if one != other]
    return differ[0] if differ else "" if len(ours) == len(theirs) else f"{len(ours)} rows, and {len(theirs)} by SQL"
