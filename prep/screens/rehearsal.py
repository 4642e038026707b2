"""The rehearsal on a screen: the plan, the talk while it is spoken, what was measured; a page for each."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.screen import Screen

from prep.flows.rehearse import Lectern
from prep.flows.speaking import Coming, Speaking
from prep.model.rehearsal import Rehearsal
from prep.screens.orderly import OrderlyApp
from prep.screens.rehearsal_pages import Closing, LeadIn
from prep.screens.standing_words import Look
from prep.screens.talking import Talking


class RehearsalApp(OrderlyApp[None]):
    """One rehearsal: what comes before the first word, the talk, and what was measured.

    `begun` may be a rehearsal to go on with, and `said` what was assumed for that; with `asks`, questions follow.
    """

    TITLE = "prep talk"
    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = "rehearsal.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "leave", "leave", show=False, priority=True)]

    def __init__(
        self, begun: Coming | Rehearsal, lectern: Lectern, look: Look, *, said: str = "", asks: bool = False
    ) -> None:
        super().__init__(ansi_color=True)
        self.theme = "ansi-dark"  # the terminal's own palette: right on light and dark alike
        self.lectern = lectern
        self.speaking = Speaking(begun, lectern) if isinstance(begun, Rehearsal) else None
        self._coming = begun if isinstance(begun, Coming) else None
        self._over = isinstance(begun, Rehearsal) and begun.finished is not None
        self._look = look
        self._said = said
        self._asks = asks
        self._left = False

    def on_mount(self) -> None:
        """Open the first page."""
        if self._coming is not None:
            self.push_screen(LeadIn(self._coming, self.lectern, self._begin))
        else:
            self.push_screen(self._page())

    def _page(self) -> Screen[None]:
        """The page that goes with how the rehearsal stands."""
        assert self.speaking is not None
        if self.speaking.finished:
            # What was over when it was opened stays so: the questions have been asked since.
            return Closing(self.speaking, None if self._over else self._again, asks=self._asks)
        said, self._said = self._said, ""
        return Talking(self.speaking, self._look, self._again, said=said)

    def _begin(self, coming: Coming) -> None:
        # On disk before a clock is shown.
        self.speaking = Speaking(coming.start(self.lectern), self.lectern)
        self._again()

    def _again(self) -> None:
        self.switch_screen(self._page())

    def action_leave(self) -> None:
        """Close the screen; a rehearsal that is under way waits, and its slot clock does not."""
        if not self._left:
            self._left = True
            if self.speaking is not None:
                self.speaking.leave()
            self.exit()
