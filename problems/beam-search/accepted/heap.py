import heapq
import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Hypothesis:
    tokens: tuple = ()
    total: float = 0.0

    def children(self, log_probs):
        for token, log_prob in enumerate(log_probs.tolist()):
            if log_prob > -math.inf:
                yield Hypothesis((*self.tokens, token), self.total + log_prob)

    def score(self, alpha):
        return self.total / len(self.tokens) ** alpha


def beam(step, bos, eos, width, max_len, alpha):
    live, finished = [Hypothesis()], []
    rounds = 0
    while live and rounds < max_len:
        candidates = (child for h in live for child in h.children(step([bos, *h.tokens])))
        kept = heapq.nlargest(width, candidates, key=lambda h: h.total)
        finished += [h for h in kept if h.tokens[-1] == eos]
        live = [h for h in kept if h.tokens[-1] != eos]
        rounds += 1
    best = heapq.nlargest(width, finished + live, key=lambda h: h.score(alpha))
    return [(list(h.tokens), h.score(alpha)) for h in best]
