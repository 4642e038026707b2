"""A story as a text to edit, and back."""

from __future__ import annotations

from dataclasses import replace

from prep.model.answer import STORY_PARTS, Story

ASKS = {
    "situation": "Where and when, in a sentence or two. A listener from outside must follow.",
    "task": "What had to be done, and why it was yours.",
    "action": "What you did, what you decided, and what else you could have done. I, not we.",
    "result": "What came of it, with a number.",
    "lesson": "What you do differently since.",
}


def text_of_story(story: Story) -> str:
    """The story as Markdown: the title, then a heading for each part with what belongs there."""
    blocks = [f"# {story.title}".rstrip() + "\n"]
    for part in STORY_PARTS:
        told = story.parts.get(part, "").strip()
        blocks.append(f"## {part}\n<!-- {ASKS[part]} -->\n{told}\n")
    return "\n".join(blocks)


def story_from_text(text: str, before: Story) -> Story:
    """The story that an edited text tells; an empty text changes nothing."""
    if not text.strip():
        return before
    title, parts, here = before.title, dict.fromkeys(STORY_PARTS, ""), ""
    for line in text.splitlines():
        heading = line.lstrip("#").strip()
        if line.startswith("## ") and heading.lower() in STORY_PARTS:
            here = heading.lower()
        elif line.startswith("#") and not here:
            title = heading or title
        elif here and not (line.startswith("<!--") and line.endswith("-->")):
            parts[here] += f"{line}\n"
    return replace(before, title=title, parts={part: told.strip() for part, told in parts.items() if told.strip()})
