"""The desk's attention page in a real browser: Vigía's alarms beside what a person can bear, and bad rules."""

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, Locator, expect

from tests.dashboard import turn_sample
from tests.dashboard.conftest import Dashboard
from tests.dashboard.desk_alerts import Answers
from tests.dashboard.desk_screen import Desk
from tests.dashboard.desk_watch import DeskWatch, publishing
from tests.dashboard.sample import HOUR, NOW
from tests.stores import Server as Store
from watch.alert_documents import Attention

pytestmark = pytest.mark.browser

CUT = """() => {
  const desk = [...document.querySelectorAll("*")].map((e) => e.shadowRoot?.querySelector(".desk")).find((e) => e);
  const page = desk.querySelector("[data-page=attention]");
  const texts = [...page.querySelectorAll("h3, b, span, p, small, th, td, dd, dt, code")].filter((e) =>
    e.checkVisibility() && e.textContent.trim());
  return texts.filter((e) => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline")
    .map((e) => e.textContent);
}"""


class Attending(Desk):
    first = "attention"

    def prepare(self) -> None:
        self.answers = Answers(self.page)

    def shows(self, watch: DeskWatch, shown: Attention) -> Locator:
        """The page, once it says these figures and no longer those before."""
        for figures in (replace(shown, per_hour=0.1), shown):
            watch.show(turn_sample.evening(attention=figures))
            expect(self.gauge("Alarmas por líder y hora").locator(".lead b")).to_have_text(f"{figures.per_hour:.1f}")
        return self.at("attention")

    def gauge(self, name: str) -> Locator:
        return self.at("attention").locator(".gauge", has_text=name)

    def column(self, at: int) -> list[str]:
        return self.at("attention").locator(f"tbody tr > :nth-child({at})").all_inner_texts()


@pytest.fixture(scope="module")
def desk(store: Store, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Attending, Any]]:
    server = Dashboard("desk_app.py", store.url, tmp_path_factory.mktemp("attention") / "log")
    server.start()
    with publishing(store.url) as watch:
        watch.show(turn_sample.evening())
        desk = Attending(browser, server)
        desk.until(".desk[data-voice=live]")
        yield desk, watch
        assert desk.errors == []
        desk.page.close()
    server.kill()


def test_each_figure_stands_beside_its_limit_and_says_whether_it_is_kept(desk: tuple[Attending, DeskWatch]) -> None:
    screen, watch = desk
    screen.shows(watch, turn_sample.attention())
    told = {
        "Alarmas por líder y hora": ("7.4", "sobre lo aceptable", "6 aceptable · 12 máximo"),
        "Alarmas en la peor hora": ("26", "sobre el máximo", "6 aceptable · 12 máximo, por líder"),
        "Tiempo en avalancha": ("1.6 %", "sobre el máximo", "menos de 1 % · más de 10 en 10 min"),
        "Ciertas y abiertas": ("2", "dentro de lo aceptable", "menos de 5"),
        "Parpadeos": ("3", "sobre el máximo", "ninguno · 3 veces en un minuto"),
    }
    for name, (value, verdict, limit) in told.items():
        gauge = screen.gauge(name)
        expect(gauge.locator(".lead b")).to_have_text(value)
        expect(gauge.locator(".verdict")).to_have_text(verdict)
        expect(gauge.locator(".limit")).to_have_text(limit)
    expect(screen.gauge("Alarmas por líder")).to_contain_text("2 líderes ahora")
    calm = turn_sample.attention(per_hour=6.0, per_hour_most=12, flood_share=0.9, floods=[], chattering=0, stale=4)
    page = screen.shows(watch, calm)
    expect(page.locator(".gauge .verdict", has_text="dentro de lo aceptable")).to_have_count(5)


def test_priorities_stand_beside_5_15_80_and_times_beside_them(desk: tuple[Attending, DeskWatch]) -> None:
    screen, watch = desk
    page = screen.shows(watch, turn_sample.attention())
    shares = [" ".join(text.split()) for text in page.locator(".share").all_inner_texts()]
    assert shares == ["CRÍTICA 8 % meta 5 %", "ALTA 32 % meta 15 %", "BAJA 60 % meta 80 %"]
    expect(page.locator(".splits .verdict")).to_have_text("Demasiadas piden prisa: ninguna la tendrá.")
    expect(page.locator(".splits .numbers")).to_contain_text("mediana hasta el acuse")
    expect(page.locator(".splits [data-bind='acknowledge.median']")).to_have_text("0:48")
    expect(page.locator(".splits [data-bind='act.p90']")).to_have_text("9 de 10 antes de 40:00")
    nothing = turn_sample.attention(split=None, acknowledge_median=None, acknowledge_p90=None, rules=[])
    page = screen.shows(watch, replace(nothing, per_hour=0.0))
    expect(page.locator(".share b").first).to_have_text("N/A")
    expect(page.locator(".splits [data-bind='acknowledge.median']")).to_have_text("N/A")
    expect(page.locator(".byrule .nothing")).to_be_visible()


def test_48_hours_are_bars_with_the_lines_of_6_and_12_a_lead(desk: tuple[Attending, DeskWatch]) -> None:
    screen, watch = desk
    page = screen.shows(watch, turn_sample.attention())
    svg = page.locator("svg.hours")
    hours = turn_sample.hours()
    for i, kind in enumerate(("critical", "high", "low"), 1):
        expect(svg.locator(f".bar.{kind}")).to_have_count(sum(bool(hour[i]) for hour in map(tuple_of, hours)))
    expect(svg.locator("text.limit")).to_have_text(["6 por líder: aceptable", "12 por líder: máximo"])
    lines = svg.locator("line.acceptable, line.most").evaluate_all("all => all.map(e => e.getBoundingClientRect().top)")
    tall = svg.locator(".bar").evaluate_all("all => Math.min(...all.map(e => e.getBoundingClientRect().top))")
    assert tall < lines[1] < lines[0]  # 26 alarms stand above 12 for each of two leads
    expect(svg.locator(".flood")).to_have_count(1)
    assert "26" in (svg.get_attribute("aria-label") or "")
    titles = svg.locator(".bar title").all_text_contents()
    assert any(title.endswith("alarmas 26: críticas 2, altas 9, bajas 15") for title in titles)
    assert page.locator("pattern").count() == 1  # high is told from critical by its texture too


def tuple_of(hour: Any) -> tuple[int, int, int, int]:
    return hour.starts, hour.critical, hour.high, hour.low


def test_rules_are_sorted_by_what_one_asks_for(desk: tuple[Attending, DeskWatch]) -> None:
    screen, watch = desk
    page = screen.shows(watch, turn_sample.attention())
    assert screen.column(3) == ["143", "88", "31", "15", "9", "4"]
    page.get_by_role("button", name="Prioridad").click()
    assert screen.column(2) == ["CRÍTICA", "CRÍTICA", "ALTA", "ALTA", "BAJA", "BAJA"]
    page.get_by_role("button", name="Falsas").click()
    assert screen.column(7) == ["6", "0", "0", "0", "0", "0"]
    page.get_by_role("button", name="Falsas").click()
    assert screen.column(7)[-1] == "6"
    page.get_by_role("button", name="Hasta el acuse").click()
    assert screen.column(4)[0] == "0:41"
    assert screen.column(4)[-1] == "N/A"
    page.get_by_role("button", name="Alarmas").click()
    assert page.locator("th[data-column=raised]").get_attribute("aria-sort") == "ascending"


def off(rule: str) -> str:
    return f"[alerts.rules.{rule}] on = false"


def test_rules_that_ask_in_vain_are_named_with_why_and_the_line_that_retires_them(
    desk: tuple[Attending, DeskWatch],
) -> None:
    screen, watch = desk
    page = screen.shows(watch, turn_sample.attention())
    told = [" ".join(text.split()) for text in page.locator(".vain li").all_inner_texts()]
    assert told == [
        "Llamada cortada sonó 143 veces y nadie tuvo que actuar · 97 % terminó sola " + off("dropped_call"),
        "Espera larga 91 % terminó sola · parpadeó 3 veces " + off("longest_wait"),
        "En curso sin salida 6 falsas alarmas Avisa de peligro: cambie su límite antes que retirarla. "
        + off("in_progress_undispatched"),
    ]
    expect(page.locator("tbody tr", has_text="revisar")).to_have_count(3)
    good = [turn_sample.rule("surge", raised=9, act_median=None, by_itself=100.0)]  # too few to judge
    page = screen.shows(watch, turn_sample.attention(per_hour=1.0, rules=good))
    expect(page.locator(".vain .nothing")).to_have_text("Ninguna regla pide en vano.")


def test_before_any_figure_the_page_says_so(store: Store, browser: Browser, desk: tuple[Attending, DeskWatch]) -> None:
    screen, watch = desk
    watch.show(turn_sample.evening(attention=None))
    fresh = Attending(browser, screen.server)
    fresh.until(".attend .without")
    expect(fresh.at("attention").locator(".without")).to_have_text("Todavía no hay cifras de las alarmas.")
    assert fresh.at("attention").locator(".card:visible").count() == 0
    fresh.page.close()


@pytest.mark.parametrize("width", [1024, 1440, 1920])
def test_nothing_is_cut_on_a_tablet_and_on_a_desk(desk: tuple[Attending, DeskWatch], width: int) -> None:
    screen, watch = desk
    screen.page.set_viewport_size({"width": width, "height": 900})
    busy = turn_sample.attention(
        per_hour=128.4, per_hour_most=1284, rules=[turn_sample.rule(each, raised=12_844, stale=377) for each in LONG]
    )
    page = screen.shows(watch, busy)
    assert screen.page.evaluate(CUT) == []
    assert page.evaluate("e => e.scrollWidth <= e.clientWidth + 1")
    svg = page.locator("svg.hours")
    wide = svg.evaluate("e => [Number(e.getAttribute('viewBox').split(' ')[2]), e.parentElement.clientWidth]")
    assert wide[0] == wide[1]  # drawn anew for its room: its words keep their size


LONG = ("in_progress_undispatched", "followup_unsafe", "followup_closing", "too_quiet", "register_lag")


def test_the_hour_of_a_bar_is_the_sites(desk: tuple[Attending, DeskWatch]) -> None:
    screen, watch = desk
    page = screen.shows(watch, turn_sample.attention())
    first = page.locator("svg.hours .bar title").last.text_content() or ""
    assert first.startswith("hoy 22:00")
    assert turn_sample.hours()[-1].starts == NOW - NOW % HOUR
