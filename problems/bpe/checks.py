"""Training, encoding and decoding each by themselves, with merges written by hand; then together, and at random
against other ways to the same result (recounting by slices, merges applied one after the other).

Corpora hold no ties, no overlaps and enough pairs, and texts are plain ASCII, except where these are looked at: so
each of the checks that catch a mistake tells of one thing.
"""

import numpy as np
import pytest
from answer import decode, encode, train, train_fast

from prep.checking import assert_equal, fetch, place, summary


def pairs(got):
    """The merges, as a list of tuples of ints."""
    assert isinstance(got, list), f"expected a list of pairs, got {type(got).__name__}: return the merges in order"
    for pair in got:
        two = isinstance(pair, list | tuple) and len(pair) == 2 and all(isinstance(id, int | np.integer) for id in pair)
        assert two, f"expected merges that are pairs of ints, got {summary(pair)}: (left, right)"
    return [(int(left), int(right)) for left, right in got]


def tokens(got):
    """The ids, as a list of ints."""
    assert isinstance(got, list | tuple), f"expected a list of ints, got {type(got).__name__}: return the tokens"
    assert all(isinstance(id, int | np.integer) for id in got), f"expected a list of ints, got {summary(got)}"
    return [int(id) for id in got]


def learnt(corpus, n_merges, expected, because):
    """Train, and compare the merges."""
    assert_equal(pairs(train(corpus, n_merges)), expected, because=because)


def encoded(text, merges, expected, because):
    """Encode, and compare the tokens."""
    assert_equal(tokens(encode(text, merges)), expected, because=because)


def decoded(ids, merges, expected, because):
    """Decode, and compare the text."""
    assert_equal(decode(ids, merges), expected, because=because)


def replaced(ids, pair, new):
    """`ids` with the pair replaced, found by slices."""
    out, rest = [], list(ids)
    while rest:
        out, rest = (out + [new], rest[2:]) if rest[:2] == list(pair) else (out + rest[:1], rest[1:])
    return out


def plain_train(corpus, n_merges):
    """`train`, trying every pair that there is."""
    ids, merges = list(corpus), []
    for new in range(256, 256 + n_merges):
        found = [tuple(ids[i : i + 2]) for i in range(len(ids) - 1)]
        most = max(map(found.count, set(found)), default=0)
        if most < 2:
            break
        merges.append(min(pair for pair in set(found) if found.count(pair) == most))
        ids = replaced(ids, merges[-1], new)
    return merges


def plain_encode(text, merges):
    """`encode`, by applying every merge in the order of training."""
    ids = list(text.encode())
    for rank, pair in enumerate(merges):
        ids = replaced(ids, pair, 256 + rank)
    return ids


def by_hand(*pieces):
    """Merges from pairs of texts, such as ("b", "c"), ("a", "bc")."""
    ids = {chr(b): b for b in range(128)}
    merges = []
    for left, right in pieces:
        merges.append((ids[left], ids[right]))
        ids[left + right] = 255 + len(merges)
    return merges


def words(rng, size, many, *, varied=False):
    """Words and spaces, some words far more often than others; if varied, not that much more often."""
    letters = np.frombuffer(b"etaoinshrdlucmfw", dtype=np.uint8)
    known = [rng.choice(letters, size=rng.integers(2, 10)).tobytes() for _ in range(many)]
    at = rng.random(size // 3)
    picks = many * at**2 if varied else np.minimum(1 / at, many) - 1
    return b" ".join(known[i] for i in picks.astype(int))[:size]


def test_example():
    """gives the merges, tokens and text of the example"""
    merges = [(117, 103), (104, 256)]

    learnt(b"hug hugs pug", 9, merges, "`ug` occurs three times, then `h` and `ug` twice, then no pair (hint 2)")
    encoded("hugs", merges, [257, 115], "`u` and `g`, then `h` and `ug` (hint 2)")
    decoded([257, 115], merges, "hugs", "the bytes of both tokens (hint 2)")


# ---- training --------------------------------------------------------------------------------------------------


def test_merges_of_merges():
    """merges tokens that are themselves merged, and stops when it has enough"""
    corpus, merges = b"abcd.abcd,abcd;abc-ab", by_hand(("a", "b"), ("ab", "c"), ("abc", "d"))
    for n in range(4):
        learnt(corpus, n, merges[:n], f"{corpus}, n_merges={n}: replace a pair everywhere, then count again (hint 2)")
    learnt(b" y, y- y", 1, [(32, 121)], "a space is a byte like any other: the corpus is not split into words")


@pytest.mark.catches("skips-overlaps")
def test_overlapping_pairs():
    """counts a pair at every position, also where two of them overlap"""
    for corpus in (b"xyxyxyaaaaa", b"aaaaa.xy,xy;xy", b"aaa,xy.aaa;xy:xy"):
        because = f"{corpus}: (97, 97) occurs four times, (120, 121) three: every position counts (hint 2)"
        learnt(corpus, 1, [(97, 97)], because)


def test_runs_of_one_byte():
    """replaces from left to right in runs of one byte"""
    for n, merges in [(2, []), (3, [(97, 97)]), (5, [(97, 97)]), (6, [(97, 97), (256, 256)])]:
        because = f"{n} times `a`: of overlapping pairs the left one is replaced (hint 1)"
        learnt(b"a" * n, 9, merges, because)


@pytest.mark.catches("largest-wins")
def test_ties_in_ascending_order():
    """of equally frequent pairs merges the smallest, where it comes first in the corpus"""
    for corpus, first in [(b"ab.cd,ab;cd", "ab"), (b"ab.ac,ab;ac", "ab"), (b"az.by,az;by-cx:cx", "az")]:
        because = f"{corpus}: each of these pairs occurs twice, and the smallest should be merged (hint 2)"
        learnt(corpus, 1, [tuple(map(ord, first))], because)


@pytest.mark.catches("first-seen-wins", "largest-wins")
def test_ties_in_any_order():
    """of equally frequent pairs merges the smallest, wherever it stands"""
    for corpus, first in [(b"cd.ab,cd;ab", "ab"), (b"ac.ab,ac;ab", "ab"), (b"by.cx,az;by-cx:az", "az")]:
        because = f"{corpus}: each of these pairs occurs twice, and the smallest should be merged (hint 2)"
        learnt(corpus, 1, [tuple(map(ord, first))], because)


@pytest.mark.catches("merges-single-pairs")
def test_end_of_training():
    """ends when no pair occurs twice"""
    for corpus, merges in [(b"abcdefg", []), (b"ab", []), (b"xabyabz", [(97, 98)]), (b"ab-ab", [(97, 98)])]:
        learnt(corpus, 20, merges, f"{corpus}: what occurs once is not worth a token (hint 2)")


def test_nothing_to_learn():
    """gives no merges for an empty corpus, for one byte, and when none are asked for"""
    for corpus, n in [(b"", 5), (b"a", 5), (b"", 0), (b"abababab", 0)]:
        learnt(corpus, n, [], f"{corpus}, n_merges={n}: there is nothing to merge (hint 3)")


def test_training_at_random(rng):
    """agrees with plain recounting on corpora at random, with ties and overlaps"""
    for size, letters in [(12, 2), (40, 2), (60, 3), (80, 5), (120, 256)] * 4:
        corpus = rng.integers(256 - letters, 256, size=size).astype(np.uint8).tobytes()
        learnt(corpus, 12, plain_train(corpus, 12), f"{size} bytes of {letters} kinds: {summary(corpus)}")


def test_a_few_thousand_bytes(rng):
    """agrees with plain recounting on 3,000 bytes of words"""
    corpus = words(rng, 3000, 150)
    ids, merges = list(corpus), []
    while len(merges) < 300:
        counts = {}
        for pair in zip(ids[:-1], ids[1:], strict=True):
            counts[pair] = counts.get(pair, 0) + 1
        best = sorted(counts, key=lambda each: (-counts[each], each))[0]
        if counts[best] < 2:
            break
        ids = [*_merged(ids, best, 256 + len(merges))]
        merges.append(best)

    learnt(corpus, 300, merges, "3,000 bytes, up to 300 merges (hint 2)")


def _merged(ids, pair, new):
    """`replaced`, for long lists."""
    pending = None
    for id in ids:
        if pending is not None and (pending, id) == pair:
            yield new
            pending = None
        else:
            if pending is not None:
                yield pending
            pending = id
    if pending is not None:
        yield pending


# ---- encoding --------------------------------------------------------------------------------------------------


@pytest.mark.catches("left-to-right")
def test_first_learnt_first():
    """merges what was learnt first, though another pair stands further left"""
    for text, merges, expected in [
        ("abc", by_hand(("b", "c"), ("a", "b"), ("a", "bc")), [258]),
        ("xabcx", by_hand(("b", "c"), ("a", "b"), ("a", "bc")), [120, 258, 120]),
        ("abcd", by_hand(("c", "d"), ("b", "c"), ("b", "cd"), ("a", "bcd")), [259]),
    ]:
        because = f"{text!r}: of all pairs present the one learnt first, not the leftmost (hint 1)"
        encoded(text, merges, expected, because)


@pytest.mark.catches("longest-token")
def test_not_the_longest():
    """leaves a long token out, where merges learnt earlier do not lead to it"""
    for text, merges, expected in [
        ("abc", by_hand(("a", "b"), ("b", "c"), ("a", "bc")), [256, 99]),
        ("xabcx", by_hand(("a", "b"), ("b", "c"), ("a", "bc")), [120, 256, 99, 120]),
        ("abcd", by_hand(("a", "b"), ("b", "c"), ("bc", "d"), ("a", "bcd")), [256, 99, 100]),
    ]:
        because = f"{text!r}: merges are made in the order of training; tokens are not searched by length (hint 2)"
        encoded(text, merges, expected, because)


def test_merges_until_none_is_left():
    """merges again what has just been merged, and everywhere"""
    merges = by_hand(("a", "b"), ("ab", "ab"), ("abab", "c"))

    encoded("abc", by_hand(("b", "c"), ("a", "b")), [97, 256], "`b` and `c` were learnt first (hint 1)")
    encoded("ababc-ab-ababc", merges, [258, 45, 256, 45, 258], "go on until no pair can be merged (hint 2)")
    encoded("aaaaa", by_hand(("a", "a"), ("aa", "aa")), [257, 97], "`aaaaa`: from left to right (hint 1)")
    encoded("aaa", by_hand(("a", "a")), [256, 97], "`aaa`: from left to right (hint 1)")


@pytest.mark.catches("characters-for-bytes")
def test_bytes_of_the_text():
    """starts from the bytes of the UTF-8 form, so that a character may be several tokens"""
    for text in ("é", "naïve", "日本", "€5", "🙂"):
        encoded(text, [], list(text.encode()), f"{text!r} without merges: the bytes of its UTF-8 form (hint 3)")
    encoded("é!é", [(0xC3, 0xA9)], [256, 33, 256], "two bytes that were merged to one character")


def test_nothing_to_merge():
    """gives the bytes themselves without merges, and nothing for an empty text"""
    merges = by_hand(("a", "b"))
    for text, some in [("", []), ("", merges), ("a", merges), ("ba", merges), ("hello", [])]:
        encoded(text, some, list(text.encode()), f"{text!r} with {len(some)} merges: no pair can be merged")


def test_encoding_at_random(rng):
    """agrees with applying every merge in turn, for merges and texts at random"""
    for letters, size, n in [(2, 30, 6), (3, 40, 12), (4, 60, 40), (5, 25, 60)] * 4:
        merges, text = [], "".join(chr(97 + i) for i in rng.integers(letters, size=size))
        while len(merges) < n:
            pair = tuple(
                int(i) if i < 97 + letters else int(255 + i - 96 - letters)
                for i in 97 + rng.integers(letters + len(merges), size=2)
            )
            if pair not in merges:
                merges.append(pair)
        encoded(text, merges, plain_encode(text, merges), f"{summary(text)} with {n} merges (hint 2)")


# ---- decoding --------------------------------------------------------------------------------------------------


@pytest.mark.catches("token-by-token")
def test_characters_over_several_tokens():
    """puts a character together that is spread over several tokens"""
    merges = [(0x82, 0xAC), (0x61, 0xE2), (0x99, 0x82)]

    decoded([0xC3, 0xA9], [], "é", "two tokens for one character: join all bytes before reading them (hint 2)")
    decoded([0xE2, 256, 33], merges, "€!", "a character in two tokens, cut after its first byte (hint 2)")
    decoded([257, 256], merges, "a€", "a token that ends with a third of a character (hint 2)")
    decoded([0xF0, 0x9F, 258], merges, "🙂", "a character in three tokens (hint 2)")


@pytest.mark.catches("strict-utf8")
def test_half_a_character():
    """puts a replacement character for bytes that are not UTF-8, and goes on"""
    merges = [(0xFF, 0x62)]
    for ids, text in [
        ([0xC3], "\ufffd"),
        ([97, 0xFF, 98], "a\ufffdb"),
        ([97, 256], "a\ufffdb"),
        ([0xC3, 33], "\ufffd!"),
    ]:
        decoded(ids, merges, text, f"tokens {ids}: a model may stop in the middle of a character (hint 3)")


def test_half_a_character_in_two_tokens():
    """reads all bytes together, also where they end in the middle of a character"""
    for data in (b"\xe2\x82", b"a\xf0\x9f\x99", b"\xe2\x82\xe2\x82\xac"):
        decoded([*data], [], data.decode(errors="replace"), f"tokens {[*data]}: as bytes.decode has it (hint 3)")


@pytest.mark.catches("negative-ids")
def test_ids_that_do_not_exist():
    """raises ValueError for an id that is no token"""
    merges = by_hand(("a", "b"), ("ab", "c"))
    for ids, some in [([258], merges), ([97, 1000], merges), ([256], []), ([-1], merges), ([97, -258], merges)]:
        try:
            got = decode(ids, some)
        except ValueError:
            continue
        words = f"expected ValueError for {ids} with {len(some)} merges, got {summary(got)}"
        raise AssertionError(f"{words}: the tokens are 0 to {255 + len(some)} (hint 3)")


def test_bytes_of_merged_tokens():
    """spells a token out by the tokens it was made of, deep ones too"""
    merges = by_hand(("a", "b"), ("ab", "c"), ("ab", "abc"), ("abc", "abab" + "c"))
    text = "x" + "abcababc" + "ab"

    decoded([120, 259, 256], merges, text, "bytes of the left token, then of the right one (hint 2)")
    decoded([], merges, "", "no tokens, no text")
    deep = [(97, 97), *((256 + i, 97) for i in range(250))]
    decoded([506], deep, "a" * 252, "a token made by 251 merges, one on top of another")


# ---- together --------------------------------------------------------------------------------------------------


def test_there_and_back(rng):
    """gives back any text, with merges learnt from another"""
    merges = pairs(train("the naïve café costs 5 €, the café 🙂 the naïve €".encode() * 3, 60))
    for size in (0, 1, 5, 40, 200):
        letters = np.array([*"the café naïve 5€🙂日\n\x00"])
        text = "".join(rng.choice(letters, size=size))
        decoded(tokens(encode(text, merges)), merges, text, f"{summary(text)}, encoded and decoded")


def test_encodes_the_corpus_as_it_was_trained(rng):
    """encodes the corpus to the tokens it was left with at the end of training"""
    for size in (60, 400):
        corpus = words(rng, size, 20)
        merges = plain_train(corpus, 30)
        ids = list(corpus)
        for rank, pair in enumerate(merges):
            ids = replaced(ids, pair, 256 + rank)
        encoded(corpus.decode(), merges, ids, f"{size} bytes, of which the merges were learnt (hint 1)")


def test_a_long_text(rng):
    """takes 2,000 characters with 300 merges in its time"""
    text = words(rng, 2000, 100).decode()
    merges = pairs(train(text.encode(), 300))

    ids = tokens(encode(text, merges))

    assert_equal(ids, plain_encode(text, merges), because="2,000 characters with 300 merges (hint 2)")
    decoded(ids, merges, text, "2,000 characters, encoded and decoded")


@pytest.mark.axis("side_effects")
def test_arguments_are_left_alone():
    """leaves merges and ids as they were"""
    merges, ids = by_hand(("a", "b"), ("ab", "c")), [257, 97, 256]
    placed, some = place(merges), place(ids)

    encode("abcab", placed)
    decode(some, placed)

    assert_equal(fetch(placed), merges, because="`merges` was changed in place")
    assert_equal(fetch(some), ids, because="`ids` was changed in place")


# ---- stage 2 ---------------------------------------------------------------------------------------------------


@pytest.mark.stage(2)
def test_fast_training_at_random(rng):
    """agrees with plain recounting on corpora at random, with ties and overlaps"""
    for size, letters in [(0, 1), (1, 1), (2, 1), (9, 1), (12, 2), (40, 2), (60, 3), (80, 5), (120, 256)] * 4:
        corpus = rng.integers(256 - letters, 256, size=size).astype(np.uint8).tobytes()
        because = f"{size} bytes of {letters} kinds: {summary(corpus)}"
        for n in (0, 3, 40):
            assert_equal(pairs(train_fast(corpus, n)), plain_train(corpus, n), because=because)


@pytest.mark.stage(2)
def test_runs_in_fast_training(rng):
    """keeps the counts right in long runs of one byte, where pairs overlap"""
    for _ in range(12):
        corpus = b"".join(bytes([97 + int(i)]) * int(n) for i, n in rng.integers([0, 1], [3, 9], size=(12, 2)))
        because = f"{corpus}: a run of five holds a pair four times, and two of it are replaced"
        assert_equal(pairs(train_fast(corpus, 30)), plain_train(corpus, 30), because=because)


@pytest.mark.stage(2)
@pytest.mark.axis("speed")
def test_a_large_corpus(rng):
    """takes at most 3 s for 60,000 bytes and 1,000 merges"""
    corpus = words(rng, 60_000, 3000, varied=True)
    merges = pairs(train_fast(corpus, 1000))

    assert len(merges) == 1000, f"expected 1,000 merges, got {len(merges)}"
    ids = np.frombuffer(corpus, dtype=np.uint8).astype(np.int64)
    for rank, (left, right) in enumerate(merges):
        if rank in (0, 1, 7, 60, 400):
            codes, counts = np.unique(ids[:-1] * 4096 + ids[1:], return_counts=True)
            best = int(codes[counts.argmax()])
            because = f"merge {rank} of 60,000 bytes, given those before it"
            assert_equal((left, right), (best // 4096, best % 4096), because=because)
        if rank < 400:
            ids = (
                np.array([*_merged(ids.tolist(), (left, right), 256 + rank)])
                if left == right
                else _cut(ids, left, right, 256 + rank)
            )


def _cut(ids, left, right, new):
    """`replaced`, for a pair of different tokens, which can't overlap."""
    at = np.flatnonzero((ids[:-1] == left) & (ids[1:] == right))
    ids = ids.copy()
    ids[at] = new
    return np.delete(ids, at + 1)
