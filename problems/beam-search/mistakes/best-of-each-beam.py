import numpy as np


def beam(step, bos, eos, width, max_len, alpha):
    live, finished = [([], 0.0)], []
    for _ in range(max_len):
        totals = np.array([total + step([bos] + tokens) for tokens, total in live])
        grown = []
        share = width if len(live) == 1 else 1
        for parent, token in [(b, int(t)) for b in range(len(live)) for t in np.argsort(-totals[b])[:share]]:
            if totals[parent, token] == -np.inf:
                continue
            child = (live[parent][0] + [token], float(totals[parent, token]))
            if token == eos:
                finished.append(child)
            else:
                grown.append(child)
        live = grown
        if not live:
            break
    scored = [(tokens, total / len(tokens) ** alpha) for tokens, total in finished + live]
    scored.sort(key=lambda pair: -pair[1])
    return scored[:width]
