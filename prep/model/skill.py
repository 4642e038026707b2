"""The one list of skills, so that review can go by skill and not by problem."""

from __future__ import annotations

SKILLS = (
    *("numerical stability", "precision and dtypes", "broadcasting", "axis arguments", "vectorising", "indexing"),
    *("reshaping", "in-place updates", "memory", "complexity", "gradients by hand", "automatic differentiation"),
    *("training loops", "optimisers", "losses", "normalisation", "convolution", "attention", "masking", "positions"),
    *("caching", "sampling", "search", "tokenisation", "clustering", "nearest neighbours", "linear models"),
    *("decision trees", "probabilistic models", "evaluation metrics", "data leakage", "sorting and ties"),
    *("seeded randomness", "returns and advantages", "distributed training", "state in a class"),
    *("design for change", "refactoring", "debugging", "testing", "boundaries", "streaming", "concurrency"),
    *("persistence", "boxes", "recursion"),
)
