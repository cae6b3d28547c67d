# Everything happens in one environment, .venv/, made from requirements.lock on first use.
# Without make (Windows): python -m venv .venv, .venv\Scripts\pip install ., .venv\Scripts\mws demo

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

BIN := .venv/bin
MADE := .venv/made
STAMP := .venv/installed
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
UV := 0.13.9
LOCK_FLAGS ?=

# An environment knows its place and its Python by absolute paths: it is made anew when the clone was
# moved or copied, and when that Python is gone.
ifneq ($(shell test -x $(BIN)/python && cat $(MADE) 2>/dev/null),$(CURDIR))
$(shell rm -f $(MADE))
endif

# The TypeScript compiler holds mws.d.ts. Without Node its tests are skipped, and say so.
TYPESCRIPT := $(if $(wildcard tests/authoring/types/package-lock.json),.venv/node/installed)

# The tests start hundreds of commands. Without kept bytecode each of them compiles the whole package again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo
demo: $(STAMP) ## run both published scripts against a fake service
	@$(BIN)/mws demo

.PHONY: test
test: $(STAMP) $(TYPESCRIPT) ## check format, style and types, then run all tests
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/oxlint --quiet runtime/guest/prelude runtime/render/coverage runtime/render/page
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/python -m pytest -n auto --dist worksteal

.PHONY: corpus
corpus: $(STAMP) ## run the scripts that judge the rules of mws check, and see that they are what they say
	@$(BIN)/python -m pytest -n auto --dist worksteal tests/authoring/check/corpus

.PHONY: test-long
test-long: $(STAMP) ## run the tests that are too long for make test: the same on a larger scale
	@$(BIN)/python -m pytest -n auto --dist worksteal -m 'long or hypothesis' --hypothesis-profile long

.PHONY: test-old-engine
test-old-engine: .venv/old-engine/installed ## hold the recorded cases against quickjs 1.19.4 (Python 3.11 or 3.12)
	@.venv/old-engine/bin/python -m tests.conformance.restler \
	  tests/conformance/cases.json tests/conformance/goldens.json --tables tests/conformance/tables.json

.PHONY: bench
bench: $(STAMP) ## measure what a run costs
	@$(BIN)/python -m tests.bench

.PHONY: soak
soak: $(STAMP) ## run good and hostile scripts for ten minutes, fifty at a time
	@$(BIN)/python -m tests.soak

.PHONY: picture
picture: $(STAMP) ## draw the README's picture from a real run
	@$(BIN)/python -m tests.picture

.PHONY: format
format: $(STAMP) ## bring all Python into its form
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

.PHONY: lock
lock: $(MADE) ## resolve the dependencies again; newest versions with LOCK_FLAGS=--upgrade
	@$(PIP) install --upgrade --target .venv/uv uv==$(UV)
	@.venv/uv/bin/uv --no-config pip compile --quiet $(LOCK_FLAGS) --extra test \
	  --universal --python-version 3.11 --generate-hashes \
	  --default-index https://pypi.org/simple --no-emit-index-url \
	  --custom-compile-command 'make lock' --output-file requirements.lock pyproject.toml

.PHONY: clean
clean: ## remove the environment and all caches (recordings in .mws/ stay)
	@rm -rf .venv dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help
help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1|\2/p' Makefile | awk -F'|' '{printf "%-21s %s\n", $$1, $$2}'

$(STAMP): requirements.lock pyproject.toml $(MADE)
	@echo 'Installing into .venv/ (once; takes a minute) ...'
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --no-index --editable .
	@touch $@

.venv/node/installed: tests/authoring/types/package-lock.json $(MADE)
	@mkdir -p .venv/node && cp tests/authoring/types/package.json tests/authoring/types/package-lock.json .venv/node/
	@npm ci --prefix .venv/node --ignore-scripts --no-audit --no-fund --silent --fetch-retries 0 2>/dev/null && touch $@ || \
	  echo 'No TypeScript compiler could be had (Node, npm and a network are needed): its tests are skipped.'

# Both distributions hold the same module: the older one needs an environment of its own, and an older Python.
OLD_ENGINE := quickjs==1.19.4
.venv/old-engine/installed: requirements.lock pyproject.toml $(MADE)
	@for python in $(if $(PYTHON),$(PYTHON),python3.12 python3.11 $(BIN)/python); do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info[:2] not in [(3, 11), (3, 12)])' 2>/dev/null; then \
	    echo 'Installing into .venv/old-engine/ (once; takes a minute) ...'; \
	    "$$python" -m venv --clear .venv/old-engine && break; \
	  fi; \
	done; test -x .venv/old-engine/bin/python || { \
	  echo 'quickjs 1.19.4 has no wheels for newer Pythons than 3.12: install 3.12 or 3.11, or name it: make PYTHON=...' >&2; \
	  exit 1; }
	@.venv/old-engine/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements.lock
	@.venv/old-engine/bin/python -m pip --disable-pip-version-check --quiet uninstall --yes quickjs-ng
	@.venv/old-engine/bin/python -m pip --disable-pip-version-check --quiet install --only-binary :all: '$(OLD_ENGINE)'
	@touch $@

# The first of these that is new enough; PYTHON=... names another.
CANDIDATES := $(if $(PYTHON),$(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python)

$(MADE):
	@for python in $(CANDIDATES); do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    "$$python" -m venv --clear .venv && printf '%s\n' '$(CURDIR)' > $@ && exit 0; \
	    rm -rf .venv; \
	    echo "$$python can't make a virtual environment: install its venv module" >&2; \
	    echo '(Debian, Ubuntu: apt install python3-venv), or name another: make PYTHON=...' >&2; \
	    exit 1; \
	  fi; \
	done; \
	echo 'No Python 3.11 or newer found: install one, or name it: make PYTHON=/path/to/python' >&2; \
	exit 1
