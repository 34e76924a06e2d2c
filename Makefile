# Two commands matter: `make demo` and `make test`. `make help` lists the rest.
PYTHON ?= python3
PREPARE = $(PYTHON) tools/prepare.py
BIN = .venv/bin

.PHONY: help demo test test-server test-cluster test-fast check fix serve spec journeys bench docs screenshots

help: ## list these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

demo: ## build a small synthetic nation and serve it on 127.0.0.1:8000 (ISEE_PORT, ISEE_DEMO_SCALE)
	@$(PREPARE) product
	@ISEE_DEMO=1 $(BIN)/isee demo

test: ## format, lint, types, contracts, migrations, spec, unit tests and browser journeys
	@$(PREPARE) develop browser
	@$(BIN)/python tools/check.py all

test-server: ## the database tests against a PostgreSQL 15+ server of yours (ISEE_DATABASE_URL)
	@test -n "$$ISEE_DATABASE_URL" || { echo "Set ISEE_DATABASE_URL=postgresql://user:password@host:port/postgres (an account that may create roles and databases)."; exit 2; }
	@$(PREPARE) develop
	@$(BIN)/python -m pytest tests/unit

test-cluster: ## the indicators on a Spark cluster of one master and two workers on this machine, against DuckDB (needs Java 17)
	@$(PREPARE) develop cluster
	@$(BIN)/python -m pytest tests/cluster

test-fast: ## spec and unit tests alone
	@$(PREPARE) develop
	@$(BIN)/python -m pytest

check: ## format, lint, types, contracts and migrations alone
	@$(PREPARE) develop
	@$(BIN)/python tools/check.py static

fix: ## let ruff mend format and lint
	@$(PREPARE) develop
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

serve: ## serve what is in ISEE_HOME (no demo)
	@$(PREPARE) product
	@$(BIN)/isee migrate && $(BIN)/isee serve

spec: ## the specifications that are tests and pages
	@$(PREPARE) develop
	@$(BIN)/python -m pytest tests/spec

journeys: ## browser journeys alone
	@$(PREPARE) develop browser
	@$(BIN)/python -m pytest tests/journeys

bench: ## list the benchmarks; run one with `isee bench NAME --json`
	@$(PREPARE) develop
	@$(BIN)/isee bench --help

docs: ## write the parts of the docs that are made from data (states, fault codes, figures)
	@$(PREPARE) develop
	@$(BIN)/python tools/write_docs.py

screenshots: ## pictures of a running demo for the README and for looking at
	@$(PREPARE) develop browser
	@$(BIN)/python tools/screenshots.py
