"""Questions on a screen, as an app: one after the other, and a page after the last where one is wanted."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.screen import Screen

from prep.flows.hearing import Hearing
from prep.model.company import Company
from prep.screens.asking_screen import Asking
from prep.screens.orderly import OrderlyApp


class AskingApp(OrderlyApp[None]):
    """One hearing; `closing` makes the page that comes after the last question, if one does."""

    TITLE = "prep ask"
    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = "asking.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "leave", "leave", show=False, priority=True)]

    def __init__(
        self,
        hearing: Hearing,
        *,
        title: str,
        company: Company | None = None,
        closing: Callable[[], Screen[None] | None] = lambda: None,
    ) -> None:
        super().__init__(ansi_color=True)
        self.theme = "ansi-dark"  # the terminal's own palette: right on light and dark alike
        self.hearing = hearing
        self._heading = title
        self._company = company
        self._last_page = closing
        self._left = False

    def on_mount(self) -> None:
        """Open the first page."""
        if self.hearing.over:
            self.close_with()
        else:
            self.push_screen(Asking(self.hearing, self._heading, self._company, self.close_with))

    def close_with(self) -> None:
        """The page after the last question; where there is none, the end."""
        page = self._last_page()
        if page is None:
            self.action_leave()
        elif len(self.screen_stack) > 1:
            self.switch_screen(page)
        else:
            self.push_screen(page)

    def action_leave(self) -> None:
        """Close the screen; what is kept stays kept."""
        if not self._left:
            self._left = True
            self.exit()
