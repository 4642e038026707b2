"""One text at a time, one position at a time: keys and values are lists that grow, so the future does not exist."""

import math

import numpy as np


def norm(x, gain, bias):
    return (x - x.mean()) / math.sqrt(x.var() + 1e-5) * gain + bias


def feed(params, memory, token, place):
    """Logits after one more token; `memory` holds the keys and values of every block."""
    x = params["tokens"][token] + params["positions"][place]
    for block, (keys, values) in zip(params["blocks"], memory):
        a = norm(x, block["ln1_gain"], block["ln1_bias"])
        half = len(a) // 2
        q = a @ block["wq"]
        keys.append(a @ block["wk"])
        values.append(a @ block["wv"])
        K, V = np.array(keys), np.array(values)
        heads = []
        for own in (slice(None, half), slice(half, None)):
            scores = K[:, own] @ q[own] / half**0.5
            shares = np.exp(scores - scores.max())
            heads.append(shares / shares.sum() @ V[:, own])
        x = x + np.concatenate(heads) @ block["wo"]
        m = norm(x, block["ln2_gain"], block["ln2_bias"]) @ block["w1"] + block["b1"]
        m = m * (1 + np.tanh(math.sqrt(2 / math.pi) * (m + 0.044715 * m**3))) / 2
        x = x + m @ block["w2"] + block["b2"]
    return params["tokens"] @ norm(x, params["ln_gain"], params["ln_bias"])


def empty(params):
    return [([], []) for _ in params["blocks"]]


def forward(params, ids):
    out = []
    for text in ids:
        memory = empty(params)
        out.append([feed(params, memory, token, place) for place, token in enumerate(text)])
    return np.array(out)


def loss(params, ids):
    terms = []
    for text in ids:
        memory = empty(params)
        for place in range(len(text) - 1):
            logits = feed(params, memory, text[place], place)
            terms.append(np.logaddexp.reduce(logits) - logits[text[place + 1]])
    return sum(terms) / len(terms)


def generate(params, prompt, n):
    text = list(prompt)
    for _ in range(n):
        window = text[-len(params["positions"]) :]
        memory = empty(params)
        for place, token in enumerate(window):
            logits = feed(params, memory, token, place)
        text.append(int(np.argmax(logits)))
    return text


def generate_cached(params, prompt, n):
    text, memory, read = list(prompt), empty(params), 0
    for _ in range(n):
        while read < len(text):
            logits = feed(params, memory, text[read], read)
            read += 1
        text.append(int(np.argmax(logits)))
    return text
