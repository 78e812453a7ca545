"""The wall's alert band, and the desk's row of an alert: what is said of them, in which order, what never."""

from alerts.board import Alert
from alerts.condition import alert_id
from picture import alert_events as said
from picture.clocks import HOUR, MINUTE
from picture.events import FeedConnected, FeedLost
from tests.alerts.cast import LEAD, Desk
from tests.watch.cast import NOW, REGISTRY, Room, a_case, a_site, told
from watch.alert_news import AlertNews
from watch.alert_rows import CLASS, AlertRows
from watch.band import MASKS, ROWS, Band


class Site:
    """A room with cases C-1 and C-2 in a large and in a small place, a board, and who looks at both."""

    def __init__(self) -> None:
        facts = [
            *a_case("C-1", NOW - HOUR, municipality="grande"),
            *a_case("C-2", NOW - HOUR, municipality="chico"),
        ]
        self.room = Room(facts)
        self.desk = Desk(a_site())
        self.room.wall()
        cases = self.room.wall_room.cases
        self.band = Band(self.room.picture, self.desk.book, cases)
        self.rows = AlertRows(self.room.picture, self.desk.book, cases)
        self.news = AlertNews(self.room.picture, self.desk.book, cases)

    def raised(self, about: str, rule: str = "severe_unassigned", priority: str = "critical", **more: object) -> Alert:
        fields = {"case": about if about.startswith("C-") else None, "source": REGISTRY, **more}
        return self.desk.raised(NOW, rule, about, priority=priority, **fields)

    def mask(self, case: str) -> str:
        return self.room.picture.book.cases[case].mask


def test_a_row_of_one_alert_says_its_mask_and_its_place_as_the_severe_list_does() -> None:
    site = Site()
    site.raised("C-1")
    site.raised("C-2", due=NOW + 1)
    first, second = site.band.band(NOW + 1).rows
    assert (first.masks, first.place, first.count, first.severe) == ((site.mask("C-1"),), "Monterrey", 1, 1)
    assert (second.masks, second.place) == ((site.mask("C-2"),), "Periferia")
    assert first.escalates == (NOW + 2 * MINUTE, 1)


def test_the_most_urgent_stand_first_and_what_is_taken_after_what_is_not() -> None:
    site = Site()
    low = site.raised("q", "service_level", "low", kind="centre")
    taken = site.raised("C-1")
    free = site.raised("C-2", due=NOW + 5)
    site.desk.does(NOW + 6, taken, said.AlertAcknowledged(by=LEAD))
    rows = site.band.band(NOW + 7).rows
    assert [row.rule for row in rows] == ["severe_unassigned", "severe_unassigned", "service_level"]
    assert [row.state for row in rows] == ["raised", "acknowledged", "raised"]
    assert rows[1].since == NOW + 6
    ranks = [site.rows.row(each.id, NOW + 7)[0].rank for each in (free, taken, low)]  # type: ignore[index]
    assert ranks == sorted(ranks)
    assert ranks[2] - ranks[0] > CLASS


def test_alerts_of_a_rule_that_is_shown_together_are_one_row_that_names_some() -> None:
    site = Site()
    for n in range(MASKS + 3):
        site.raised(f"F-{n}", "followup_overdue", "high", kind="followup", due=NOW + n, mask=f"M{n}")
    site.raised("F-x", "followup_overdue", "high", kind="followup", case="C-1", due=NOW + 9)
    band = site.band.band(NOW + 10)
    (row,) = band.rows
    assert (row.count, row.severe, row.masks) == (MASKS + 4, 1, ("M0", "M1", "M2"))
    assert (row.place, row.due) == ("", NOW)
    assert (band.open, band.critical, band.unacknowledged, band.more) == (MASKS + 4, 0, MASKS + 4, 0)


def test_what_does_not_fit_is_counted() -> None:
    site = Site()
    for n in range(ROWS + 5):
        site.raised(f"q{n}", "longest_wait", "low", kind="queue")
    assert (len(site.band.band(NOW).rows), site.band.band(NOW).more) == (ROWS, 5)


def test_what_is_resolved_or_closed_stands_on_no_wall_and_what_sleeps_says_so() -> None:
    site = Site()
    gone, asleep = site.raised("C-1"), site.raised("C-2")
    site.desk.resolves(NOW + 1, gone)
    until = NOW + 10 * MINUTE
    site.desk.does(NOW + 1, asleep, said.AlertSnoozed(by=LEAD, until=until, reason="ya_se_atiende"))
    assert [row.state for row in site.band.band(NOW + 2).rows] == ["snoozed"]
    assert [row.state for row in site.band.band(until).rows] == ["raised"]


def test_the_wall_is_told_of_nobody_who_acted_and_of_no_case_by_name() -> None:
    site = Site()
    alert = site.raised("C-1")
    site.desk.does(NOW + 1, alert, said.AlertAssigned(by=LEAD, to="lead.sur"))
    said_of_it = str(site.band.band(NOW + 2))
    for never in (LEAD, "lead.sur", "C-1", "grande"):
        assert never not in said_of_it


def test_an_alert_whose_source_fell_silent_says_since_when() -> None:
    site = Site()
    site.raised("C-1")
    lost = NOW + MINUTE
    facts = [
        told(NOW, REGISTRY, FeedConnected(), "vigia/watch"),
        told(lost, REGISTRY, FeedLost(due=lost), "vigia/watch"),
    ]
    site.room.wall(facts=facts)
    assert site.band.band(lost + 1).rows[0].stale == lost


def test_a_row_leaves_the_desk_twelve_hours_after_its_closing() -> None:
    site = Site()
    alert = site.raised("C-1")
    site.desk.resolves(NOW + 1, alert)
    site.desk.does(NOW + 2, alert, said.AlertClosed(by=LEAD, outcome="atendida", seen=9))
    shown = site.rows.row(alert.id, NOW + 3)
    assert shown is not None
    assert (shown[0].state, shown[0].closed, shown[1]) == ("closed", (NOW + 2, LEAD, "atendida"), NOW + 2 + 12 * HOUR)
    assert site.rows.row(alert.id, NOW + 2 + 12 * HOUR) is None


def test_the_desk_is_told_of_what_changed_with_the_verdict_and_then_of_nothing() -> None:
    site = Site()
    alert = site.raised("C-1")
    site.news.start_anew(NOW)
    assert [row.id for row in site.news.take(NOW, 100).rows] == [alert.id]
    site.desk.does(NOW + 1, alert, said.AlertAcknowledged(by=LEAD, intent="i1"))
    told_then = site.news.take(NOW + 2, 100)
    assert [(row.state, row.taken) for row in told_then.rows] == [("acknowledged", (NOW + 1, LEAD))]
    assert [(each.intent, each.accepted) for each in told_then.verdicts] == [("i1", True)]
    assert not site.news.take(NOW + 3, 100)


def test_a_row_is_told_again_when_its_own_clock_has_come_to_something() -> None:
    site = Site()
    site.raised("C-1")
    site.news.start_anew(NOW)
    first = site.news.take(NOW, 100).rows[0]
    assert first.escalates == (NOW + 2 * MINUTE, 1)
    again = site.news.take(NOW + 2 * MINUTE, 100).rows
    assert [row.escalates for row in again] == [(NOW + 5 * MINUTE, 2)]


def test_a_locked_case_says_on_its_alerts_who_alone_may_see_it() -> None:
    site = Site()
    alert = site.raised("C-1")
    site.desk.journal(NOW + 1, "C-1", said.CaseLocked(by="supervisora", to=(LEAD,)))
    shown = site.rows.row(alert.id, NOW + 2)
    assert shown is not None
    assert shown[0].locked == (LEAD,)
    assert alert.id == alert_id("severe_unassigned", "case", "C-1", NOW)


def test_a_locked_case_is_counted_on_the_wall_and_stands_on_no_row_of_it() -> None:
    site = Site()
    site.raised("C-1")
    site.room.wall_room.cases.locks = {"C-1": ("lead.norte",)}
    (row,) = site.band.band(NOW + 1).rows
    assert (row.masks, row.place, row.severe) == (("···",), "", 1)
    board = site.room.wall().cases
    assert board is not None
    assert (board.severe.open.value, board.severe.more) == (2, 1)
    assert [each.mask for each in board.severe.rows] == [site.mask("C-2")]
