"""The budgets of docs/design.md, each measured with its limit in the same run; `python -m tests.bench`."""
