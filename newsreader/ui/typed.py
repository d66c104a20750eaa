"""What a terminal sends, as text that may be taken for keys.

A paste comes between two marks.  What stands in it is anybody's, and not every terminal takes escape
sequences out of it; Textual's parser takes those for keys that were pressed, so a text copied from a
page could work the program.  Here a paste loses them before anything sees it.  Bytes that are no UTF-8
become U+FFFD; the parser's own decoder would end the program at the first.

Nothing can be done about a paste that holds the mark of its own end; terminals take that one out.
"""

from __future__ import annotations

from codecs import getincrementaldecoder

from newsreader.text.clean import clean

_BEGIN = "\x1b[200~"
_END = "\x1b[201~"


class Typed:
    """Turns what was read, piece by piece, into text for the parser."""

    def __init__(self) -> None:
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        self._pasting = False
        self._tail = ""
        """Outside a paste: what went out last and may begin its mark.  Inside: what waits for its rest."""

    def __call__(self, data: bytes, *, final: bool = False) -> str:
        """Return the text of the next bytes; `final` if no more will come."""
        text, out = self._decode(data, final), ""
        while text:
            if self._pasting:
                piece, text = self._inside(text)
            else:
                piece, text = self._outside(text)
            out += piece
        return out

    def _outside(self, text: str) -> tuple[str, str]:
        """Return what goes out, up to the end of the mark that begins a paste, and what is left."""
        known = len(self._tail)
        at = (self._tail + text).find(_BEGIN)
        if at < 0:
            self._tail = (self._tail + text)[1 - len(_BEGIN) :]
            return text, ""
        self._pasting, self._tail = True, ""
        end = at + len(_BEGIN) - known
        return text[:end], text[end:]

    def _inside(self, text: str) -> tuple[str, str]:
        """Return what goes out of a paste, cleaned, and what stands behind its end."""
        text, self._tail = self._tail + text, ""
        at = text.find(_END)
        if at >= 0:
            self._pasting = False
            return clean(text[:at]) + _END, text[at + len(_END) :]
        held = next((n for n in range(len(_END) - 1, 0, -1) if text.endswith(_END[:n])), 0)
        if held:
            text, self._tail = text[:-held], text[-held:]
        return clean(text), ""
