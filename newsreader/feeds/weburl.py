"""Take a web address apart, so strictly that what is checked is what is asked.

Two programs that read one address differently are how a check is passed and another host is reached.
So every address is brought to one spelling here, before anything looks at it: host names in ASCII and
lower case (UTS 46, as browsers do it), IPv4 addresses in four decimal numbers whatever way they were
written (the WHATWG URL standard counts "0x7f.1" and "2130706433" as such), IPv6 in its short form, no
default port, no fragment, nothing but ASCII.  Path and query are sent as they were written; what may
not stand there is percent-encoded.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import quote, unquote_to_bytes, urljoin

from newsreader.text.clean import clean_line

MAX_URL = 4096
"""Characters in an address; a longer one is refused."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
_WEB_URL = re.compile(r"(?P<scheme>https?)://(?P<authority>[^/?#\\]*)(?P<rest>[^#]*)", re.IGNORECASE)
_AUTHORITY = re.compile(r"(?P<host>\[[^\[\]]*\]|[^:\[\]]*)(?::(?P<port>[0-9]*))?")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_LABEL = re.compile(r"[a-z0-9_-]{1,63}")
_SAFE = "!#$%&'()*+,-./:;=?@_~[]"
"""What stands in a path or a query as it was written; of these only "#" cannot occur there."""


class BadURL(ValueError):
    """No address to ask; the text is a clause that says why: "it names no host"."""


@dataclass(frozen=True, slots=True)
class WebURL:
    """A web address in its parts; `host` is in its one spelling, without brackets.

    `target` is path and query; `userinfo` stands as it was written, "" where there is none.
    """

    scheme: str
    host: str
    port: int
    target: str
    userinfo: str = ""

    @property
    def site(self) -> str:
        """Scheme, host and port: what credentials belong to (RFC 6454, "origin")."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + (
            "" if self.port == _DEFAULT_PORTS[self.scheme] else f":{self.port}"
        )

    @property
    def url(self) -> str:
        """The address without name and password."""
        return self.site + self.target

    @property
    def full(self) -> str:
        """The address with name and password, as it is kept."""
        if not self.userinfo:
            return self.url
        scheme, _, rest = self.url.partition("://")
        return f"{scheme}://{self.userinfo}@{rest}"

    @property
    def credentials(self) -> tuple[bytes, bytes] | None:
        """Name and password, decoded."""
        if not self.userinfo:
            return None
        name, _, password = self.userinfo.partition(":")
        return unquote_to_bytes(name), unquote_to_bytes(password)

    @property
    def address(self) -> IPv4Address | IPv6Address | None:
        """The host where it is an IP address."""
        try:
            return ip_address(self.host)
        except ValueError:
            return None

    def join(self, location: str) -> WebURL:
        """Return where a redirect from here to `location` leads; raises `BadURL`."""
        if _CONTROL.search(location):
            raise BadURL("it holds a control character")
        if len(location) > MAX_URL:
            raise BadURL("it is too long")
        try:
            return parse_url(urljoin(self.url, location.strip()))
        except BadURL:
            raise
        except ValueError:
            raise BadURL("it is no address") from None


def parse_url(url: str) -> WebURL:
    """Take a web address apart; white space around it is left out.  Raises `BadURL`."""
    url = url.strip()
    if _CONTROL.search(url):
        raise BadURL("it holds a line break or another control character")
    if len(url) > MAX_URL:
        raise BadURL(f"it is longer than {MAX_URL:,} characters")
    match = _WEB_URL.match(url)
    if match is None:
        scheme = re.match(r"[A-Za-z][A-Za-z0-9+.-]{0,20}(?=:)", url)
        if scheme is None or scheme[0].lower() in _DEFAULT_PORTS:
            raise BadURL("it is no http or https address")
        raise BadURL(f"{scheme[0].lower()}: is not http or https")
    scheme_name = match["scheme"].lower()
    userinfo, _, place = match["authority"].rpartition("@")
    host, port = _host_and_port(place, _DEFAULT_PORTS[scheme_name])
    target = _quoted(match["rest"], _SAFE)
    if not target.startswith("/"):
        target = "/" + target
    return WebURL(scheme_name, host, port, target, _quoted(userinfo, ":%!$&'()*+,;=~"))


def strip_userinfo(url: str) -> str:
    """Return `url` without name and password, for showing; the rest stays as it is written."""
    return re.sub(r"^([A-Za-z][A-Za-z0-9+.-]*://)[^/?#\\]*@", r"\1", url)


def shown_url(text: str) -> str:
    """Return what was given as an address as it may stand in a sentence: no password, one clean line."""
    without = strip_userinfo(text)
    place = re.split(r"[/?#\s]", without, maxsplit=1)[0]
    at = place.rfind("@")
    if 0 < place.find(":", 1) < at:  # a password without a scheme, too
        without = without[at + 1 :]
    return clean_line(without, 120) or "That"


def _quoted(text: str, safe: str) -> str:
    """Percent-encode what is not in `safe`; bytes that came as no text (PEP 383) come out as they were."""
    try:
        return quote(text.encode("utf-8", "surrogateescape"), safe=safe)
    except UnicodeEncodeError:
        raise BadURL("it holds half a character") from None


def _host_and_port(place: str, default_port: int) -> tuple[str, int]:
    match = _AUTHORITY.fullmatch(place)
    if match is None:
        raise BadURL("its host or port is not valid")
    port = int(match["port"][:6]) if match["port"] else default_port
    if not 0 < port < 65536:
        raise BadURL("its port is not between 1 and 65535")
    return canonical_host(match["host"]), port


def canonical_host(host: str) -> str:
    """Return `host` in its one spelling: a name, or an IP address without brackets.  Raises `BadURL`."""
    if not host:
        raise BadURL("it names no host")
    if host.startswith("[") or ":" in host:
        if "%" in host:
            raise BadURL("its host names a network card, which no address of others does")
        try:
            return IPv6Address(host.removeprefix("[").removesuffix("]")).compressed
        except ValueError:
            raise BadURL("its host is no IPv6 address") from None
    if len(host) > 253:
        raise BadURL("its host name is too long")
    name = host.lower() if host.isascii() else _mapped(host)
    name = name.removesuffix(".")
    labels = [_wire_label(label) for label in name.split(".")]
    if _ends_in_number(labels[-1]):
        return str(_ipv4(labels))
    name = ".".join(labels)
    if len(name) > 253:
        raise BadURL("its host name is too long")
    return name


def _mapped(host: str) -> str:
    """Map a host name as UTS 46 has it: capitals, full-width forms, the ideographic full stop."""
    import idna  # only a host with other than ASCII letters needs its tables

    try:
        return idna.uts46_remap(host, std3_rules=False, transitional=False)
    except (idna.IDNAError, UnicodeError):
        raise BadURL("its host name holds characters that no host name has") from None


def _wire_label(label: str) -> str:
    """Return one label of a host name in ASCII.

    A label in punycode (RFC 3492) must be one that mapping would have made, so no two spellings name
    one host and none hides a letter that is not allowed.
    """
    if not label.isascii():
        if unicodedata.category(label[0]).startswith("M"):
            raise BadURL("its host name is not valid")
        try:
            label = "xn--" + label[:64].encode("punycode").decode("ascii")
        except UnicodeError:
            raise BadURL("its host name is not valid") from None
    elif label.startswith("xn--"):
        try:
            letters = label[4:64].encode("ascii").decode("punycode")
        except UnicodeError:
            raise BadURL("its host name is not valid (bad punycode)") from None
        if (
            letters.isascii()
            or "." in letters
            or _mapped(letters) != letters
            or _wire_label(letters) != label
        ):
            raise BadURL("its host name is not valid (bad punycode)")
    if not _LABEL.fullmatch(label):
        raise BadURL("its host name is not valid")
    return label


def _ends_in_number(label: str) -> bool:
    return label.isdigit() or re.fullmatch(r"0x[0-9a-f]*", label) is not None


def _ipv4(labels: list[str]) -> IPv4Address:
    """Read an IPv4 address of one to four numbers, decimal, octal or hexadecimal, the last filling up."""
    try:
        numbers = [_number(label) for label in labels]
        if len(numbers) > 4 or any(number > 255 for number in numbers[:-1]):
            raise ValueError
        if numbers[-1] >= 256 ** (5 - len(numbers)):
            raise ValueError
    except ValueError:
        raise BadURL("its host is no IPv4 address") from None
    value = numbers[-1] + sum(number << (8 * (3 - place)) for place, number in enumerate(numbers[:-1]))
    return IPv4Address(value)


def _number(digits: str) -> int:
    if digits.startswith("0x"):
        return int(digits[2:] or "0", 16)
    if not digits.isdigit() or not digits.isascii():
        raise ValueError(digits)
    return int(digits, 8 if len(digits) > 1 and digits.startswith("0") else 10)
