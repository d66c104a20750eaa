"""An article made by hand, for the tests of what is drawn.

Everything in them is invented: the country, its papers, and what its people say.
"""

from __future__ import annotations

from newsreader.models import Article, Body, Enclosure, Span

NOON = 1_760_522_400
"""15 October 2025, 10:00 UTC."""


class BodyMaker:
    """Builds a body block by block; spans are named by the words they cover."""

    def __init__(self) -> None:
        self._blocks: list[str] = []
        self._spans: list[Span] = []
        self._length = 0

    def block(self, text: str, *outer: tuple[str, str, int], **inner: str | tuple[str, ...]) -> BodyMaker:
        """Add a block with its block roles as (role, value, level), and runs as role="the words".

        A run's value follows a bar ("the words|value"); several of a role are a tuple.  A link's level
        is its number in order; a quotation's its number among the quotations.
        """
        start = self._length + 2 if self._blocks else 0
        end = start + len(text)
        self._spans += [Span(start, end, role, value, level) for role, value, level in outer]
        for role, given in inner.items():
            for words in (given,) if isinstance(given, str) else given:
                words, _, value = words.partition("|")
                at = start + text.index(words)
                level = 1 + sum(s.role == "link" for s in self._spans) if role == "link" else 0
                self._spans.append(Span(at, at + len(words), role, value, level))
        self._blocks.append(text)
        self._length = end
        return self

    def body(self) -> Body:
        """Return the body."""
        spans = sorted(self._spans, key=lambda span: (span.start, -span.end))
        return Body("\n\n".join(self._blocks), tuple(spans))


def harbour_article(*, speakers: bool = True) -> Article:
    """Return an article with everything in it that an article can have."""

    def by(name: str) -> str:
        return f"|{name}" if speakers else ""

    say = (lambda names: names) if speakers else (lambda names: ())
    made = BodyMaker()
    made.block(
        "PORT ANSA, Oct. 15 (Kestrel) — The Assembly passed the harbour bill shortly before dawn on "
        "Wednesday, ending eleven years of dispute over who pays for the breakwater and who may "
        "close it.",
        dateline="PORT ANSA, Oct. 15 (Kestrel)",
        link="the harbour bill|https://assembly.example/bills/2025/harbour",
    )
    made.block(
        "“We have argued about this wall since my daughter was born, and she is taller than me "
        "now,” said Harbour Minister Ines Calder. “The sea has not waited for us.”",
        quotation=(
            "“We have argued about this wall since my daughter was born, and she is taller than me now,”"
            + by("Ines Calder"),
            "“The sea has not waited for us.”" + by("Ines Calder"),
        ),
        speaker=say(("Ines Calder|Ines Calder",)),
    )
    made.block(
        "Tomas Rehn, who speaks for the fishing towns, called the toll “a second tax on the same "
        "boat” and said his members would be at the quay on the first of the month. “They can send "
        "the bill to the herring,” he said.",
        quotation=(
            "“a second tax on the same boat”" + by("Tomas Rehn"),
            "“They can send the bill to the herring,”" + by("Tomas Rehn"),
        ),
        speaker=say(("Tomas Rehn|Tomas Rehn",)),
    )
    made.block("What the bill changes", ("heading", "", 2))
    made.block("The state pays for the wall, the towns for the gates.", ("item", "•", 1))
    made.block(
        "A toll of four marks a boat, and none for boats under six metres.",
        ("item", "•", 1),
        strong="four marks",
    )
    made.block("Skerra and Ansa are exempt until 2030;", ("item", "◦", 2))
    made.block("all others pay from the spring.", ("item", "◦", 2))
    made.block(
        "The gates close only on the harbour master's word, never the minister's.",
        ("item", "•", 1),
        em="only",
    )
    made.block(
        "No gate shall be shut upon a vessel that has asked for shelter, whatever her flag and "
        "whatever she owes.",
        ("quote", "", 1),
    )
    made.block("Harbour Act, section 4", ("quote", "", 1), em="Harbour Act")
    made.block("The price of it", ("heading", "", 3))
    made.block(
        "Town\tBoats\tToll a year\nPort Ansa\t212\t41,000\nSkerra\t88\t—\n"
        "Lower Lomond and the islands\t1,040\t187,500",
        ("table", "head", 0),
    )
    made.block(
        "Clerks read the sums from a screen, since the printed bill had gone to the wrong island:",
        link="the wrong island|https://www.courier.example/news/the-bill-that-went-to-skerra?ref=front",
    )
    made.block(
        "toll = max(0, length - 6) * 4.0\nif town in exempt and year < 2030:\n    toll = 0",
        ("code", "python", 0),
    )
    made.block(
        "The breakwater at Port Ansa in a northerly, from the lighthouse",
        ("image", "https://img.example/1", 0),
    )
    made.block(
        "Mara Quince, the harbour master, has shut the gates nine times in twenty years. “I have never "
        "asked anyone’s leave,” she said, “and I did not vote for anyone who thinks I should. As my "
        "father told me, ‘the tide does not read the papers.’”",
        quotation=(
            "“I have never asked anyone’s leave,”" + by("Mara Quince"),
            "“and I did not vote for anyone who thinks I should. As my father told me, ‘the tide does not "
            "read the papers.’”" + by("Mara Quince"),
            "‘the tide does not read the papers.’" + by("her father"),
        ),
        speaker=say(("Mara Quince|Mara Quince",)),
    )
    made.block("* * *", ("rule", "", 0))
    made.block(
        "港の門は、助けを求める船の前では決して閉じられない。",
    )
    return Article(
        1042,
        "Assembly passes harbour bill after a night of argument over who pays for the wall",
        kicker="HARBOUR",
        deck="The vote ends eleven years of dispute. Fishing towns say the toll will be fought on the quay.",
        byline="Lena Moor and Petr Aldous",
        published=NOON,
        url="https://courier.example/2025/10/15/harbour-bill",
        feed=1,
        feed_title="The Ansa Courier",
        words=840,
        body=made.body(),
        enclosures=(Enclosure("https://audio.example/harbour-night.mp3", "audio/mpeg", 24_100_000),),
    )
