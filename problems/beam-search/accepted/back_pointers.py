import numpy as np


def beam(step, bos, eos, width, max_len, alpha, early=False):
    """Nodes with a link to their parent; token lists are only written out for the model and at the end."""
    parent, last, total, depth = [-1], [bos], [0.0], [0]
    done, live = [], [0]

    def tokens(node):
        back = []
        while node >= 0:
            back.append(last[node])
            node = parent[node]
        return back[::-1]

    def value(node):
        return total[node] / depth[node] ** alpha

    for level in range(1, max_len + 1):
        rows = np.stack([np.asarray(step(tokens(node))) + total[node] for node in live])
        flat = rows.reshape(-1)
        count = min(width, flat.size)
        best = np.argpartition(-flat, count - 1)[:count]
        best = best[np.isfinite(flat[best])]
        before, live = live, []
        for i in best:
            parent.append(before[i // rows.shape[1]])
            last.append(int(i % rows.shape[1]))
            total.append(flat[i])
            depth.append(level)
            (done if last[-1] == eos else live).append(len(last) - 1)
        if not live:
            break
        if early:
            bars = sorted((value(node) for node in done), reverse=True)
            if len(bars) >= width and all(total[node] / max_len**alpha <= bars[width - 1] for node in live):
                break
    ranked = sorted(done + live, key=value, reverse=True)[:width]
    return [(tokens(node)[1:], float(value(node))) for node in ranked]
