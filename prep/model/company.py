"""What a candidate has found out about a company: facts under headings, and which of them an answer names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from prep.model.content_words import content_words, plain_words

SECTIONS = {
    "What they published": "papers, releases, posts, with the year; what you took from each",
    "People": "whom you would work with or learn from, and what they did last",
    "Bets": "what they believe that the next lab does not",
    "Product": "what they ship, to whom, and what you would change in it",
    "Why them and not the next lab": "one sentence that is false with a rival's name in it",
    "My first problem there": "concrete enough to begin on Monday",
    "Questions for them": "what you cannot find out from outside",
}
"""The headings of a new file, and what goes under each."""
QUESTIONS, PEOPLE = "Questions for them", "People"
_GENERIC = """
ai algorithm approach benchmark blog company data dataset deep engineer engineering group industry lab large language
learning machine method mission ml model network neural paper position post problem product project publish published
release released research researcher result role science scientist system team technology training
"""
GENERIC = frozenset(_GENERIC.split())
"""Words that say something of every lab: alone, they name no fact about one."""
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


@dataclass(frozen=True)
class Known:
    """One fact, in the user's words, and the heading it stands under."""

    section: str
    text: str


@dataclass(frozen=True)
class Company:
    """A company as the user's file has it."""

    name: str
    facts: tuple[Known, ...]

    def under(self, section: str) -> tuple[Known, ...]:
        """The facts under a heading."""
        return tuple(fact for fact in self.facts if fact.section.casefold() == section.casefold())

    @property
    def questions(self) -> tuple[Known, ...]:
        """What to ask them."""
        return self.under(QUESTIONS)

    @property
    def to_name(self) -> tuple[Known, ...]:
        """What an answer may name: everything but the questions."""
        return tuple(fact for fact in self.facts if fact not in self.questions)

    def named_in(self, text: str) -> tuple[tuple[Known, tuple[str, ...]], ...]:
        """The facts that a text names, each with the words that say so.

        A name or a number of the fact is enough; a fact without one is named by two of its words.
        """
        said = content_words(text)
        found = []
        for fact in self.to_name:
            names, words = self._keys(fact)
            hits = sorted((names | words) & said)
            if names & said or len(words & said) >= min(2, len(words)) > 0:
                found.append((fact, tuple(hits)))
        return tuple(found)

    def _keys(self, fact: Known) -> tuple[frozenset[str], frozenset[str]]:
        """The names and numbers of a fact, and its other words, without the company's own and what every lab says."""
        own = content_words(self.name) | GENERIC
        people = fact.section.casefold() == PEOPLE.casefold()
        names = content_words(" ".join(_names(fact.text, people=people))) - own
        return names, content_words(fact.text) - own - names


def company_from(text: str, name: str) -> Company:
    """The facts of a Markdown file: every item or line under a heading; comments and empty items are none."""
    section, title = "", name
    facts = []
    for raw in _COMMENT.sub("", text).splitlines():
        line = raw.strip()
        if line.startswith("# "):
            title = line[2:].strip() or name
        elif line.startswith("#"):
            section = line.lstrip("#").strip()
        elif said := re.sub(r"^(?:[-*+]|\d+[.)])(?:\s+|$)", "", line):
            facts.append(Known(section, said))
    return Company(title, tuple(facts))


def blank_page(name: str) -> str:
    """A new file to fill."""
    parts = [f"# {name}\n\n<!-- One fact a line. `prep why --company` compares your answers with these. -->\n"]
    parts += [f"## {section}\n\n<!-- {says} -->\n- \n" for section, says in SECTIONS.items()]
    return "\n".join(parts)


def _names(text: str, *, people: bool) -> list[str]:
    """The words that are names or numbers, by their capitals and digits.

    The first word of a sentence has its capital for another reason, but in a list of people.
    """
    found = []
    for sentence in re.split(r"[.!?:]\s", text):
        for place, word in enumerate(plain_words(sentence)):
            first = place == 0 and not people
            if any(map(str.isdigit, word)) or any(map(str.isupper, word[1:])) or (word[0].isupper() and not first):
                found.append(word)
    return found
