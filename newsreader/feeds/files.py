"""Read local files and folders: regular files only, never blocking, never more than the cap.

A name says little: `article.txt` may be a pipe that nobody writes to, a device without an end, or a
link to one.  So a path is looked at before it is opened (opening some devices does something), opened
in a way that does not wait, and looked at again by its descriptor, which cannot be exchanged under us.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Set
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from newsreader.errors import FileError
from newsreader.feeds.address import file_url
from newsreader.models import Fetched
from newsreader.text.clean import clean_line

MAX_BYTES = 16 * 1024 * 1024
"""Bytes of a file; a larger one is refused."""
MAX_FILES = 1_000
"""Changed files that one scan of a folder reads; the others wait for the next."""
MAX_SCAN_BYTES = 64 * 1024 * 1024
"""Bytes that one scan of a folder reads, give or take a file."""
MAX_ENTRIES = 100_000
"""Names that one scan looks at, in all folders together."""
MAX_PROBLEMS = 20

_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)
)
_ARTICLE_ENDINGS = ".txt .text .md .markdown .html .htm .xhtml .xml .rss .atom .json"
_OTHER_ENDINGS = """
    .7z .aac .apk .avi .avif .bak .bin .bmp .bz2 .c .cfg .class .css .csv .db .deb .dll .dmg .doc .docx
    .dylib .epub .exe .flac .gif .gz .h .heic .ico .ini .iso .jar .jpeg .jpg .js .lock .log .m4a .m4v .mid
    .mkv .mobi .mov .mp3 .mp4 .mpeg .mpg .o .odp .ods .odt .ogg .opml .opus .otf .parquet .pdf .png .ppt
    .pptx .ps .psd .py .pyc .rar .rpm .rtf .sh .so .sqlite .svg .swp .tar .tgz .tif .tiff .tmp .toml .ttf
    .wav .webm .webp .wma .wmv .woff .woff2 .xls .xlsx .xz .yaml .yml .zip .zst
"""
_ARTICLES = frozenset(_ARTICLE_ENDINGS.split())
"""Endings of what may be an article, a saved page or a feed."""
_NO_ARTICLES = frozenset(_OTHER_ENDINGS.split())
"""Endings of what is none; a file with any other ending is looked into."""
_OS_ERRORS = {
    errno.EACCES: "may not be read; look at its permissions",
    errno.EPERM: "may not be read; look at its permissions",
    errno.ENOENT: "is not there",
    errno.ENOTDIR: "is not there: part of the path is no folder",
    errno.ELOOP: "is a link that leads in a circle",
    errno.ENAMETOOLONG: "has too long a name",
    errno.EISDIR: "is a folder, not a file",
    errno.EAGAIN: "gives nothing to read now",
    errno.EIO: "cannot be read: the disk or what stands for it reports an error",
}
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


@dataclass(frozen=True, slots=True)
class FolderScan:
    """What is in a folder now.

    `changed` are the files that are new or different from last time, in the order of their paths.
    `stamps` are to be handed in as `seen` next time; a file that could not be read has none, so it is
    tried again.  `count` is how many files that may be articles there are, read or not.  `problems` are
    plain sentences about what was left out.
    """

    changed: tuple[Fetched, ...] = ()
    stamps: tuple[bytes, ...] = ()
    count: int = 0
    problems: tuple[str, ...] = ()


def read_file(path: Path) -> Fetched:
    """Read a file whole; `url` is its `file:` URL and `modified` the time of its last change.

    Raises `FileError`, in one sentence, for anything but a regular file that can be read, is not larger
    than the cap and stays as it is meanwhile.
    """
    body, status = _read_whole(path)
    return _as_fetched(path, body, status)


def scan_folder(path: Path, seen: Set[bytes] = frozenset()) -> FolderScan:
    """Look through a folder, to any depth, and read what is not in `seen` (stamps of an earlier scan).

    Hidden files and folders and links to folders are left out, and what is no article by its ending or
    by its bytes.  At most `MAX_FILES` are read; the others wait for the next scan.  Raises `FileError`
    where the folder itself cannot be read.
    """
    try:
        is_folder = stat.S_ISDIR(path.stat().st_mode)
    except (OSError, ValueError) as error:
        raise _error(path, error) from None
    if not is_folder:
        raise FileError(f"{_name(path)} is no folder.")
    return _Scan(path, seen).run()


class _Scan:
    """One walk through a folder."""

    def __init__(self, root: Path, seen: Set[bytes]) -> None:
        self._root = root
        self._seen = seen
        self._changed: list[Fetched] = []
        self._stamps: list[bytes] = []
        self._problems: list[str] = []
        self._bytes = 0
        self._count = 0
        self._waiting = 0
        self._links = 0
        self._unsaid = 0

    def run(self) -> FolderScan:
        """Walk, and say what was left out."""
        for path in self._files():
            self._take(path)
        if self._waiting:
            self._problems.append(f"{self._waiting:,} more files are read at the next refresh.")
        if self._links:
            self._problems.append(f"Links to folders are not followed ({self._links:,} left out).")
        if self._unsaid:
            self._problems.append(f"{self._unsaid:,} more files could not be read.")
        return FolderScan(tuple(self._changed), tuple(self._stamps), self._count, tuple(self._problems))

    def _files(self) -> Iterator[Path]:
        """Yield the files in the order of their paths, a folder's own files before its folders'."""
        left = MAX_ENTRIES
        folders = [self._root]
        while folders:
            folder = folders.pop()
            entries = self._entries(folder, left + 1)
            left -= len(entries)
            if left < 0:
                self._problems.append(
                    f"More than {MAX_ENTRIES:,} names; the rest of the folder was left out."
                )
                return
            inner = []
            for entry in entries:
                if entry.name.startswith(".") or _is_hidden(entry):
                    continue
                if _is_folder(entry, follow=False):
                    inner.append(folder / entry.name)
                elif _is_folder(entry, follow=True):
                    self._links += 1
                else:
                    yield folder / entry.name
            folders += reversed(inner)

    def _entries(self, folder: Path, most: int) -> list[os.DirEntry[str]]:
        entries: list[os.DirEntry[str]] = []
        try:
            with os.scandir(folder) as names:
                for entry in names:
                    entries.append(entry)
                    if len(entries) == most:
                        break
        except OSError as error:
            if folder == self._root:
                raise _error(folder, error) from None
            self._problem(_error(folder, error))
        return sorted(entries, key=lambda entry: os.fsencode(entry.name))

    def _take(self, path: Path) -> None:
        ending = path.suffix.lower()
        if ending in _NO_ARTICLES:
            return
        sure = ending in _ARTICLES
        try:
            status = path.stat()
            if not stat.S_ISREG(status.st_mode):
                if sure:  # nobody takes other pipes and sockets for articles
                    _refuse_irregular(path, status)
                return
            stamp, dull = self._stamp(path, status), self._stamp(path, status, dull=True)
            if not sure and dull in self._seen:
                self._stamps.append(dull)
                return
            self._count += 1
            if stamp in self._seen:
                self._stamps.append(stamp)
                return
            if len(self._changed) >= MAX_FILES or self._bytes >= MAX_SCAN_BYTES:
                self._waiting += 1
                return
            body, status = _read_whole(path)
        except FileError as error:
            self._problem(error)
            return
        except (OSError, ValueError) as error:
            self._problem(_error(path, error))
            return
        self._bytes += len(body)
        if not sure and _is_binary(body):
            self._count -= 1
            self._stamps.append(self._stamp(path, status, dull=True))
            return
        self._stamps.append(self._stamp(path, status))
        self._changed.append(_as_fetched(path, body, status))

    def _stamp(self, path: Path, status: os.stat_result, *, dull: bool = False) -> bytes:
        """Return what tells this state of a file from any other; `dull` marks one that is no article."""
        name = os.fsencode(path.relative_to(self._root).as_posix())
        facts = b"%d %d %d " % (dull, status.st_size, status.st_mtime_ns)
        return blake2b(facts + name, digest_size=16).digest()

    def _problem(self, error: FileError) -> None:
        if len(self._problems) < MAX_PROBLEMS:
            self._problems.append(str(error))
        else:
            self._unsaid += 1


def _read_whole(path: Path) -> tuple[bytes, os.stat_result]:
    """Read a regular file and return what it was when it was read.  Raises `FileError`."""
    try:
        _refuse_irregular(path, path.stat())
        descriptor = os.open(path, _FLAGS)
        try:
            before = os.fstat(descriptor)
            _refuse_irregular(path, before)
            body = _read_descriptor(path, descriptor)
            after = os.fstat(descriptor)
        finally:
            os.close(descriptor)
    except (OSError, ValueError) as error:
        raise _error(path, error) from None
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    if not same or before.st_size not in (0, len(body)):  # 0: files of the kernel, which know no size
        raise FileError(f"{_name(path)} changed while it was being read; try again.")
    return body, after


def _read_descriptor(path: Path, descriptor: int) -> bytes:
    parts: list[bytes] = []
    left = MAX_BYTES + 1
    while left > 0 and (part := os.read(descriptor, min(left, 1024 * 1024))):
        parts.append(part)
        left -= len(part)
    if left <= 0:
        raise _too_large(path)
    return b"".join(parts)


def _refuse_irregular(path: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        what = next((kind for test, kind in _KINDS if test(status.st_mode)), "something else")
        raise FileError(f"{_name(path)} is {what}, not a file.")
    if status.st_size > MAX_BYTES:
        raise _too_large(path)


def _as_fetched(path: Path, body: bytes, status: os.stat_result) -> Fetched:
    url = file_url(path)
    return Fetched(url=url, body=body, final_url=url, modified=int(status.st_mtime))


def _is_binary(body: bytes) -> bool:
    """Tell bytes from text: NULs mean bytes, but for text in UTF-16 or UTF-32, which says so in front."""
    return b"\0" in body[:8192] and not body.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff"))


def _is_folder(entry: os.DirEntry[str], *, follow: bool) -> bool:
    try:
        return entry.is_dir(follow_symlinks=follow)
    except OSError:  # a link in a circle, or a name that is gone; reading it will tell
        return False


def _is_hidden(entry: os.DirEntry[str]) -> bool:
    """Tell whether Windows hides it; elsewhere the name says so."""
    if os.name != "nt":
        return False
    try:
        attributes: int = getattr(entry.stat(follow_symlinks=False), "st_file_attributes", 0)
    except OSError:  # gone meanwhile; reading it will tell
        return False
    return bool(attributes & getattr(stat, "FILE_ATTRIBUTE_HIDDEN", 2))


def _too_large(path: Path) -> FileError:
    return FileError(
        f"{_name(path)} is larger than {MAX_BYTES // 1024 // 1024} MB, which is no article and no feed."
    )


def _error(path: Path, error: Exception) -> FileError:
    if isinstance(error, OSError):
        number = error.errno or 0
        why = _OS_ERRORS.get(number, f"cannot be read: {clean_line(error.strerror or 'an error', 60)}")
        return FileError(f"{_name(path)} {why}.")
    return FileError(f"{_name(path)} has a name that no file can have.")


def _name(path: Path) -> str:
    return clean_line(str(path), 160)
