"""The names of a site: of places as wall and desk may say them, of desks, agencies and codes."""

from collections.abc import Iterable
from urllib.parse import quote

from picture.book import Case
from picture.profile import Profile


class Names:
    """What the profile in force calls things."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._places = {place.code: place for place in profile.place}
        self._desks = {**profile.words.agencies, **{feed.source: feed.name for feed in profile.feeds}}
        self._links = {registry.source: registry.link for registry in profile.registry}

    def on_wall(self, case: Case) -> str:
        """Where she is, no finer than a municipality of `named_from` inhabitants: else its region, else the site."""
        return self._public(case.opening.municipality or "")

    def _public(self, municipality: str) -> str:
        place = self._places.get(municipality)
        if place is None:
            return self._profile.name
        large = place.population is not None and place.population >= self._profile.cases.named_from
        return place.name if large else place.region

    def on_desk(self, municipality: str | None) -> str:
        """The municipality itself, by name where the profile has one."""
        place = self._places.get(municipality or "")
        return place.name if place else municipality or ""

    def zone_on_wall(self, municipalities: tuple[str, ...]) -> str:
        """One municipality as `on_wall`; several by their regions, two of them by name."""
        return self._public(municipalities[0]) if len(municipalities) == 1 else self._regions(municipalities)

    def zone_on_desk(self, municipalities: tuple[str, ...]) -> str:
        return self.on_desk(municipalities[0]) if len(municipalities) == 1 else self._regions(municipalities)

    def _regions(self, municipalities: Iterable[str]) -> str:
        places = (self._places.get(code) for code in municipalities)
        regions = list(dict.fromkeys(place.region for place in places if place))
        return " + ".join([*regions[:2], *("…" for _ in regions[2:3])]) or self._profile.name

    def desk(self, code: str) -> str:
        """A feed or an agency."""
        return self._desks.get(code, code)

    def link(self, case: Case) -> str:
        """The registry's own page of the case, or empty."""
        pattern = self._links.get(case.source, "")
        return pattern.replace("{folio}", quote(folio(case), safe=""))

    def words(self) -> dict[str, dict[str, str]]:
        """Codes to names, by kind of word; also of feeds, queues, health clocks and pathways."""
        words, profile = self._profile.words, self._profile
        return {
            "forms": words.forms,
            "services": words.services,
            "agencies": words.agencies,
            "measures": words.measures,
            "registers": words.registers,
            "reasons": words.reasons,
            "outcomes": words.outcomes,
            "plans": words.plans,
            "instruments": words.instruments,
            "snoozes": words.snoozes,
            "actions": words.actions,
            "closings": words.closings,
            "feeds": {feed.source: feed.name for feed in profile.feeds},
            "queues": {
                f"{centre.source}.{queue.code}": queue.name for centre in profile.centre for queue in centre.queue
            },
            "health": {clock.code: clock.name for clock in profile.health_clock},
            "pathways": {pathway.risk: pathway.name for pathway in profile.pathway},
        }


def folio(case: Case) -> str:
    """What staff call the case."""
    return case.opening.folio or case.id
