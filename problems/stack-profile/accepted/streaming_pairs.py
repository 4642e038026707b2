"""Pairs of neighbouring samples with os.path.commonprefix; decided calls leave at once, with the time they came."""

from os.path import commonprefix


def stream(samples, at_least):
    before, since = [], []  # since: for each frame its first time and how often it was seen
    for t, stack in samples:
        same = len(commonprefix([before, stack]))
        for name, (_, seen) in zip(before[same:][::-1], since[same:][::-1]):
            if seen >= at_least:
                yield "end", t, name
        since = since[:same] + [(t, 0)] * (len(stack) - same)
        since = [(first, seen + 1) for first, seen in since]
        yield from (("start", first, name) for name, (first, seen) in zip(stack, since) if seen == at_least)
        before = stack


def events(samples, at_least=1):
    return list(stream(samples, at_least))


def times(samples):
    own, total = {}, {}
    for i, (t, stack) in enumerate(samples):
        lasts = samples[i + 1][0] - t if i + 1 < len(samples) else 0.0
        for name in dict.fromkeys(stack):
            own[name] = own.get(name, 0.0) + (lasts if stack[-1] == name else 0.0)
            total[name] = total.get(name, 0.0) + lasts
    return {name: [own[name], total[name]] for name in own}
