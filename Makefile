# Small verbs. Begin with `make run`; `make test` is what a change has to pass.

SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
ARGS ?=

.PHONY: help run setup test fast lint types messages bench bars

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

run: setup ## install what is needed, open Leadflow and a sample company beside it (ARGS="--port 9000": another port)
	@exec $(BIN)/leadflow serve --with-sample $(ARGS)

setup: $(VENV)/.core ## .venv with what Leadflow needs to run

test: $(VENV)/.dev ## everything a change has to pass, on SQLite, PostgreSQL and in a browser
	@exec $(BIN)/python -m tests.everything

fast: $(VENV)/.dev ## the tests of every day: no browser, nothing slow, SQLite only
	@$(BIN)/pytest -q -m "not journey and not slow" $(ARGS)

lint: $(VENV)/.dev ## format, lint and import contracts
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports --no-logo

types: $(VENV)/.dev ## mypy --strict over the whole tree
	@$(BIN)/mypy

messages: $(VENV)/.dev ## collect the words to be translated, and compile them
	@LEADFLOW_HOME=/nonexistent $(BIN)/python -m django makemessages --settings config.settings \
		--locale de --locale en --no-location --no-wrap --ignore .venv --ignore tests
	@LEADFLOW_HOME=/nonexistent $(BIN)/python -m django compilemessages --settings config.settings --ignore .venv

bench: $(VENV)/.dev ## figures of the hot paths, printed
	@for each in bench/[a-z]*.py; do echo "== $$each"; $(BIN)/python -m "bench.$$(basename $$each .py)" $(ARGS); done

bars: $(VENV)/.dev ## the long proofs, each with its figure and its bar
	@$(BIN)/python -m bench.bars $(ARGS)

$(VENV)/.core: requirements/core.txt pyproject.toml requirements/setup.sh
	@PYTHON=$(PYTHON) bash requirements/setup.sh core
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.core
	@PYTHON=$(PYTHON) bash requirements/setup.sh dev
	@touch $@
