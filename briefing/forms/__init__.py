"""The forms of a briefing: paper, picture, workbook, tables, document and page. The same bytes of the same sheet."""
