"""The page is what the figures say."""

from tests.bench import report


def test_the_page_is_rendered_from_the_figures_that_stand_beside_it() -> None:
    assert report.PAGE.read_text(encoding="utf-8") == report.render(report.kept())


def test_a_row_that_misses_its_budget_says_so_on_the_page() -> None:
    for group in report.kept().values():
        for row in group.rows:
            assert row.reached in {"yes", "–"} or row.reached.startswith("not reached: ")
