"""The words that dates are made of: months, weekdays, zones, and what stands between them.

All in lower case and without accents, except the zones, which only count in capitals.  A name that two
languages give to different months is in neither.
"""

from __future__ import annotations


def _numbered(names: str) -> dict[str, int]:
    """Read twelve groups of names, divided by "|", into name → number of the month."""
    return {name: month for month, group in enumerate(names.split("|"), 1) for name in group.split()}


MONTHS = {
    **_numbered(
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug"
        "|september sept sep|october oct|november nov|december dec"
    ),
    **_numbered(
        "januar janner jan|februar feber feb|marz mrz maerz|april apr|mai|juni jun|juli jul|august aug"
        "|september sept sep|oktober okt|november nov|dezember dez"
    ),
    **_numbered(
        "janvier janv|fevrier fevr fev|mars|avril avr|mai|juin|juillet juil|aout"
        "|septembre sept|octobre oct|novembre nov|decembre dec"
    ),
    **_numbered(
        "enero ene|febrero feb|marzo mar|abril abr|mayo may|junio jun|julio jul|agosto ago"
        "|septiembre setiembre sept set|octubre oct|noviembre nov|diciembre dic"
    ),
    **_numbered(
        "gennaio gen|febbraio feb|marzo mar|aprile apr|maggio mag|giugno giu|luglio lug|agosto ago"
        "|settembre set|ottobre ott|novembre nov|dicembre dic"
    ),
    **_numbered(
        "janeiro jan|fevereiro fev|marco mar|abril abr|maio mai|junho jun|julho jul|agosto ago"
        "|setembro set|outubro out|novembro nov|dezembro dez"
    ),
    **_numbered(
        "januari jan|februari feb|maart mrt|april apr|mei|juni jun|juli jul|augustus aug"
        "|september sep|oktober okt|november nov|december dec"
    ),
    **_numbered("januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"),
    **_numbered("januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december des"),
    **_numbered("januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember des"),
    **_numbered(
        "января янв|февраля февр фев|марта мар|апреля апр|мая|июня июн|июля июл|августа авг"
        "|сентября сент сен|октября окт|ноября нояб ноя|декабря дек"
    ),
}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


WEEKDAYS = _words(
    """
    monday tuesday wednesday thursday friday saturday sunday
    mon tue tues wed weds thu thur thurs fri sat sun
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so
    lundi mardi mercredi jeudi vendredi samedi dimanche lun mer jeu ven sam dim
    lunes martes miercoles jueves viernes sabado domingo mie jue vie sab dom
    lunedi martedi mercoledi giovedi venerdi domenica gio
    segunda terca quarta quinta sexta feira seg ter qua qui sex
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma wo vr za zo
    mandag mandagen tirsdag onsdag torsdag fredag lordag sondag lordagen tisdag man tir ons tor fre
    lor son tis понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс
    """
)

FILLERS = _words(
    """
    the of on at am um uhr den der dem le la les a las los el de del do da di il alle ore ora
    kl klokka klokken hrs h heures horas o op om г года в
    """
)
"""Words that may stand anywhere inside a date."""

LABELS = _words(
    """
    published updated posted date dated issued filed modified created first last
    veroffentlicht aktualisiert stand publie publicado actualizado pubblicato gepubliceerd publicerad
    """
)
"""Words that may open a line that is a date."""

_HOURS = {
    "UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "BST": 1,
    "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "MET": 1, "MEST": 2, "EET": 2, "EEST": 3, "SAST": 2, "CAT": 2,
    "WAT": 1, "EAT": 3, "MSK": 3, "MSD": 4, "GST": 4, "PKT": 5, "IST": 5.5, "NPT": 5.75, "WIB": 7, "ICT": 7,
    "HKT": 8, "SGT": 8, "MYT": 8, "PHT": 8, "WITA": 8, "AWST": 8, "JST": 9, "KST": 9, "WIT": 9,
    "ACST": 9.5, "ACDT": 10.5, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
    "NST": -3.5, "NDT": -2.5, "BRT": -3, "ART": -3, "CLT": -4, "CLST": -3, "COT": -5, "PET": -5,
    "AST": -4, "ADT": -3, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6,
    "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "HAST": -10,
}  # fmt: skip
ZONES = {name: int(hours * 3600) for name, hours in _HOURS.items()}
"""Zone → seconds east of UTC.  Where a name is used twice, the meaning that news feeds give it."""

US_ZONES = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}
"""American zones without a season, by their names in the zone database."""
