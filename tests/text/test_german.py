"""German: who says what in the forms that its sentences have."""

from __future__ import annotations

import pytest

from newsreader.models import Quote
from newsreader.text.quotes import find_quotes


def said(text: str) -> list[tuple[str | None, str]]:
    """Return speaker and kind of each quotation."""
    return [(quote.speaker, quote.kind) for quote in find_quotes(text, "de")]


def only(text: str) -> Quote:
    (quote,) = find_quotes(text, "de")
    return quote


@pytest.mark.parametrize(
    "text",
    [
        "„Wir bauen im Mai“, sagte Bürgermeisterin Ada Quill am Montag in Tarn.",
        "„Wir bauen im Mai“, so die Bürgermeisterin Ada Quill.",
        "So Ada Quill: „Wir bauen im Mai.“",
        "Ada Quill dagegen: „Wir bauen im Mai.“",
        "Laut Ada Quill ist die Brücke „ein Wunder der Technik“.",
        "Ada Quill zufolge ist die Brücke „in gutem Zustand“.",
        "Nach Ansicht von Ada Quill ist das „ein fauler Kompromiss“.",
        "Wie Ada Quill sagte, ist die Brücke „in gutem Zustand“.",
        "Die Brücke ist, wie Ada Quill sagte, „in gutem Zustand“.",
        "Die Brücke, meint Ada Quill, sei „in gutem Zustand“.",
        "Die Brücke – so Ada Quill – sei „in gutem Zustand“.",
        "Ada Quill, die seit März im Amt ist, sagte: „Die Brücke bleibt.“",
        "Ada Quill (CDU), Bürgermeisterin von Tarn, nannte den Plan „völlig verfehlt“.",
        "Ada Quill erklärte, dass sie den Plan für „völlig verfehlt“ halte.",
        "Ada Quill hatte den Plan zuvor als „völlig verfehlt“ bezeichnet.",
        "Den Plan hatte Ada Quill zuvor als „völlig verfehlt“ bezeichnet.",
        "Der Plan wurde von Ada Quill als „völlig verfehlt“ bezeichnet.",
        "Ada Quill wies die Vorwürfe am Abend als „Unsinn“ zurück.",
        "Ada Quill räumte am Dienstag ein, die Brücke sei „kein Schmuckstück“.",
        "„Das war unser Fehler“, gab Innensenatorin Ada Quill zu.",
        "Dem Tagblatt sagte Ada Quill: „Die Brücke bleibt.“",
        "Ada Quill sagte der Zeitung: „Die Brücke bleibt.“",
        "Von einem „schwarzen Tag“ sprach Ada Quill.",
        "Ada Quill warf der Regierung „Versagen auf ganzer Linie“ vor.",
        "Ada Quill warf dem Konzern „Lohndrückerei“ vor.",
        "Ada Quill warnte vor einem „Dammbruch“.",
        "Nicht nur Bert Sedge, auch Ada Quill mahnte zur „Besonnenheit“.",
        "Ada Quill ist überzeugt: „Die Brücke bleibt.“",
        "Ada Quill zeigte sich nach dem Unglück „tief erschüttert“.",
        "Ada Quill verließ den Saal mit den Worten: „Es reicht jetzt.“",
        "Die Forderung von Ada Quill, man müsse „jetzt handeln“, blieb ungehört.",
        "Nach Ada Quills Angaben ist die Brücke „in gutem Zustand“.",
        "Für Ada Quill ist das „ein fauler Kompromiss“.",
        "„Die Brücke bleibt“, betonte die Sprecherin des Ministeriums, Ada Quill.",
        "Die Bürgermeisterin von Tarn, Ada Quill, nannte den Brand „eine Katastrophe“.",
        "Die Brücke, die „nie mehr öffnen wird“, erklärte Ada Quill, war alt.",
        "Am 20. Juli sagte Ada Quill: „Die Brücke bleibt.“",
        "Ada Quill ist dagegen. Die Brücke sei „kein Schmuckstück“, sagte sie.",
        "Es sei „wichtig, jetzt zu handeln“, sagte Ada Quill dem Redaktionsnetzwerk Tarn (RNT).",
        "„Das ist gut“, freut sich Ada Quill.",
        "Ada Quill zur Lage: „Es ist ernst.“",
        "Dazu Ada Quill: „Es ist ernst.“",
        "Ada Quills Fazit: „Es ist ernst.“",
        "Ihr Ziel sei es, „den Menschen zu helfen“, sagt Ada Quill.",
        "Ada Quill, 54, sagt: „Es ist ernst.“",
        "Ada Quill – sie ist Ärztin – sagt: „Es ist ernst.“",
        "Ada Quill (54) sagte der Deutschen Presse-Agentur am Freitag in Tarn: „Es ist ernst.“",
        "„Es reicht“ – mit diesen Worten eröffnete Ada Quill das Fest.",
        "Auf die Frage, ob sie gehe, sagt Ada Quill nur: „Nein.“",
        "Ada Quill wird mit den Worten zitiert: „Es ist ernst.“",
        "Nach den Worten von Ada Quill ist das „ein Anfang“.",
        "So sagte Ada Quill etwa, das sei „ein Anfang“.",
        "Zuvor hatte bereits Ada Quill erklärt, das sei „ein Anfang“.",
        "Ada Quill sagte, sie sei „sehr froh“, und dankte den Helfern.",
        "Ada Quill sagte, Bert Sedge habe „nie gelogen“.",
        "Bert Sedge sei „ein Lügner“, sagte Ada Quill.",
        "Dem Bericht zufolge nannte Ada Quill den Plan „völligen Unfug“.",
        "Ada Quill will „keine Zeit verlieren“.",
        "Man müsse „endlich handeln“, so die Forderung von Ada Quill.",
        "„Endlich handeln“ – das fordert Ada Quill.",
        "Ada Quill zog ein positives Fazit: „Das war ein gutes Jahr.“",
        "Ada Quill lachte. „Das war ein gutes Jahr“, sagte sie.",
        "„Das war ein gutes Jahr“, resümiert Ada Quill, die seit 2019 im Amt ist.",
        "„Warum?“, will Ada Quill wissen.",
        "„Warum?“, wollte Ada Quill wissen.",
        "„So nicht!“, ließ Ada Quill ausrichten.",
        "„So nicht!“, gab Ada Quill zurück.",
        "„So nicht!“, fuhr Ada Quill ihn an.",
        "Ada Quill stellte klar, dass „niemand“ entlassen werde.",
        "Ada Quill machte deutlich, dass „niemand“ entlassen werde.",
        "Ada Quill gab zu bedenken, dass „niemand“ gefragt worden sei.",
        "Ada Quill rief die Bürger auf, „Ruhe zu bewahren“.",
        "Die Bürger rief Ada Quill auf, „Ruhe zu bewahren“.",
        "Der Konzern, so Ada Quill, müsse „endlich handeln“.",
        "Es gebe, sagte Ada Quill, „keine Alternative“.",
        "Auf X schrieb Ada Quill, sie sei „entsetzt“.",
        "In einem Interview mit dem Tagblatt hat Ada Quill den Plan „Unfug“ genannt.",
        "Ada Quill hat in einem Interview mit dem Tagblatt von „Unfug“ gesprochen.",
        "Von „Unfug“ will Ada Quill nicht sprechen.",
        "Eine „große Chance“ sieht Ada Quill in dem Plan.",
        "Ada Quill sieht in dem Plan eine „große Chance“.",
        "Aus Sicht von Ada Quill handelt es sich um einen „Skandal“.",
        "Es handle sich um einen „Skandal ersten Ranges“, schimpfte Ada Quill.",
        "Die Ministerin Ada Quill, die das Gesetz vor zwei Jahren auf den Weg gebracht hatte, "
        "verteidigte es am Mittwoch im Parlament gegen die Kritik der Opposition "
        "und sprach von einem „Meilenstein“.",
        "Nachdem das Gericht den Antrag abgelehnt hatte, kündigte Ada Quill an, man werde „durch "
        "alle Instanzen“ gehen.",
        "Dass der Plan scheitern könnte, hält Ada Quill für „ausgeschlossen“.",
        "Wenn nichts geschehe, so warnte Ada Quill, drohe „ein böses Erwachen“.",
        "Ada Quill zufolge, die das Institut leitet, ist der Fund „einmalig“.",
        "Bei der Vorstellung des Berichts in Tarn sagte Ada Quill am Dienstag, es gebe „keinen "
        "Grund zur Sorge“.",
        "Ada Quill sagte dem Sender, sie habe Bert Sedge „nie getroffen“.",
        "Ada Quill hatte Bert Sedge in einem Brief vorgeworfen, „die Unwahrheit“ zu sagen.",
        "Die Sprecherin der Staatsanwaltschaft Tarn, Ada Quill, bestätigte, dass „in alle "
        "Richtungen“ ermittelt werde.",
        "Sowohl Luc Morel als auch Ada Quill lobten die „offene Atmosphäre“.",
        "Die Nachfrage sei „überwältigend“ gewesen, freute sich Ada Quill.",
    ],
)
def test_each_form_of_saying_leads_to_ada_quill(text: str) -> None:
    (speaker, kind), *_ = said(text)
    assert speaker == "Ada Quill"
    assert kind in ("statement", "fragment")


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("„Das war unser Fehler“, räumte ein Sprecher der Stadtwerke ein.", "ein Sprecher der Stadtwerke"),
        ("Die Brücke ist nach Angaben der Stadtwerke „in gutem Zustand“.", "Stadtwerke"),
        ("Die Brücke sei „in gutem Zustand“, teilte die Polizei am Abend mit.", "Polizei"),
        ("Der Vorstand kündigte an, man werde „alles tun“, um den Streit zu beenden.", "Vorstand"),
        ("Der Bund rief dazu auf, „Ruhe zu bewahren“.", "Bund"),
        ("„Was wollt ihr hier?“ fragte die alte Frau.", "die alte Frau"),
        ("„Nun denn“, versetzte der Graf, „so geht.“", "Graf"),
        ("»Wer da?«, frug der Wächter.", "Wächter"),
        ("„Ach was!“ lachte der Alte.", "Alte"),
        ("„Ich habe nie etwas gewusst“, hatte der Angeklagte beteuert.", "Angeklagte"),
        ("In dem Brief heißt es: „Die Brücke bleibt.“", "Brief"),
        ("„Das Eis trägt noch nicht“, hieß es bei der Feuerwehr.", "Feuerwehr"),
        ("„Wir stehen bereit“, versicherte NATO-Generalsekretär Jan Holt.", "Jan Holt"),
        ("Ada Quill und Bert Sedge erklärten gemeinsam: „Wir bauen.“", "Ada Quill und Bert Sedge"),
        ("Quills Sprecher sagte, man sei „in guten Gesprächen“.", "Quills Sprecher"),
    ],
)
def test_a_speaker_without_a_name_is_shown_as_described(text: str, speaker: str) -> None:
    assert said(text)[0][0] == speaker


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("Die Lage ist „ernst“, aber „beherrschbar“, wie Ada Quill betont.", ["Ada Quill", "Ada Quill"]),
        ("„Wir haben“, so Ada Quill weiter, „keine Zeit.“", ["Ada Quill", "Ada Quill"]),
        ("„Das“, ergänzt Ada Quill, „ist gut.“", ["Ada Quill", "Ada Quill"]),
        ("Auf seiner Internetseite schreibt der Verein: „Wir machen weiter.“", ["Verein"]),
        ("Man wolle „den Menschen helfen“, erklärte das Unternehmen.", ["Unternehmen"]),
        ("Von Seiten der Polizei hieß es, man habe „alles im Griff“.", ["Polizei"]),
        ("In Regierungskreisen hieß es, das sei „kein Thema“.", ["Regierungskreisen"]),
        ("Beobachter sprechen von einem „klaren Signal“.", ["Beobachter"]),
        (
            "Während Ada Quill von einem „klaren Signal“ spricht, nennt Bert Sedge das Papier „wertlos“.",
            ["Ada Quill", "Bert Sedge"],
        ),
        ("Das Gericht sprach von einer „besonders grausamen Tat“ und verurteilte den Mann.", ["Gericht"]),
        ("Der Mann soll „Hilfe, Hilfe“ gerufen haben.", ["Mann"]),
        ("Der Mann soll gesagt haben, das sei „nicht weiter schlimm“.", ["Mann"]),
        ("Die Anklage wirft ihm „versuchten Totschlag“ vor.", ["Anklage"]),
        ("Otto Brell vom Institut Tarn sagte, das sei „ein Anfang“.", ["Otto Brell"]),
        (
            "Otto Brell, Chef des Instituts Tarn und früherer Minister, sagte, das sei „ein Anfang“.",
            ["Otto Brell"],
        ),
        ("Wie der Sprecher der Polizei, Otto Brell, sagte, ist das „ein Anfang“.", ["Otto Brell"]),
        ("Bei den Grünen heißt es, das sei „ein Anfang“.", ["Grünen"]),
        ("„Das ist ein Anfang“, heißt es aus dem Umfeld des Trainers.", ["Umfeld des Trainers"]),
        ("Die Firma teilte auf Anfrage mit: „Wir äußern uns nicht.“", ["Firma"]),
        ("Auf Anfrage teilte die Firma mit, man äußere sich „grundsätzlich nicht“ dazu.", ["Firma"]),
        ("Laut Mitteilung der Polizei war das „ein Versehen“.", ["Polizei"]),
        ("Ada Quill sagte, dass Bert Sedge den Plan „Unfug“ genannt habe.", ["Bert Sedge"]),
        ("Die Gewerkschaft hält die Pläne für „völligen Unfug“.", ["Gewerkschaft"]),
        ("Für „völligen Unfug“ hält die Gewerkschaft die Pläne.", ["Gewerkschaft"]),
        ("Als „völligen Unfug“ bezeichnete die Gewerkschaft die Pläne.", ["Gewerkschaft"]),
        ("Als „völligen Unfug“ hat die Gewerkschaft die Pläne bezeichnet.", ["Gewerkschaft"]),
        ("Kritiker werfen der Partei vor, „keine Antworten“ zu haben.", ["Kritiker"]),
        ("Die Partei habe „keine Antworten“, werfen ihr Kritiker vor.", ["Kritiker"]),
        ("Der Minister, der den Plan „Unfug“ nannte, trat zurück.", ["Minister"]),
        ("Bei der Polizei ging ein Notruf ein. „Es brennt“, rief eine Frau ins Telefon.", ["eine Frau"]),
        ("Ihm sei „übel“ geworden, berichtete ein Zeuge.", ["ein Zeuge"]),
        ("Für Trainer Otto Brell ist das Spiel „ein Endspiel“.", ["Otto Brell"]),
        ("Obwohl Bert Sedge den Plan „Unfug“ nannte, hält Ada Quill daran fest.", ["Bert Sedge"]),
        (
            "„Wenn nichts geschieht“, warnte Ada Quill, „droht ein böses Erwachen.“",
            ["Ada Quill", "Ada Quill"],
        ),
        (
            "Der Bericht, den Ada Quill am Dienstag vorstellte, spricht von „gravierenden Mängeln“.",
            ["Bericht"],
        ),
        (
            "Der frühere Minister und heutige Botschafter Bert Sedge mahnte, man dürfe „nicht wegschauen“.",
            ["Bert Sedge"],
        ),
        ("Nach Auffassung der Richter ist die Regel „unverhältnismäßig“.", ["Richter"]),
        ("Der Beschluss sei „rechtswidrig“, befanden die Richter.", ["Richter"]),
        ("Die Richter stuften die Regel als „unverhältnismäßig“ ein.", ["Richter"]),
        (
            "In der Mitteilung des Konzerns ist von „bedauerlichen Einzelfällen“ die Rede.",
            ["Mitteilung des Konzerns"],
        ),
        ("Der Konzern spricht in einer Mitteilung von „bedauerlichen Einzelfällen“.", ["Konzern"]),
        ("Es handle sich um „bedauerliche Einzelfälle“, hieß es vom Konzern.", ["Konzern"]),
        ("Es handle sich um „bedauerliche Einzelfälle“, heißt es seitens des Konzerns.", ["Konzern"]),
        ("Anwohner Jens Kuhl berichtet: „Es war wie im Krieg.“", ["Jens Kuhl"]),
        ("„Es war wie im Krieg“, erinnert sich Anwohner Jens Kuhl (45).", ["Jens Kuhl"]),
        ("Jens Kuhl (45), der gegenüber wohnt, erinnert sich: „Es war wie im Krieg.“", ["Jens Kuhl"]),
        ("Der US-Präsident twitterte: „So nicht!“", ["US-Präsident"]),
        ("Frankreichs Präsident Luc Morel nannte das Treffen „konstruktiv“.", ["Luc Morel"]),
        ("Luc Morel, Frankreichs Präsident, nannte das Treffen „konstruktiv“.", ["Luc Morel"]),
        ("Der französische Präsident Luc Morel hat das Treffen als „konstruktiv“ bezeichnet.", ["Luc Morel"]),
        ("„Konstruktiv“ nannte der französische Präsident Luc Morel das Treffen.", ["Luc Morel"]),
        ("Morel und Quill lobten die „offene Atmosphäre“ der Gespräche.", ["Morel und Quill"]),
        (
            "Ein Augenzeuge sagte der Nachrichtenagentur AFP, er habe „mehrere Schüsse“ gehört.",
            ["ein Augenzeuge"],
        ),
        ("Einer der Retter sagte: „Wir geben nicht auf.“", ["einer der Retter"]),
        ("Eine 30-jährige Frau aus Tarn sagte: „Wir geben nicht auf.“", ["eine 30-jährige Frau"]),
        ("Die Organisation Grünes Tarn kritisierte das Vorhaben als „Irrweg“.", ["Organisation Grünes Tarn"]),
        ("Der Deutsche Brückenverband (DBV) forderte ein „Sofortprogramm“.", ["Deutsche Brückenverband"]),
        ("Der Verband fordert „mehr Geld für Brücken“ und „weniger Bürokratie“.", ["Verband", "Verband"]),
        ("Verbandschef Bert Sedge: „Wir brauchen mehr Geld.“", ["Bert Sedge"]),
        ("Bert Sedge, Verbandschef: „Wir brauchen mehr Geld.“", ["Bert Sedge"]),
        ("Mehr Geld sei „dringend nötig“, mahnte Verbandschef Bert Sedge an.", ["Bert Sedge"]),
        ("Mehr Geld sei „dringend nötig“, gab der Verbandschef zu bedenken.", ["Verbandschef"]),
        ("Laut der Sprecherin handelt es sich um einen „technischen Defekt“.", ["Sprecherin"]),
        ("Der Sprecherin zufolge handelt es sich um einen „technischen Defekt“.", ["Sprecherin"]),
        ("Nach Aussage ihrer Sprecherin ist Ada Quill „wohlauf“.", ["ihrer Sprecherin"]),
        ("Ada Quill gehe es „den Umständen entsprechend“, sagte ihr Sprecher.", ["ihr Sprecher"]),
        (
            "Ada Quill schrieb in ihrem Blog, der Plan sei „durch“, und sie freue sich „sehr“.",
            ["Ada Quill", "Ada Quill"],
        ),
        ("Der Regisseur erklärt seinen Film so: „Es geht um Angst.“", ["Regisseur"]),
        ("Demonstranten riefen „Wir sind viele“ und zogen weiter.", ["Demonstranten"]),
        ("Immer wieder rief die Menge „Wir sind viele“.", ["Menge"]),
    ],
)
def test_everybody_keeps_their_words(text: str, speakers: list[str]) -> None:
    assert [speaker for speaker, _ in said(text)] == speakers


def test_the_second_verb_shares_its_subject_past_the_report() -> None:
    text = "Ada Quill kritisierte, das Eis sei „noch nicht dick genug“, und forderte „etwas mehr Geduld“."
    assert [speaker for speaker, _ in said(text)] == ["Ada Quill", "Ada Quill"]


def test_a_report_goes_on_in_the_subjunctive() -> None:
    text = "Ada Quill sagte am Montag, der Plan sei falsch. Die Brücke dürfe „auf keinen Fall“ fallen."
    assert said(text) == [("Ada Quill", "fragment")]


def test_a_quotation_alone_goes_on_with_who_spoke_before() -> None:
    text = "Ada Quill lobte die Helfer. „Sie haben Großes geleistet.“ Das Fest beginnt am Montag."
    assert said(text) == [("Ada Quill", "statement")]


def test_the_sentence_behind_may_name_who_spoke() -> None:
    assert said("„Sie haben Großes geleistet.“ Das sagte Ada Quill am Montag.")[0][0] == "Ada Quill"


def test_the_next_sentence_does_not_say_what_stands_before_it() -> None:
    text = "Ada Quill fragte: „Wer hilft uns?“ Die Polizei fordert mehr Geld."
    assert said(text) == [("Ada Quill", "statement")]


def test_a_source_beside_a_verb_of_saying_is_what_it_came_through() -> None:
    quote = only("„Die Brücke bleibt“, sagte Ada Quill laut Tagesspiegel.")
    assert (quote.speaker, quote.via) == ("Ada Quill", "Tagesspiegel")


def test_whom_a_paper_quotes_is_who_speaks() -> None:
    quote = only("Das Nachrichtenmagazin zitierte Ada Quill mit den Worten: „Die Brücke bleibt.“")
    assert quote.speaker == "Ada Quill"


@pytest.mark.parametrize(
    ("text", "via"),
    [
        ("„Die Brücke bleibt“, sagte Ada Quill dem „Tarner Tagblatt“.", "Tarner Tagblatt"),
        ("Ada Quill sagte der Nachrichtenagentur AFP: „Die Brücke bleibt.“", "AFP"),
        ("„Die Brücke bleibt“, sagte Ada Quill der Deutschen Presse-Agentur.", "Deutschen Presse-Agentur"),
        ("Gegenüber der Zeitung sagte Ada Quill: „Die Brücke bleibt.“", "Zeitung"),
        ("Wie die Zeitung „Tarner Bote“ berichtet, nannte Ada Quill den Plan „Unfug“.", "Tarner Bote"),
        ("Ada Quill sagte der Polizei: „Ich bleibe.“", None),
    ],
)
def test_the_outlet_that_words_were_said_to_is_kept(text: str, via: str | None) -> None:
    (quote,) = [quote for quote in find_quotes(text, "de") if quote.kind != "title"]
    assert (quote.speaker, quote.via) == ("Ada Quill", via)
