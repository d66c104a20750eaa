"""Servers that behave badly, by name: what each sends, and what has to come out at the other end.

A case is a feed on a loopback server.  It is subscribed to through the command line, refreshed twice by
the real program with all the others beside it, and looked at through the command line: how many
articles it has after each refresh, what is said of it, what was asked of its server and how.  The cases
stand under the promise they show; many more of the same kinds, on the parts alone, are in the tests of
those parts (`tests/feeds/test_fetch*.py`, `test_syndication.py`, `test_jsonfeed.py`, …).
"""

from __future__ import annotations

import gzip
import itertools
import json
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate

from tests.engine.telling import FEED, item, rss
from tests.servers import Answer, Exchange, LoopbackServer, broken, redirect, reply

TIMEOUT = 2
"""Seconds a feed has to arrive in these tests."""
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
MEGABYTE = 1 << 20
SHORT = HEAD + b"Content-Length: %d\r\n\r\n" % (len(FEED) + 50) + FEED


@dataclass(frozen=True)
class Case:
    """One feed: `answers` in turn, the last repeated; `{host}` in a redirect is the server's own.

    `articles` are stored after the first refresh, `later` after the second (None for as many).  `says`
    is part of the sentence about it in the end, "" where all is well.  `asked` is how many requests its
    path had, and `sends` what headers of the last were (None: it had none).  `moved` is the path it is
    kept under from then on.  `others` are further paths below its own, with their answers.
    """

    name: str
    promise: str
    answers: tuple[Answer, ...]
    articles: int = 0
    later: int | None = None
    says: str = ""
    asked: int | None = None
    sends: Mapping[str, str | None] = field(default_factory=dict)
    moved: str = ""
    others: Mapping[str, Answer] = field(default_factory=dict)


def _silent(*parts: bytes) -> Answer:
    def answer(exchange: Exchange) -> None:
        exchange.send(*parts)
        exchange.hold()

    return answer


def _reset(*parts: bytes) -> Answer:
    def answer(exchange: Exchange) -> None:
        exchange.send(*parts)
        exchange.reset()

    return answer


def _endless(head: bytes, part: Callable[[int], bytes]) -> Answer:
    def answer(exchange: Exchange) -> None:
        exchange.send(head)
        exchange.stream(part(number) for number in itertools.count())

    return answer


def _packed(coding: str, body: bytes) -> bytes:
    return reply(body, headers=[("Content-Encoding", coding)])


def _feed(*headers: tuple[str, str], body: bytes = FEED) -> bytes:
    return reply(body, headers=headers)


def _xml(inside: str, before: str = "") -> bytes:
    return reply(
        f"<?xml version='1.0'?>{before}<rss version='2.0'><channel>{inside}</channel></rss>".encode()
    )


def _json(**feed: object) -> bytes:
    whole = {"version": "https://jsonfeed.org/version/1.1", "title": "A feed", **feed}
    return reply(json.dumps(whole).encode(), content_type="application/feed+json")


def _raw_json(text: str) -> bytes:
    return reply(text.encode("utf-8", "surrogatepass"), content_type="application/feed+json")


TIME, SIZE, WHOLE = "one deadline over all", "caps on all sizes", "a broken answer is no feed"
LEADS, MANNERS, REST = "redirects", "validators", "left alone as asked"
PARSERS, NEVER_LOST = "parsers that cannot be hurt", "nothing is lost by a bad answer"

_LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {name} '{f'&{before};' * 10}'>" for before, name in itertools.pairwise("abcdefghij"))
    + "]>"
)
_STORY = "<item><title>Story</title><description>The ferry was late again.</description></item>"
_DEEP = 30_000


def _case(promise: str, name: str, *answers: Answer, **more: object) -> Case:
    return Case(name, promise, answers, **more)  # type: ignore[arg-type]


def _cases() -> list[Case]:
    soon = formatdate(time.time() + 7200, usegmt=True)
    past = formatdate(time.time() - 7200, usegmt=True)
    return [
        # --- time
        _case(TIME, "says nothing", _silent(), says="did not answer within"),
        _case(TIME, "half the headers, then nothing", _silent(HEAD), says="did not answer within"),
        _case(TIME, "half a body, then nothing", _silent(HEAD + b"\r\n" + FEED[:80]), says="too slowly"),
        _case(
            TIME, "soon, soon, soon", _endless(b"", lambda _: b"HTTP/1.1 103 Early\r\n\r\n"), says="did not"
        ),
        _case(
            TIME, "an endless chunk head", _endless(CHUNKED + b"5;", lambda _: b"x" * 99), says="too slowly"
        ),
        # --- size
        _case(SIZE, "a body without an end", _endless(HEAD + b"\r\n", lambda _: b"x" * 65536), says="sends"),
        _case(
            SIZE,
            "chunks without an end",
            _endless(CHUNKED, lambda _: b"10000\r\n" + b"x" * 65536 + b"\r\n"),
            says="sends",
        ),
        _case(
            SIZE, "a length of a terabyte", broken(HEAD + b"Content-Length: 1099511627776\r\n\r\n"), says="MB"
        ),
        _case(
            SIZE,
            "headers without an end",
            _endless(HEAD, lambda n: b"X-%d: y\r\n" % n),
            says="headers larger",
        ),
        _case(
            SIZE, "one endless header", _endless(HEAD + b"X: ", lambda _: b"y" * 4096), says="headers larger"
        ),
        _case(SIZE, "a gzip bomb", _packed("gzip", gzip.compress(b"A" * 64 * MEGABYTE)), says="16 MB"),
        _case(SIZE, "a deflate bomb", _packed("deflate", zlib.compress(b"A" * 64 * MEGABYTE)), says="16 MB"),
        _case(
            SIZE,
            "gzip in gzip",
            _packed("gzip, gzip", gzip.compress(gzip.compress(FEED))),
            says="more than once",
        ),
        _case(SIZE, "brotli nobody offered", _packed("br", FEED), says="not asked for"),
        _case(SIZE, "a coding nobody knows", _packed("x-snappy", FEED), says="not asked for"),
        _case(SIZE, "three thousand articles", reply(rss(*(item(n) for n in range(3000)))), articles=1000),
        _case(
            SIZE, "a title of a megabyte", _xml(f"<item><title>{'T' * MEGABYTE}</title></item>"), articles=1
        ),
        # --- whole or nothing
        _case(WHOLE, "shorter than it says", broken(SHORT), says="broke its answer off"),
        _case(WHOLE, "no last chunk", broken(CHUNKED + b"5\r\n<rss>\r\n"), says="broke its answer off"),
        _case(WHOLE, "a chunk of letters", broken(CHUNKED + b"ZZ\r\n<rss>\r\n0\r\n\r\n"), says="not HTTP"),
        _case(WHOLE, "reset in the body", _reset(SHORT), says="broke"),
        _case(WHOLE, "reset before the answer", _reset(), says="broke"),
        _case(WHOLE, "hung up", broken(), says="hung up"),
        _case(
            WHOLE,
            "two lengths",
            broken(HEAD + b"Content-Length: 5\r\nContent-Length: 9\r\n\r\n" + FEED),
            says="",
        ),
        _case(WHOLE, "gzip cut short", _packed("gzip", gzip.compress(FEED * 9)[:-30]), says="ends too early"),
        _case(WHOLE, "no gzip at all", _packed("gzip", FEED), says="gzip data is broken"),
        _case(WHOLE, "no HTTP at all", broken(b"SSH-2.0-OpenSSH_9.0\r\n"), says="not HTTP"),
        # --- nothing is lost
        _case(NEVER_LOST, "then shorter than it says", reply(FEED), broken(SHORT), articles=3, says="broke"),
        _case(NEVER_LOST, "then empty", reply(FEED), reply(b""), articles=3, says="empty"),
        _case(NEVER_LOST, "then no items", reply(FEED), reply(rss()), articles=3),
        _case(NEVER_LOST, "then one item", reply(FEED), reply(rss(item(9))), articles=3, later=4),
        _case(
            NEVER_LOST,
            "then a page",
            reply(FEED),
            reply(b"<!doctype html><p>Sign in"),
            articles=3,
            says="page",
        ),
        _case(NEVER_LOST, "then half a feed", reply(FEED), reply(FEED[: len(FEED) // 2]), articles=3),
        _case(
            NEVER_LOST, "then 404", reply(FEED), reply(status=404), articles=3, says="nothing at that address"
        ),
        _case(NEVER_LOST, "then 500", reply(FEED), reply(status=500), articles=3, says="fault of its own"),
        _case(NEVER_LOST, "then silence", reply(FEED), _silent(), articles=3, says="did not answer"),
        # --- redirects
        _case(LEADS, "in a circle", redirect("{self}"), says="on and on"),
        *(
            _case(LEADS, f"to {to[:12]}", redirect(to), says="does not open")
            for to in (
                "file:///etc/passwd",
                "data:text/xml,<rss/>",
                "gopher://a.example/",
                "javascript:x",
                "ftp://a/",
            )
        ),
        _case(LEADS, "to nowhere", reply(status=302), says="without naming it"),
        _case(
            LEADS,
            "for good, all the way",
            redirect("{self}/b", 301),
            others={"/b": redirect("{self}/c", 308), "/c": reply(FEED)},
            articles=3,
            asked=1,
            moved="/c",
        ),
        _case(
            LEADS,
            "for good, but for one step",
            redirect("{self}/b", 301),
            others={"/b": redirect("{self}/c", 302), "/c": reply(FEED)},
            articles=3,
            asked=2,
        ),
        _case(
            LEADS,
            "for good, to a page",
            reply(FEED),
            redirect("{self}/b", 301),
            others={"/b": reply(b"<!doctype html><title>Sign in</title>", content_type="text/html")},
            articles=3,
            says="page",
        ),
        _case(
            LEADS,
            "with a cookie to take along",
            redirect("{self}/b", 302, ("Set-Cookie", "a=1")),
            others={"/b": reply(FEED)},
            articles=3,
            sends={"Cookie": None, "Referer": None, "Authorization": None},
        ),
        # --- validators
        _case(
            MANNERS,
            "both validators",
            _feed(("ETag", 'W/"a,b"'), ("Last-Modified", "sometime")),
            reply(status=304),
            articles=3,
            asked=2,
            sends={
                "If-None-Match": 'W/"a,b"',
                "If-Modified-Since": "sometime",
                "Cookie": None,
                "Referer": None,
            },
        ),
        _case(MANNERS, "no validators", _feed(), articles=3, asked=2, sends={"If-None-Match": None}),
        _case(
            MANNERS,
            "validators of what cannot be read",
            _feed(("ETag", '"1"'), body=b"<rss><channel><item>"),
            says="damaged",
            sends={"If-None-Match": None},
        ),
        _case(
            MANNERS,
            "a validator of two thousand characters",
            _feed(("ETag", '"' + "e" * 2000 + '"')),
            articles=3,
            sends={"If-None-Match": None},
        ),
        _case(MANNERS, "304 to a first request", reply(status=304), says="nothing has changed"),
        # --- left alone
        _case(
            REST,
            "429 for an hour",
            reply(status=429, headers=[("Retry-After", "3600")]),
            asked=1,
            says="often",
        ),
        _case(
            REST,
            "429 until a date",
            reply(status=429, headers=[("Retry-After", soon)]),
            asked=1,
            says="often",
        ),
        _case(
            REST,
            "429 and nonsense",
            reply(status=429, headers=[("Retry-After", "soon")]),
            asked=1,
            says="often",
        ),
        _case(REST, "429 alone", reply(status=429), asked=1, says="often"),
        _case(
            REST, "429 in the past", reply(status=429, headers=[("Retry-After", past)]), asked=1, says="often"
        ),
        _case(
            REST, "503 for a while", reply(status=503, headers=[("Retry-After", "600")]), asked=1, says="busy"
        ),
        _case(
            REST,
            "503 for ages",
            reply(status=503, headers=[("Retry-After", "9" * 40)]),
            asked=1,
            says="busy",
        ),
        _case(REST, "410", reply(FEED), reply(status=410), articles=3, says="gone for good"),
        _case(REST, "max-age", _feed(("Cache-Control", "max-age=3600")), articles=3, asked=1),
        _case(REST, "404 is not asked again at once", reply(status=404), asked=1, says="nothing at that"),
        # --- parsers
        _case(
            PARSERS,
            "a billion laughs",
            _xml("<item><title>&j;</title></item>", _LAUGHS),
            says="the way an attack does",
        ),
        _case(
            PARSERS,
            "a file by XXE",
            _xml(
                "<item><title>Pass: &x;</title></item>",
                "<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
            ),
            articles=1,
        ),
        _case(
            PARSERS,
            "a document type elsewhere",
            _xml(_STORY, "<!DOCTYPE rss SYSTEM 'http://127.0.0.1:9/canary.dtd'>"),
            articles=1,
        ),
        _case(
            PARSERS,
            "a style sheet elsewhere",
            _xml(_STORY, "<?xml-stylesheet href='http://127.0.0.1:9/canary.xsl'?>"),
            articles=1,
        ),
        _case(PARSERS, "deep XML", _xml(_STORY + "<a>" * _DEEP + "</a>" * _DEEP), articles=1),
        _case(
            PARSERS,
            "deep HTML",
            _xml(f"<item><title>Deep</title><description>{'&lt;div>' * 20_000}</description></item>"),
            articles=1,
        ),
        _case(
            PARSERS,
            "formatting that piles up",
            _xml(f"<item><title>Bold</title><description>{'&lt;b>&lt;p>' * 20_000}</description></item>"),
            articles=1,
        ),
        _case(PARSERS, "deep JSON", _raw_json("[" * 200_000), says="nested too deep"),
        _case(
            PARSERS,
            "JSON of wrong types",
            _json(title=[1], items=[7, None, {"id": {}}, {"title": "One"}]),
            articles=1,
        ),
        _case(PARSERS, "JSON whose items are none", _json(items={"a": 1}), says="no list of items"),
        _case(
            PARSERS,
            "huge numbers",
            _raw_json('{"items": [{"id": ' + "9" * 9000 + ', "title": "One", "x": 1e999999, "y": NaN}]}'),
            articles=1,
        ),
        _case(
            PARSERS,
            "half characters in JSON",
            _json(items=[{"id": "1", "title": "\ud800 One \udfff"}]),
            articles=1,
        ),
        _case(
            PARSERS, "half characters in XML", _xml("<item><title>&#xD800; One</title></item>"), articles=1
        ),
        _case(PARSERS, "controls in XML", _xml("<item><title>a\x00b&#27;c\x1b</title></item>"), articles=1),
        _case(
            PARSERS,
            "a character set that is none",
            reply(FEED, content_type="application/rss+xml; charset=punycode"),
            articles=3,
        ),
        _case(PARSERS, "UTF-16", reply(b"\xff\xfe" + FEED.decode().encode("utf-16-le")), articles=3),
        _case(
            PARSERS,
            "ids missing",
            _xml("".join(f"<item><title>Story {n}</title></item>" for n in range(4))),
            articles=4,
        ),
        _case(
            PARSERS,
            "one id for all",
            _xml("".join(f"<item><guid>x</guid><title>Story {n}</title></item>" for n in range(4))),
            articles=4,
        ),
        _case(
            PARSERS,
            "other ids each time",
            _xml("<item><guid>1</guid><link>https://a.example/1</link><title>Story</title></item>"),
            _xml("<item><guid>2</guid><link>https://a.example/1</link><title>Story</title></item>"),
            articles=1,
        ),
        _case(
            PARSERS,
            "dates of no calendar",
            _xml(
                "".join(
                    f"<item><title>Story {n}</title><pubDate>{date}</pubDate></item>"
                    for n, date in enumerate(
                        (
                            *(
                                "Mon, 01 Jan 0001 00:00:00 GMT",
                                "Fri, 31 Dec 9999 23:59:59 -2359",
                                "32 Foo 2026",
                            ),
                            *("9" * 400, "0000-00-00T00:00:00Z", "-1", "2026-02-30", "١٢ يناير"),
                        )
                    )
                )
            ),
            articles=8,
        ),
        _case(PARSERS, "bytes of a picture", reply(b"\x89PNG\r\n\x1a\n" + bytes(500)), says="not a feed"),
        _case(PARSERS, "text", reply(b"Nothing here.", content_type="text/plain"), says="not a feed"),
    ]


CASES: list[Case] = _cases()


def path_of(case: Case) -> str:
    """Return where a case is asked for."""
    return f"/{CASES.index(case)}"


def serve(case: Case, server: LoopbackServer) -> str:
    """Have a server answer as the case does; return the feed's address."""
    path = path_of(case)

    def own(answer: Answer) -> Answer:
        return answer.replace(b"{self}", path.encode()) if isinstance(answer, bytes) else answer

    server.on(path, *map(own, case.answers))
    for below, answer in case.others.items():
        server.on(path + below, own(answer))
    return server.url(path)
