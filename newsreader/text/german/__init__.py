"""German quotations and who is quoted: a small grammar of its own.

`reading.read_german` is its door.  German puts its verb second or last, parts it in two, inflects what
goes with a noun and writes every noun with a capital, so what the rules for English go by says little:
here a sentence is cut into clauses (`clauses`, `sentence`), its verbs and nouns are known by their forms
(`verbs`, `nouns`, `words`), and then it is asked who says so (`saying`, `sources`), of whom *er* and
*sie* speak (`mentions`), who has which name (`names`) and what is speech at all (`kinds`).
"""
