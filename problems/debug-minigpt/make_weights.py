"""Train the small GPT whose weights are in given/weights.npz.

    python problems/debug-minigpt/make_weights.py

Nothing but NumPy: forward and backward are written out, the gradient is checked first against central differences,
and Adam does the rest, in under a minute. The model is overfitted on purpose: it knows two sentences by heart.
They have most of their text in common, so that it has to look back, and to know where things stood, to tell them
apart. Both begin alike, so the loss of each ends near log(2) / 46 = 0.015, and cannot be less.

It is trained in float64 and rounded to three decimals, so that the file is small and its numbers are short. All is
seeded: run again with the same NumPy and BLAS it writes the same bytes; with others, other weights as good.
"""

import io
import zipfile
from pathlib import Path

import numpy as np

CHARS = " ,.abcdefghijklmnopqrstuvwxyz"
SENTENCES = [
    "the bug was in the mask, and not in the model.",
    "the fix was in the loss, and not in the labels.",
]
BLOCK, D, F, LAYERS, HEADS = 48, 16, 64, 2, 2
EPS = 1e-5


def fresh(rng):
    p = {"tokens": rng.normal(size=(len(CHARS), D)) * 0.5, "positions": rng.normal(size=(BLOCK, D)) * 0.5}
    for layer in range(LAYERS):
        shapes = {"wq": (D, D), "wk": (D, D), "wv": (D, D), "wo": (D, D), "w1": (D, F), "w2": (F, D)}
        p |= {f"{layer}.{name}": rng.normal(size=shape) / np.sqrt(shape[0]) for name, shape in shapes.items()}
        p |= {f"{layer}.b1": np.zeros(F), f"{layer}.b2": np.zeros(D)}
        p |= {f"{layer}.{name}_gain": np.ones(D) for name in ("ln1", "ln2")}
        p |= {f"{layer}.{name}_bias": np.zeros(D) for name in ("ln1", "ln2")}
    return p | {"ln_gain": np.ones(D), "ln_bias": np.zeros(D)}


def norm(x, gain, bias):
    centred = x - x.mean(-1, keepdims=True)
    inv = 1 / np.sqrt((centred**2).mean(-1, keepdims=True) + EPS)
    return centred * inv * gain + bias, (centred * inv, inv, gain)


def norm_back(dy, kept):
    xhat, inv, gain = kept
    dxhat = dy * gain
    dx = inv * (dxhat - dxhat.mean(-1, keepdims=True) - xhat * (dxhat * xhat).mean(-1, keepdims=True))
    axes = tuple(range(dy.ndim - 1))
    return dx, (dy * xhat).sum(axes), dy.sum(axes)


def gelu(x):
    u = np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)
    return 0.5 * x * (1 + np.tanh(u))


def gelu_slope(x):
    t = np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3))
    return 0.5 * (1 + t) + 0.5 * x * (1 - t**2) * np.sqrt(2 / np.pi) * (1 + 3 * 0.044715 * x**2)


def split(x):
    return x.reshape(*x.shape[:2], HEADS, -1).transpose(0, 2, 1, 3)


def merge(x):
    return x.transpose(0, 2, 1, 3).reshape(x.shape[0], x.shape[2], -1)


def softmax(z):
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def flat(x):
    return x.reshape(-1, x.shape[-1])


def loss_and_grads(p, ids, weights):
    """Weighted mean loss of the next tokens, and its gradient with respect to every parameter."""
    g = {name: np.zeros_like(value) for name, value in p.items()}
    T = ids.shape[1]
    keep = np.tril(np.ones((T, T), dtype=bool))
    x = p["tokens"][ids] + p["positions"][:T]
    tape = []
    for layer in range(LAYERS):
        w = {name.partition(".")[2]: value for name, value in p.items() if name.startswith(f"{layer}.")}
        a, n1 = norm(x, w["ln1_gain"], w["ln1_bias"])
        q, k, v = (split(a @ w[name]) for name in ("wq", "wk", "wv"))
        scale = 1 / np.sqrt(q.shape[-1])
        att = softmax(np.where(keep, q @ k.swapaxes(-1, -2) * scale, -np.inf))
        o = merge(att @ v)
        x = x + o @ w["wo"]
        m, n2 = norm(x, w["ln2_gain"], w["ln2_bias"])
        h = m @ w["w1"] + w["b1"]
        x = x + gelu(h) @ w["w2"] + w["b2"]
        tape.append((w, a, n1, q, k, v, scale, att, o, m, n2, h))
    f, nf = norm(x, p["ln_gain"], p["ln_bias"])
    probs = softmax(f @ p["tokens"].T)
    rows, at, targets = *np.nonzero(weights), ids[:, 1:][np.nonzero(weights)]
    share = weights[rows, at] / weights.sum()
    loss = -(share * np.log(probs[rows, at, targets])).sum()
    dz = np.zeros_like(probs)
    dz[rows, at] = probs[rows, at] * share[:, None]
    np.add.at(dz, (rows, at, targets), -share)

    g["tokens"] += flat(dz).T @ flat(f)
    dx, g["ln_gain"], g["ln_bias"] = norm_back(dz @ p["tokens"], nf)
    for layer in reversed(range(LAYERS)):
        w, a, n1, q, k, v, scale, att, o, m, n2, h = tape[layer]
        g[f"{layer}.w2"], g[f"{layer}.b2"] = flat(gelu(h)).T @ flat(dx), flat(dx).sum(0)
        dh = dx @ w["w2"].T * gelu_slope(h)
        g[f"{layer}.w1"], g[f"{layer}.b1"] = flat(m).T @ flat(dh), flat(dh).sum(0)
        back, g[f"{layer}.ln2_gain"], g[f"{layer}.ln2_bias"] = norm_back(dh @ w["w1"].T, n2)
        dx = dx + back
        g[f"{layer}.wo"] = flat(o).T @ flat(dx)
        do = split(dx @ w["wo"].T)
        datt, dv = do @ v.swapaxes(-1, -2), att.swapaxes(-1, -2) @ do
        ds = att * (datt - (datt * att).sum(-1, keepdims=True)) * scale
        da = np.zeros_like(a)
        for name, d in (("wq", ds @ k), ("wk", ds.swapaxes(-1, -2) @ q), ("wv", dv)):
            g[f"{layer}.{name}"] = flat(a).T @ flat(merge(d))
            da += merge(d) @ w[name].T
        back, g[f"{layer}.ln1_gain"], g[f"{layer}.ln1_bias"] = norm_back(da, n1)
        dx = dx + back
    np.add.at(g["tokens"], ids, dx)
    g["positions"][:T] += dx.sum(0)
    return loss, g


def check_gradient(rng):
    """Central differences at a few numbers of every parameter."""
    p = fresh(rng)
    ids = rng.integers(len(CHARS), size=(2, 7))
    weights = np.ones((2, 6))
    _, g = loss_and_grads(p, ids, weights)
    for name, value in p.items():
        for at in rng.integers(value.size, size=3):
            ends = []
            for shift in (1e-5, -1e-5):
                value.flat[at] += shift
                ends.append(loss_and_grads(p, ids, weights)[0])
                value.flat[at] -= shift
            slope = (ends[0] - ends[1]) / 2e-5
            assert abs(slope - g[name].flat[at]) < 1e-7 + 1e-5 * abs(slope), (name, slope, g[name].flat[at])


def batch_of():
    """Both sentences, filled up with spaces, and weights that leave those out of the loss."""
    T = max(map(len, SENTENCES))
    ids = np.array([[CHARS.index(c) for c in s.ljust(T)] for s in SENTENCES])
    weights = np.array([[float(t < len(s)) for t in range(1, T)] for s in SENTENCES])
    return ids, weights


def train(rng, steps=3000):
    p = fresh(rng)
    m = {name: np.zeros_like(value) for name, value in p.items()}
    v = {name: np.zeros_like(value) for name, value in p.items()}
    ids, weights = batch_of()
    for step in range(1, steps + 1):
        loss, g = loss_and_grads(p, ids, weights)
        if step % 500 == 0:
            print(f"step {step}  loss {loss:.4f}")
        lr = 0.01 * min(1, step / 50) * (1 - step / (steps + 1))
        for name in p:
            m[name] += 0.1 * (g[name] - m[name])
            v[name] += 0.01 * (g[name] ** 2 - v[name])
            p[name] -= lr * (m[name] / (1 - 0.9**step) / (np.sqrt(v[name] / (1 - 0.99**step)) + 1e-8) + 0.02 * p[name])
    return {name: np.round(value, 3) + 0.0 for name, value in p.items()}


def save(p, file):
    """An .npz whose bytes depend on the numbers alone: NumPy's own would hold the time of day."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, value in p.items():
            buffer = io.BytesIO()
            np.save(buffer, value)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), buffer.getvalue(), zipfile.ZIP_DEFLATED, 9)


if __name__ == "__main__":
    check_gradient(np.random.default_rng(0))
    weights = train(np.random.default_rng(1))
    target = Path(__file__).parent / "given" / "weights.npz"
    save(weights, target)
    print(f"{target}: {sum(w.size for w in weights.values())} numbers, {target.stat().st_size} bytes")
