"""The word lists that decide what a phrase names (data/quantity_nouns.tsv), read once."""

from __future__ import annotations

from functools import lru_cache

from narrative.quantity import context, units


class Nouns:
    """The word lists of data/quantity_nouns.tsv, by role."""

    def __init__(self) -> None:
        roles: dict[str, frozenset[str]] = {}
        for role, names, *_ in units.table("quantity_nouns.tsv"):
            roles[role] = roles.get(role, frozenset()) | frozenset(names.split())
        self.strong = roles["strong"] | roles["opening"]
        self.verbs = roles["verb"] | self.strong
        self.pay = roles["pay"]
        self.heads = roles["head"]
        self.events = roles["event"]
        self.single = frozenset(name for name, unit in units.units().items() if unit.noun and len(name) == 1)
        self.transitive = roles["transitive"]
        self.void = roles["void"]
        self.attributive = roles["attributive"]
        self.bound = roles["bound"]
        self.rounds = roles["rounds"]
        self.whole = roles["whole"]
        self.manner = roles["manner"]
        self.given = roles["given"]
        self.persons = roles["person"]
        self.opening = roles["opening"]
        table = context.words()
        self.change = frozenset(table.change)
        self.strip = roles["strip"] | frozenset(table.before)


@lru_cache(maxsize=1)
def nouns() -> Nouns:
    """The word lists, read once."""
    return Nouns()
