# Needs Python >= 3.11 and make; sets up all else in .venv from the lock files in requirements/.

PYTHON ?= python3
UV ?= uv
EVENT ?= events/beijing-parade-2025.toml
ARGS ?=
LABELLED ?= ../shared/labelled

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
RUN_STAMP := .venv/.run-stamp
DEV_STAMP := .venv/.dev-stamp
COMPILE := pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	--quiet --custom-compile-command "make lock" pyproject.toml requirements/build.in

.DEFAULT_GOAL := help
.PHONY: help pipeline test test-slow test-browser fuzz lint types imports formats docs check case-study train evaluate coverage lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | while IFS="$$(printf '\t')" read -r t d; do printf '%-12s %s\n' "$$t" "$$d"; done

pipeline: $(RUN_STAMP) ## run an event (EVENT=events/….toml) from raw exports to reports
	@$(BIN)/xsentiment run $(EVENT) $(ARGS)

test: $(DEV_STAMP) ## the quick tests (ARGS=--cov: with branch coverage)
	@$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

test-slow: $(DEV_STAMP) ## the slow statistical checks
	@$(BIN)/python -m pytest -n 2 -m slow

test-browser: $(DEV_STAMP) ## the page in headless Chromium; skipped where there is none
	@$(BIN)/python -m pytest -m browser tests/browser

fuzz: $(DEV_STAMP) ## 100,000 damaged files through every reader (ARGS="--cases N --seed S"); some ten minutes
	@$(BIN)/python tests/fuzz/fuzz_readers.py $(ARGS)

lint: $(DEV_STAMP) ## style and mistakes
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(DEV_STAMP) ## types, strictly
	@$(BIN)/mypy

imports: $(DEV_STAMP) ## the rooms and who may import whom
	@$(BIN)/lint-imports

formats: $(RUN_STAMP) ## write docs/formats.md anew from the readers
	@$(BIN)/python -m xsentiment.ingest.describe > docs/formats.md

docs: $(DEV_STAMP) ## the documents against the code
	@$(BIN)/python -m pytest -q tests/test_docs.py

check: lint types imports docs ## all checks but the tests

case-study: $(DEV_STAMP) ## repeat docs/case-gop-debate.md on LABELLED=folder
	@$(BIN)/python benchmarks/case_gop_debate.py $(LABELLED) $(ARGS)

train: $(DEV_STAMP) ## fit the shipped models anew on LABELLED=folder, some ten minutes
	@$(BIN)/python -m xsentiment.train $(LABELLED) $(ARGS)

evaluate: $(DEV_STAMP) ## repeat the figures of docs/models.md on LABELLED=folder, some twelve minutes
	@$(BIN)/python benchmarks/models.py $(LABELLED) $(ARGS)
	@$(BIN)/python benchmarks/score.py $(LABELLED)

coverage: $(DEV_STAMP) ## write docs/validity.md anew on LABELLED=folder, some fifteen minutes
	@$(BIN)/python benchmarks/coverage_study.py $(LABELLED)

lock: ## write the lock files anew (needs uv)
	$(UV) $(COMPILE) -o requirements/run.txt
	$(UV) $(COMPILE) --group dev -o requirements/dev.txt

clean: ## remove the environment, tables and caches; raw exports and reports stay
	rm -rf .venv data/processed/* .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage

$(RUN_STAMP): requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "xsentiment needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>&1 || echo missing)." \
		"Name another: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@echo "setting up .venv (once)" >&2
	@$(PYTHON) -m venv --clear .venv
	@$(PIP) install --no-deps --require-hashes -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(DEV_STAMP): requirements/dev.txt $(RUN_STAMP)
	@echo "adding the tools for tests to .venv (once)" >&2
	@$(PIP) install --no-deps --require-hashes -r requirements/dev.txt
	@touch $@
