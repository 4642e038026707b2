"""A small GPT in NumPy. Its weights were trained elsewhere; it knows two sentences by heart."""

from pathlib import Path

import numpy as np

CHARS = " ,.abcdefghijklmnopqrstuvwxyz"
HEADS = 2


def load(file: Path) -> dict:
    """The weights as forward() takes them: the arrays `0.wq`, `1.wq`, ... become two blocks."""
    with np.load(file) as arrays:
        flat = dict(arrays)
    params: dict = {name: array for name, array in flat.items() if "." not in name}
    params["blocks"] = [
        {name[2:]: array for name, array in flat.items() if name.startswith(f"{layer}.")} for layer in (0, 1)
    ]
    return params


def layer_norm(x: np.ndarray, gain: np.ndarray, bias: np.ndarray) -> np.ndarray:
    centred = x - x.mean(axis=-1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-5) * gain + bias


def gelu(x: np.ndarray) -> np.ndarray:
    return 0.5 * x * (1.0 + np.tanh(np.sqrt(2.0 / np.pi) * (x + 0.044715 * x**3)))


def softmax(x: np.ndarray) -> np.ndarray:
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def split_heads(x: np.ndarray) -> np.ndarray:
    """(B, T, D) to (B, HEADS, T, D / HEADS)."""
    B, T, D = x.shape
    return x.reshape(B, T, HEADS, D // HEADS).transpose(0, 2, 1, 3)


def merge_heads(x: np.ndarray) -> np.ndarray:
    """(B, HEADS, T, d) to (B, T, HEADS * d)."""
    B, H, T, d = x.shape
    return x.transpose(0, 2, 1, 3).reshape(B, T, H * d)


def attention(x: np.ndarray, block: dict) -> np.ndarray:
    """Causal self-attention, (B, T, D) to (B, T, D)."""
    T = x.shape[1]
    q, k, v = (split_heads(x @ block[name]) for name in ("wq", "wk", "wv"))
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])
    past = np.tril(np.ones((T, T), dtype=bool))
    # 0 is a score like any other: only -inf is sure to get no weight.
    weights = softmax(np.where(past, scores, -np.inf))
    return np.einsum("btd,de->bte", merge_heads(weights @ v), block["wo"])


def mlp(x: np.ndarray, block: dict) -> np.ndarray:
    return gelu(x @ block["w1"] + block["b1"]) @ block["w2"] + block["b2"]


def forward(params: dict, ids: np.ndarray) -> np.ndarray:
    """Logits (B, T, V) of what follows each of the tokens ids (B, T)."""
    x = params["tokens"][ids] + params["positions"][: len(ids)]
    for block in params["blocks"]:
        x = x + attention(layer_norm(x, block["ln1_gain"], block["ln1_bias"]), block)
        x = x + mlp(layer_norm(x, block["ln2_gain"], block["ln2_bias"]), block)
    x = layer_norm(x, params["ln_gain"], params["ln_bias"])
    return np.einsum("btd,vd->btv", x, params["tokens"])


def loss(params: dict, ids: np.ndarray) -> float:
    """Mean cross-entropy, in nats, of predicting each next token of ids (B, T)."""
    p = softmax(forward(params, ids)[:, :-1])
    targets = ids[:, 1:]  # what follows: nothing is known to follow the last token
    return float(-np.log(np.take_along_axis(p, targets[..., None], axis=-1)).mean())


def generate(params: dict, prompt: list[int], n: int) -> list[int]:
    """The prompt and n more tokens, each the likeliest after all before it."""
    ids = [int(i) for i in prompt]
    longest = len(params["positions"])
    for _ in range(n):
        newest = forward(params, np.array([ids[-longest:]]))[0, -1]  # the only row, its last position
        ids.append(int(newest.argmax()))
    return ids


if __name__ == "__main__":
    weights = load(Path(__file__).with_name("weights.npz"))
    for sentence in (
        "the bug was in the mask, and not in the model.",
        "the fix was in the loss, and not in the labels.",
    ):
        ids = [CHARS.index(c) for c in sentence]
        said = "".join(CHARS[i] for i in generate(weights, ids[:7], len(ids) - 7))
        print(f"loss {loss(weights, np.array([ids])):6.3f}  {said}")
