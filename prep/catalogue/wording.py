"""What a validator objects to, in words for people; all it knows of the validator is its types of error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prep.catalogue.names import did_you_mean

_MUST_BE = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "list_type": "a list",
    "model_type": "a table",
    "dict_type": "a table",
    "greater_than": "more than {gt:g}",
    "greater_than_equal": "at least {ge:g}",
    "less_than_equal": "at most {le:g}",
}


def in_words(error: Mapping[str, Any], *, name: str, tables: bool) -> str:
    """The sentence for one error; `tables` says that the key called `name` holds `[[tables]]`."""
    kind, context, seen = error["type"], error.get("ctx", {}), error["input"]
    what = f" [[{name}]] tables" if tables else ""
    match kind:
        case "missing":
            return f"is missing; write it as [[{name}]]" if tables else "is missing"
        case "too_short":
            return f"needs at least {context['min_length']}{what}, and has {context['actual_length']}"
        case "value_error":
            return str(context["error"])
        case "list_type" if tables:
            return f"must be written as [[{name}]]"
        case _ if kind in _MUST_BE:
            return f"must be {_MUST_BE[kind].format(**context)}{_not(seen)}"
    return f"is not as it should be: {error['msg']}"


def unknown_choice(seen: object, choices: list[str]) -> str:
    """The sentence for a word that is not among those allowed."""
    guess = did_you_mean(seen, choices) if isinstance(seen, str) else ""
    return f"must be one of {', '.join(choices)}{guess or _not(seen)}"


def unknown_key(name: str, known: list[str], *, above: list[str]) -> str:
    """The sentence for a key that its table does not have; `above` are the keys of the file's top level."""
    # TOML's classic trap: what follows a [table] belongs to it, whatever the blank lines suggest.
    if name in above:
        return "unknown key; here it belongs to the table above it: move it before the first [table]"
    if guess := did_you_mean(name, known):
        return f"unknown key{guess}"
    return f"unknown key; known here: {', '.join(known)}"


def _not(seen: object) -> str:
    """What stands there instead, where it is short enough to say."""
    if isinstance(seen, bool):
        return f", not {str(seen).lower()}"
    if isinstance(seen, str | int | float):
        shown = repr(seen) if not isinstance(seen, int) or abs(seen) < 10**20 else ""
        return f", not {shown}" if 0 < len(shown) <= 40 else ""
    return ""
