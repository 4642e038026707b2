import math


def beam(step, bos, eos, width, max_len, alpha):
    """A round is a call; prefixes carry bos, and a dictionary maps each to its total."""

    def search(live, rounds):
        if not live or rounds == 0:
            return live
        candidates = {}
        for prefix, total in live.items():
            for token, log_prob in enumerate(step(list(prefix))):
                if not math.isinf(log_prob):
                    candidates[(*prefix, token)] = total + float(log_prob)
        kept = dict(sorted(candidates.items(), key=lambda item: item[1])[-width:])
        over = {prefix: total for prefix, total in kept.items() if prefix[-1] == eos}
        return over | search({prefix: kept[prefix] for prefix in kept.keys() - over.keys()}, rounds - 1)

    found = search({(bos,): 0.0}, max_len)
    scored = [(list(prefix[1:]), total / (len(prefix) - 1) ** alpha) for prefix, total in found.items()]
    scored.sort(key=lambda pair: pair[1], reverse=True)
    return scored[:width]
