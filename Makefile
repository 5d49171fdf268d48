# `make` lists what there is. Nothing is installed outside of this folder: Python packages go to .venv/, the front
# end's to frontend/node_modules/, what is built to static/dist/, and an installation's own data to instance/.
# Files named .installed-* remember what is done, so that a second `make demo` only starts.

PYTHON ?= python3
VENV := .venv/bin/python
STYLES := static/dist/manifest.json
FRONT_END_SOURCES := $(shell find frontend -path frontend/node_modules -prune -o -type f -print)

.DEFAULT_GOAL := help
.PHONY: help demo run test test-fast check lint format gallery bench migration lock styles clean python

help: ## List these targets.
	@echo "make demo is where to start; make test runs the tests."
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'
	@echo
	@echo "Settings may follow: make demo PORT=9000. docs/operating.md lists them."

# --- use it ---------------------------------------------------------------------------------------------------------

demo: python ## Install what is missing, load a demo team with three events, and serve it.
	@$(PYTHON) scripts/check_machine.py --starting demo
	@$(MAKE) --silent --no-print-directory .venv/.installed-run $(STYLES)
	@$(VENV) scripts/start.py --demo

run: python ## Install what is missing, bring the database up to date, and serve.
	@$(PYTHON) scripts/check_machine.py --starting run
	@$(MAKE) --silent --no-print-directory .venv/.installed-run $(STYLES)
	@$(VENV) scripts/start.py

# --- work on it -----------------------------------------------------------------------------------------------------

test: .venv/.installed-dev $(STYLES) ## Run the tests, in a browser too; some ten minutes on two cores.
	@$(VENV) scripts/install.py chromium
	@$(VENV) -m pytest -n auto --maxprocesses 8 --dist worksteal -m "not long"

test-fast: .venv/.installed-dev $(STYLES) ## Run the quick tests: no browser, no server, no walk over every page.
	@$(VENV) -m pytest -n auto --maxprocesses 8 --dist worksteal --hypothesis-profile=quick --ignore=tests/abuse \
		-m "not long and not browser and not server and not slow"

check: .venv/.installed-dev frontend/node_modules/.installed ## Check format, style, types, imports and templates.
	@$(VENV) scripts/check.py

lint: .venv/.installed-dev ## The quick part of check: format, style and templates.
	@$(VENV) scripts/check.py --quick

format: .venv/.installed-dev ## Write the code as check wants it.
	@$(VENV) -m ruff check --fix-only --quiet .
	@$(VENV) -m ruff format .

gallery: .venv/.installed-dev $(STYLES) ## Look at every component anew; the diff of tests/front/looks/ is what changed.
	@RENEW_LOOKS=1 $(VENV) -m pytest -q tests/front/test_looks.py

bench: .venv/.installed-dev $(STYLES) ## Measure pages beside a bare page, registrations per second, a start, a publish, feeds, the agenda solver, breakout groups, themes, phones that hear of another group, and what others read in our calendar files.
	@$(VENV) -m bench
	@$(VENV) -m bench.starting
	@$(VENV) -m bench.publishing
	@$(VENV) -m bench.feeds
	@$(VENV) -m bench.agendas --quick
	@$(VENV) -m bench.beside
	@$(VENV) -m bench.breakouts --quick
	@$(VENV) -m bench.themes --quick
	@$(VENV) -m bench.phones
	@$(VENV) -m bench.readers

migration: .venv/.installed-dev ## Write the next migration: make migration name="rooms have floors".
	@$(VENV) scripts/new_migration.py "$(name)"

lock: .venv/.installed-dev ## Compile the lock files anew from pyproject.toml and frontend/package.json.
	@$(VENV) scripts/lock.py

styles: $(STYLES) ## Build style sheets and scripts into static/dist/.

clean: ## Remove what was installed and built; instance/ stays.
	rm -rf .venv .venv-bench frontend/node_modules bench/readers/node_modules static/dist .pytest_cache .hypothesis .mypy_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- what is remembered ---------------------------------------------------------------------------------------------

python:
	@command -v $(PYTHON) >/dev/null || { echo "Convene needs Python 3.11 or newer, and $(PYTHON) is missing. On Debian: apt-get install python3 python3-venv" >&2; exit 1; }

.venv/bin/python: | python
	@$(PYTHON) scripts/check_machine.py
	@$(PYTHON) scripts/install.py environment

.venv/.installed-run: requirements/run.txt | .venv/bin/python
	@$(VENV) scripts/install.py run
	@touch $@

# requirements/dev.txt holds all of run.txt at the same versions (tests/guards/test_lock_files.py).
.venv/.installed-dev: requirements/dev.txt | .venv/bin/python
	@$(VENV) scripts/install.py dev
	@touch $@

frontend/node_modules/.installed: frontend/package.json frontend/package-lock.json | .venv/bin/python
	@$(VENV) scripts/install.py front-end
	@touch $@

$(STYLES): $(FRONT_END_SOURCES) frontend/node_modules/.installed
	@$(VENV) scripts/install.py styles
	@touch $@
