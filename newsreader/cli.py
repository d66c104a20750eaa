"""The command line: what it takes, what it prints, how it ends.

Data goes to standard output, everything said to a person to standard error.  Without a terminal on
standard output nothing is ever drawn: the plain list is printed instead.  Exit codes: 0 done, 1 some
source failed, 2 usage or configuration, 3 nothing could be reached, 130 interrupted.
"""

from __future__ import annotations

import base64
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from newsreader import __version__
from newsreader.config import config_path, library_path
from newsreader.errors import UsageError
from newsreader.models import Feed, HeadlineQuery, Show
from newsreader.start import EXIT_INTERRUPTED, Context, environment_path, had_enough, open_screen, say, told

if TYPE_CHECKING:
    from newsreader.library import Library

F = TypeVar("F", bound=Callable[..., Any])


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; every error becomes one sentence."""
    return told(lambda: _run(arguments))


def _run(arguments: Sequence[str]) -> int:
    try:
        code = main.main(list(arguments), prog_name="newsreader", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        say(f"newsreader: {error.format_message()}")
        return 2
    except click.Abort:
        return EXIT_INTERRUPTED


class SourceOrCommand(click.Group):
    """A group that takes a source where others take a command: `newsreader articles/`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and self.get_command(ctx, args[0]) is None:
            return "open", self.get_command(ctx, "open"), args
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # before click makes an exit with code 1 of it
            return had_enough()


class _File(click.Path):
    """A file that an option names; the empty name, which stands for the folder one is in, is refused."""

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> Any:
        if not os.fspath(value):
            self.fail("Name a file, or leave the option out.", param, ctx)
        return super().convert(value, param, ctx)


def _remember(ctx: click.Context, parameter: click.Parameter, value: Path | None) -> None:
    if value is not None:
        setattr(ctx.ensure_object(Context), f"{parameter.name}_file", value.expanduser())


def global_options(command: F) -> F:
    """Add --library and --config, which may stand before the command's name or after it."""
    for name, text in (("config", "The configuration file."), ("library", "The library, a SQLite file.")):
        command = click.option(
            f"--{name}",
            type=_File(path_type=Path, dir_okay=False),
            metavar="FILE",
            expose_value=False,
            is_eager=True,
            callback=_remember,
            help=text,
        )(command)
    return command


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
limit_option = click.option("--limit", type=click.IntRange(1), default=100, show_default=True, metavar="N")
pass_context = click.make_pass_decorator(Context, ensure=True)


@click.group(
    cls=SourceOrCommand, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, message="newsreader %(version)s")
@global_options
@click.pass_context
def main(ctx: click.Context) -> int | None:
    """Read the news in a terminal, and see who said what.

    `newsreader` opens the reader.  `newsreader SOURCE...` opens it on these and keeps them: a feed's
    or a site's address, an article, a folder of articles, an OPML file, or - for standard input.
    """
    context = ctx.ensure_object(Context)
    ctx.call_on_close(context.close)
    if ctx.invoked_subcommand is None:
        code: int = ctx.invoke(open_reader, sources=())
        return code
    return None


@main.command("open", hidden=True)
@click.argument("sources", nargs=-1)
@global_options
@pass_context
def open_reader(context: Context, sources: tuple[str, ...]) -> int:
    """Open the reader on SOURCES."""
    if not sys.stdout.isatty() or (not sys.stdin.isatty() and "-" not in sources):
        code = context.session().add(sources, say) if sources else 0
        _print_headlines(context.library, HeadlineQuery(), 100, as_json=False)
        return code
    return open_screen(context, sources, _standard_input(sources))


def _standard_input(sources: Iterable[str]) -> dict[str, str]:
    """Return standard input in base64 where "-" asks for it, and give the keyboard back its place."""
    if "-" not in sources:
        return {}
    data = base64.b64encode(sys.stdin.buffer.read()).decode("ascii")
    keyboard = os.open("/dev/tty", os.O_RDWR)
    os.dup2(keyboard, sys.stdin.fileno())
    os.close(keyboard)
    return {"-": data}


@main.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "--folder", default="", metavar="NAME", help='The folder to keep them in, such as "News/World".'
)
@global_options
@pass_context
def add(context: Context, sources: tuple[str, ...], folder: str) -> int:
    """Add feeds, sites, articles, folders or lists of feeds."""
    return context.session().add(sources, say, folder=folder)


@main.command("import")
@click.argument("file")
@global_options
@pass_context
def import_feeds(context: Context, file: str) -> int:
    """Add the feeds that an OPML or newsboat urls FILE lists."""
    return context.session().import_file(file, say)


@main.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@global_options
@pass_context
def export(context: Context, file: Path | None) -> int:
    """Write the feeds as OPML to FILE, or to standard output."""
    from newsreader.feeds.opml import exported, write_opml
    from newsreader.output import number_of
    from newsreader.writing import write_whole

    feeds = context.library.feeds()
    text = write_opml(feeds)
    if file is None or str(file) == "-":
        sys.stdout.write(text)
        return 0
    try:
        write_whole(file, text)
    except OSError as error:
        raise UsageError(f"Could not write {file}: {error.strerror or error}.") from error
    written = len(exported(feeds))
    local = len(feeds) - written
    left_out = f"; {number_of(local, 'feed')} of this machine left out" if local else ""
    say(f"Wrote {number_of(written, 'feed')} to {file}{left_out}.")
    return 0


@main.command()
@click.argument("feed")
@global_options
@pass_context
def remove(context: Context, feed: str) -> int:
    """Remove FEED (its number, address or title); adding it again within 30 days brings all back."""
    found = find_feed(context.library, feed)
    context.library.remove_feed(found.id).result()
    say(f"Removed {found.title}; add it again within 30 days and its articles and marks are back.")
    return 0


@main.command()
@json_option
@global_options
@pass_context
def feeds(context: Context, as_json: bool) -> int:
    """List the feeds."""
    from newsreader import output

    rows = context.library.feeds()
    if as_json:
        _write(output.json_array(output.feed_json(feed) for feed in rows))
    elif not rows:
        say("There are no feeds yet: add one with `newsreader add URL`.")
    else:
        _write(output.feed_line(feed, _width()) + "\n" for feed in rows)
    return 0


@main.command("list")
@click.option("--unread", "show", flag_value="unread", help="Only unread articles.")
@click.option("--starred", "show", flag_value="starred", help="Only starred articles.")
@click.option("--later", "show", flag_value="later", help="Only articles kept for later.")
@click.option("--feed", metavar="FEED", help="Only this feed: its number, address or title.")
@limit_option
@json_option
@global_options
@pass_context
def list_headlines(context: Context, show: Show | None, feed: str | None, limit: int, as_json: bool) -> int:
    """List headlines, newest first."""
    library = context.library
    feed_id = find_feed(library, feed).id if feed else None
    _print_headlines(library, HeadlineQuery(feed=feed_id, show=show or "all"), limit, as_json)
    return 0


@main.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("words", nargs=-1, required=True)
@limit_option
@json_option
@global_options
@pass_context
def search(context: Context, words: tuple[str, ...], limit: int, as_json: bool) -> int:
    """List the articles that hold all WORDS, newest first; -WORD leaves out those that hold it."""
    _print_headlines(context.library, HeadlineQuery(search=" ".join(words)), limit, as_json)
    return 0


@main.command()
@click.argument("what", metavar="ID|FILE|URL")
@json_option
@global_options
@pass_context
def show(context: Context, what: str, as_json: bool) -> int:
    """Print an article: one of the library by its number, or a file or URL, which is not kept."""
    from newsreader import output

    article, feed_url = context.session().open_article(what)
    if as_json:
        _write([output.as_json(output.full_article_json(article, feed_url)) + "\n"])
        return 0
    from rich.console import Console

    from newsreader.render import print_article

    print_article(article, Console(highlight=False, markup=False, emoji=False))
    return 0


@main.command()
@click.argument("what", nargs=-1, metavar="[ID|FILE|URL]...")
@click.option("--speaker", metavar="NAME", help="Only what this person said; the last name is enough.")
@limit_option
@json_option
@global_options
@pass_context
def quotes(context: Context, what: tuple[str, ...], speaker: str | None, limit: int, as_json: bool) -> int:
    """List who said what in articles, or in the whole library, newest first."""
    from newsreader import output

    session = context.session()
    if what:
        found = session.quotes_in([session.open_article(one) for one in what], speaker, limit)
    else:
        found = session.quotes(speaker, limit)
    if as_json:
        _write(output.json_array(output.said_json(*one) for one in found))
        return 0
    empty = True
    for quote, article, _ in found:
        _write([output.said_line(quote, article) + "\n"])
        empty = False
    if empty:
        say(f"Nobody called {speaker} is quoted." if speaker else "Nobody is quoted here.")
    return 0


@main.command()
@click.argument("feeds", nargs=-1, metavar="[FEED]...")
@click.option("--due", is_flag=True, help="Only feeds whose interval has passed (for timers).")
@click.option("--quiet", is_flag=True, help="Say nothing unless something failed.")
@json_option
@global_options
@pass_context
def refresh(context: Context, feeds: tuple[str, ...], due: bool, quiet: bool, as_json: bool) -> int:
    """Fetch all feeds again, or those named, and print what came."""
    library = context.library
    ids = [find_feed(library, feed).id for feed in feeds] or None
    mode = "named" if ids else "due" if due else "all"
    return context.session().refresh(ids, mode, say, quiet=quiet, as_json=as_json)


@main.command("config")
@click.option("--path", "only_path", is_flag=True, help="Print only where the configuration file is.")
@global_options
@pass_context
def show_config(context: Context, only_path: bool) -> int:
    """Print the settings in force."""
    from newsreader.text.clean import clean, clean_line

    if only_path:
        path = str(context.config_file or config_path())
        _write([f"{clean_line(path) if sys.stdout.isatty() else path}\n"])  # a program wants it as it is
        return 0
    from newsreader.config import settings_toml

    _write([clean(settings_toml(context.settings))])
    return 0


@main.command()
@click.option("--repair", "mend", is_flag=True, help="Make a sound library of a damaged one, which is kept.")
@global_options
@pass_context
def doctor(context: Context, mend: bool) -> int:
    """Look over configuration, library and engine, and say what is wrong."""
    from newsreader.doctor import examine, repair

    if mend:
        return repair(context.library_file or library_path(), say)
    config_file = context.config_file or environment_path("NEWSREADER_CONFIG")
    return examine(context.library_file or library_path(), config_file, _write)


def find_feed(library: Library, name: str) -> Feed:
    """Return the feed with this number, address or title (without regard to case).

    Raises `UsageError` where there is none, or more than one of that title.
    """
    rows = library.feeds()
    for feed in rows:
        if str(feed.id) == name or feed.url == name:
            return feed
    same = [feed for feed in rows if feed.title.casefold() == name.casefold()]
    if len(same) == 1:
        return same[0]
    if same:
        numbers = ", ".join(str(feed.id) for feed in same)
        raise UsageError(f"Several feeds are called {name}; name one by its number: {numbers}.")
    raise UsageError(f"There is no feed {name}; `newsreader feeds` lists them.")


def _print_headlines(library: Library, query: HeadlineQuery, limit: int, as_json: bool) -> None:
    from newsreader import output

    rows = library.listing(query, limit)
    if as_json:
        urls = {feed.id: feed.url for feed in library.feeds()}
        _write(output.json_array(output.article_json(row, urls.get(row.feed or 0)) for row in rows))
        return
    width = _width()
    empty = True
    for row in rows:
        _write([output.headline_line(row, width) + "\n"])
        empty = False
    if empty:
        say(_nothing(library, query))


def _nothing(library: Library, query: HeadlineQuery) -> str:
    if query.search:
        return f"Nothing found for {query.search}."
    if not library.feeds():
        return "There are no feeds yet: add one with `newsreader add URL`."
    return "There are no such articles; `newsreader refresh` asks the feeds for news."


def _width() -> int | None:
    """Return the terminal's width to cut lines to, or None where output is no terminal."""
    return os.get_terminal_size(sys.stdout.fileno()).columns if sys.stdout.isatty() else None


def _write(pieces: Iterable[str]) -> None:
    # Lone surrogates cannot be printed; everything else was cleaned on its way in.
    for piece in pieces:
        sys.stdout.write(piece.encode("utf-8", "replace").decode("utf-8"))
