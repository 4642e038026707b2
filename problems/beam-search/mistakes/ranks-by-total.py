import numpy as np


def beam(step, bos, eos, width, max_len, alpha):
    live, finished = [([], 0.0)], []
    for _ in range(max_len):
        totals = np.array([total + step([bos] + tokens) for tokens, total in live])
        V = totals.shape[1]
        flat = totals.ravel()
        grown = []
        for index in np.argsort(-flat)[:width]:
            if flat[index] == -np.inf:
                break
            parent, token = divmod(int(index), V)
            child = (live[parent][0] + [token], float(flat[index]))
            if token == eos:
                finished.append(child)
            else:
                grown.append(child)
        live = grown
        if not live:
            break
    ranked = sorted(finished + live, key=lambda pair: -pair[1])[:width]
    return [(tokens, total / len(tokens) ** alpha) for tokens, total in ranked]
