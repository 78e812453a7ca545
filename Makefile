# One verb per need; CI runs the same ones. Variables: PORT, SITE, VAR (data and logs), VENV, PYTHON.
PYTHON ?= python3
VENV ?= .venv
PORT ?= 8501
SITE ?= nuevo_leon
VAR ?= var
BIN = $(VENV)/bin

.PHONY: run test check format bench chaos soak lock clean dev

run:
	@$(PYTHON) -m deploy.run --site $(SITE) --port $(PORT) --var $(VAR) --venv $(VENV)

test:
	@$(PYTHON) -m deploy.install --venv $(VENV) --lock requirements-dev.lock --debian chromium=chromium redis-server=redis-server pg_ctlcluster=postgresql
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

check: dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	PYTHONPATH=. $(BIN)/lint-imports
	$(BIN)/biome ci --colors=off dashboard

format: dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/biome check --colors=off --write dashboard

bench: dev
	$(BIN)/python -m tests.bench $(ARGS)

chaos: dev
	$(BIN)/python -m tests.chaos $(if $(SHORT),--short) $(ARGS)

soak: dev
	$(BIN)/python -m tests.soak $(ARGS)

dev:
	@$(PYTHON) -m deploy.install --venv $(VENV) --lock requirements-dev.lock

# Keeps what is locked; `make lock ARGS=--upgrade` takes the newest that the pins allow.
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(ARGS)
lock: dev
	$(LOCK) requirements.txt --output-file requirements.lock
	$(LOCK) --constraint requirements.lock requirements.txt requirements-dev.txt --output-file requirements-dev.lock

clean:
	rm -rf $(VENV) $(VAR) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
