# Everything goes through these. `make help` lists them.
SHELL := /bin/sh
PYTHON := .venv/bin/python
UV := sh config/uv.sh
MARK := .venv/.set-up
COMPILE = $(UV) pip compile -q pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header

# An environment whose Python is gone, or has become another version, is made again.
ifneq ($(shell $(PYTHON) -c 'import django' 2>/dev/null && echo runs),runs)
.PHONY: $(MARK)
endif

.PHONY: help run dev test setup check format browser bench clean requirements audit

help: ## List these commands
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

run: $(MARK) ## Set up, start the database, load the content and serve on http://localhost:8000/
	@$(PYTHON) -m config.local.serve

dev: $(MARK) ## The same with debug on, the style guide, and a reload on every change
	@$(PYTHON) -m config.local.serve dev

check: $(MARK) ## The quick part of `make test`: format, lint, types, tests that are not slow
	@$(PYTHON) -m tests.checks quick

test: $(MARK) ## Set up and run every check: format, lint, types, migrations, tests, browser journeys
	@$(PYTHON) -m tests.checks

format: $(MARK) ## Put the code into shape
	@$(PYTHON) -m ruff format . && $(PYTHON) -m ruff check --fix .

bench: $(MARK) ## Print measurements (they never fail)
	@$(PYTHON) -m tests.bench

setup: $(MARK) ## Only make the environment in .venv

requirements: $(MARK) ## Resolve the dependencies of pyproject.toml anew into the requirement files
	@$(COMPILE) --group local --group dev -o requirements-dev.txt
	@$(COMPILE) -c requirements-dev.txt -o requirements.txt
	@$(COMPILE) -c requirements-dev.txt --group s3 -o requirements-s3.txt

audit: $(MARK) ## Ask the public advisories about the pinned packages, from an environment of its own
	@$(UV) tool run pip-audit --strict --require-hashes --disable-pip -r requirements.txt
	@$(UV) tool run pip-audit --strict --require-hashes --disable-pip -r requirements-dev.txt
	@$(UV) tool run pip-audit --strict --require-hashes --disable-pip -r requirements-s3.txt

clean: ## Remove the environment (never the data)
	rm -rf .venv .tools

$(MARK): requirements-dev.txt .python-version
	@$(UV) --version >/dev/null
	@$(PYTHON) -c '' 2>/dev/null || $(UV) venv -q --allow-existing --python 3.13 .venv || $(UV) venv -q --allow-existing --python '>=3.12,<3.15' .venv
	@$(UV) pip sync -q --python $(PYTHON) --require-hashes requirements-dev.txt
	@touch $(MARK)
