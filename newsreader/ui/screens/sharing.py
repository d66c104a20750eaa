"""What leaves the program: links to the browser and the clipboard, articles to files and commands.

What that takes is imported when something is to leave.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported
from textual.timer import Timer

from newsreader.models import Article
from newsreader.text.clean import clean_line
from newsreader.ui.screens.quoting import Quoting
from newsreader.ui.widgets.article_messages import LinkChosen

if TYPE_CHECKING:
    from newsreader.ui.browser import Visit

_DIGIT_PAUSE = 0.7
"""Seconds to wait for another digit of a link's number."""
_NO_PAGE = "This article has no page on the web."


class Sharing(Quoting):
    """The part of the main screen that hands things on."""

    _link_number = 0
    _link_timer: Timer | None = None

    # --- links ----------------------------------------------------------------------------------------

    def action_link(self, digit: str) -> None:
        """Add a digit to the number of the link to open; open it as soon as it can be no other."""
        self._stop_link_timer()
        self._link_number = self._link_number * 10 + int(digit)
        links = len(self.article_view.links)
        if not 1 <= self._link_number <= links:
            said = (
                f"There is no link {self._link_number}." if links else "There are no links in this article."
            )
            self._link_number = 0
            self.say(said)
        elif self._link_number * 10 > links:
            self._open_link()
        else:
            self.say(f"Link {self._link_number} …")
            self._link_timer = self.after(_DIGIT_PAUSE, self._open_link)

    def _open_link(self) -> None:
        self._stop_link_timer()
        number, self._link_number = self._link_number, 0
        self.article_view.choose_link(number)

    def _stop_link_timer(self) -> None:
        if self._link_timer is not None:
            self._link_timer.stop()
            self._link_timer = None

    def action_zoom(self) -> None:
        """Show the article alone, or with the list again; after digits, open the link with that number."""
        if self._link_number:
            self._open_link()
        else:
            super().action_zoom()

    def on_article_view_link_chosen(self, message: LinkChosen) -> None:
        """A link was clicked, or chosen by its number."""
        self.visit(message.url)

    def visit(self, url: str) -> None:
        """Open an address in the browser, naming its real host."""
        from newsreader.ui.browser import BrowserError, plan_visit, start

        try:
            visit = plan_visit(url)
        except BrowserError as error:
            self.say(str(error), warning=True)
            return
        self.say(f"Opening {visit.host} in the browser.")
        if not visit.in_terminal:
            self.run_worker(partial(self._start, visit), thread=True, group="browser")
            return
        try:
            with self.app.suspend():
                start(visit)
        except SuspendNotSupported:
            self.say(f"{visit.argv[0]} needs a terminal of its own; set BROWSER to another.", warning=True)
        except BrowserError as error:
            self.say(str(error), warning=True)

    def _start(self, visit: Visit) -> None:
        """Start the browser; on a thread, since it may take its time to fail."""
        from newsreader.ui.browser import BrowserError, start

        try:
            start(visit)
        except BrowserError as error:
            self.app.call_from_thread(self.say, str(error), warning=True)

    # --- the article ----------------------------------------------------------------------------------

    def _article(self) -> Article | None:
        """Return the article under the cursor, or the one that is open."""
        if self.at == "list":
            headline = self.headlines.cursor
            return self.library.article(headline.id) if headline is not None else None
        return self.article_view.article

    def action_browser(self) -> None:
        """Open the article's page."""
        article = self._article()
        if article is not None and article.url.startswith(("http:", "https:")):
            self.visit(article.url)
        elif article is not None:
            self.say(_NO_PAGE)

    def action_copy_link(self) -> None:
        """Copy the article's address."""
        article = self._article()
        if article is not None and article.url:
            self.app.copy_to_clipboard(article.url)
            self.say(f"Copied {article.url}")
        elif article is not None:
            self.say(_NO_PAGE)

    def action_export(self) -> None:
        """Ask for a file, and write the article to it."""
        article = self._article()
        if article is not None:
            from newsreader.ui.screens.prompt import PromptScreen

            prompt = PromptScreen(
                "Save the article as", f"{file_name(article.headline)}.txt", "Enter saves, Esc does not."
            )
            self.app.push_screen(prompt, partial(self._export, article))

    def _export(self, article: Article, answer: str | None) -> None:
        if answer is None:
            return
        from newsreader.render import plain_lines

        path = Path(answer).expanduser()
        made = False
        try:
            with path.open("x", encoding="utf-8") as file:
                made = True
                file.writelines(f"{line}\n" for line in plain_lines(article))
        except FileExistsError:
            self.say(f"{path} is there already; nothing was written.", warning=True)
        except OSError as error:
            if made:
                with suppress(OSError):  # half an article is worse than none
                    path.unlink()
            self.say(f"{path} cannot be written: {error.strerror or error}.", warning=True)
        else:
            self.say(f"Saved as {path.absolute()}.")

    def action_pipe(self) -> None:
        """Ask for a command, and hand the article to it."""
        article = self._article()
        if article is not None:
            from newsreader.ui.screens.prompt import PromptScreen

            prompt = PromptScreen(
                "Send the article to the command", "", "It gets the article's text as its input."
            )
            self.app.push_screen(prompt, partial(self._pipe, article))

    def _pipe(self, article: Article, answer: str | None) -> None:
        if answer is None:
            return
        from newsreader.render import plain_lines

        try:
            with self.app.suspend():
                run_with_input(answer, "\n".join(plain_lines(article)) + "\n")
        except SuspendNotSupported:
            self.say("This terminal cannot be left to another program.", warning=True)
        except (OSError, ValueError) as error:
            self.say(f"{answer} cannot be run: {error}.", warning=True)


def run_with_input(command: str, text: str) -> None:
    """Run the user's own `command`, without a shell, with `text` as its input, and wait for Enter.

    Raises `OSError` and `ValueError` where it cannot be run.
    """
    import shlex
    import subprocess

    argv = shlex.split(command)
    if not argv:
        raise ValueError("there is nothing to run")
    subprocess.run(argv, input=text.encode(), check=False)
    input("\nEnter goes back to the news. ")


def file_name(headline: str) -> str:
    """Return a name for a file, made of a headline's words: letters and digits with dashes, no path."""
    words = re.findall(r"\w+", clean_line(headline).casefold())
    name = ""
    for word in words:
        if len(name) + len(word) > 60:
            break
        name += f"-{word}" if name else word
    return name or "article"
