"""The desk's page as its files make it: one component's HTML, CSS and JavaScript."""

from dashboard import page

PARTS = ("desk", "desk_lists", "desk_panes", "desk_ledgers", "desk_board", "attention", "handover", "past")
STYLES = (
    "desk",
    "desk_pages",
    "desk_filters",
    "desk_table",
    "desk_window",
    "desk_pane",
    "desk_board",
    "desk_board_pane",
    "desk_board_top",
    "desk_ledgers",
    "focus",
    "attention",
    "attention_rules",
    "handover_sheet",
    "handover",
    "past",
    "desk_framed",
)
MODULES = (  # each imports only what stands before it
    "format",
    "dom",
    "chips",
    "line",
    "desk_when",
    "desk_promise",
    "desk_names",
    "alert_titles",
    "desk_people",
    "desk_sound",
    "desk_table",
    "desk_filters",
    "desk_list",
    "focus",
    "desk_map",
    "desk_clocks",
    "desk_cases",
    "desk_followups",
    "desk_totals",
    "desk_ledgers",
    "desk_acts",
    "desk_board_rows",
    "desk_board_words",
    "desk_board_do",
    "desk_board_pane",
    "desk_board",
    "desk_board_top",
    "attention_judge",
    "attention_hours",
    "attention",
    "handover_sheet",
    "handover_paper",
    "handover",
    "past_time",
    "past_rows",
    "past_story",
    "past_changes",
    "past_tab",
    "desk_framed",
    "desk_head",
    "desk",
)


def markup() -> str:
    return "\n".join(page.file(f"{name}.html") for name in PARTS)


def style() -> str:
    return page.style(STYLES)


def script() -> str:
    return page.script(MODULES)
