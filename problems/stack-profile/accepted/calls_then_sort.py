"""First the calls, place by place, as rows of a table; then both of their events, sorted."""

from typing import NamedTuple


class Event(NamedTuple):
    kind: str
    t: float
    name: str


def events(samples, at_least=1):
    rows, running = [], {}  # running: depth -> (name, first sample)

    def close(depth, last):
        name, first = running.pop(depth)
        rows.append((depth, name, first, last))

    for i, (_, stack) in enumerate(samples):
        changed = False
        for depth in range(max(len(stack), len(running))):
            here = stack[depth] if depth < len(stack) else None
            changed = changed or running.get(depth, (None,))[0] != here
            if changed:
                if depth in running:
                    close(depth, i)
                if depth < len(stack):
                    running[depth] = (here, i)
    for depth in list(running):
        close(depth, None)

    keyed = []
    for depth, name, first, last in rows:
        if (len(samples) if last is None else last) - first < at_least:
            continue
        keyed.append(((first, 1, depth), Event("start", samples[first][0], name)))
        if last is not None:
            keyed.append(((last, 0, -depth), Event("end", samples[last][0], name)))
    keyed.sort(key=lambda each: each[0])
    return [event for _, event in keyed]
