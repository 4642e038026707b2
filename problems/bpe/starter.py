def train(corpus: bytes, n_merges: int) -> list[tuple[int, int]]:
    """Learn at most n_merges merges: each time the most frequent pair, the smallest of several."""
    return []


def encode(text: str, merges: list[tuple[int, int]]) -> list[int]:
    """The tokens of a text: of the merges that can be made, the one learnt first, until none can."""
    return list(text.encode("utf-8"))


def decode(ids: list[int], merges: list[tuple[int, int]]) -> str:
    """The text of some tokens; ValueError for an id that is none."""
    return ""


def train_fast(corpus: bytes, n_merges: int) -> list[tuple[int, int]]:
    """For later, if you like: stage 2 says what it does."""
    return []


if __name__ == "__main__":
    print(train(b"hug hugs pug", 9), "should be [(117, 103), (104, 256)]")
    merges = [(117, 103), (104, 256)]
    print(encode("hugs", merges), "should be [257, 115]")
    print(decode([257, 115], merges), "should be hugs")
