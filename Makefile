# Everything that people and machines do with this project. `make` alone explains.

PYTHON ?= $(shell for each in python3 python3.13 python3.12 python3.11; do \
	"$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$each" && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PACKAGES := activities api application bootstrap cli demonstration domain integrations \
	mcp_client mcp_server orchestration sandbox storage supervisor workflows
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
LOCK := $(BIN)/uv pip compile --universal --generate-hashes --python-version 3.11 --quiet \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header

# Log samples for `make bench`: a folder with *_2k.log and *_2k.log_structured.csv (LogHub).
LOGS ?=

# Series with marked anomalies for `make bench`: a folder in the shape of the Numenta benchmark.
SERIES ?=

# Of all combinations, the part that `make test-exhaustive` runs: all, or such as 2/4.
PART ?= 1/1

# Without what Python keeps of compiled code, each process of the tests spends 15 s on it anew.
export PYTHONDONTWRITEBYTECODE :=

# Rules, services and workflows. What stands around them (faces, adapters, stores, stand-ins, docs)
# is run by folder while one works on it.
FAST := $(addprefix tests/,activities application bootstrap demonstration domain orchestration \
	supervisor workflows)

# What starts a system as a user would, and what a real control plane is started for; where they
# lie, so that nothing else is collected for them (tests/places.py).
RUNNING := whole or scenarios
SYSTEMS := tests/scenarios tests/whole
CLUSTERS := tests/kubernetes tests/integrations/kubernetes
ALONE := not (exhaustive or load or kubernetes_lab or $(RUNNING))
CLUSTERED := kubernetes_lab and not (load or $(RUNNING))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help: ## Show what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: $(READY) ## Install everything into .venv (PYTHON=… chooses the interpreter)
	@echo "Everything is installed in $(VENV)."

$(READY): requirements.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed and was not found; say where it is: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; $(PYTHON) is not: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; exit 1; }
	@test -x $(BIN)/python || "$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); echo "The environment could not be made; on Debian and Ubuntu install python3-venv." >&2; exit 1; }
	@echo "Installing into $(VENV); this takes a minute or two, once."
	@$(PIP) install --quiet --require-hashes -r requirements.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.PHONY: up
up: $(READY) ## Start everything on this machine, until Ctrl-C
	@exec $(BIN)/zhiban up

.PHONY: down
down: $(READY) ## Stop what `make up` started in another terminal
	@$(BIN)/python -m supervisor

.PHONY: status
status: $(READY) ## Show every part that runs
	@$(BIN)/zhiban status

# A test that waits by the clock fails now and then on a machine that does much else. So what has
# failed is run once more, alone, and both results are printed: it fails only if it fails again.
TESTS = $(BIN)/python -m pytest -q --cache-clear
AGAIN = { [ $$? -eq 1 ] && echo "These run once more, alone:" \
	&& $(BIN)/python -m pytest -q --last-failed --last-failed-no-failures none; }

.PHONY: test
test: $(READY) ## Run every test; of what is without end, a sample (three processes: some wait)
	$(TESTS) -n 3 --dist worksteal -m "$(ALONE)" || $(AGAIN)
	$(TESTS) -n 2 --dist loadfile --no-loadscope-reorder \
		-m "not (exhaustive or load) and ($(RUNNING))" $(SYSTEMS) || $(AGAIN)

.PHONY: test-exhaustive
test-exhaustive: $(READY) ## Run all combinations, and fuzz at length (PART=2/4: one part of four)
	$(TESTS) -n 2 --dist worksteal --hypothesis-profile patient --part $(PART) \
		-m "(exhaustive or hypothesis) and not (load or kubernetes_lab or $(RUNNING))" || $(AGAIN)
	$(TESTS) -n 2 --dist loadfile --no-loadscope-reorder --part $(PART) \
		-m "exhaustive and not load and ($(RUNNING))" $(SYSTEMS) || $(AGAIN)

.PHONY: test-lab
test-lab: $(READY) ## Ask a real Kubernetes control plane all that is asked of the stand-in
	$(TESTS) -n 2 --dist worksteal -m "$(CLUSTERED)" $(CLUSTERS) || $(AGAIN)

.PHONY: test-fast
test-fast: $(READY) ## Run the tests that start no server
	$(BIN)/python -m pytest -q -n 2 --dist worksteal --hypothesis-profile fast \
		-p no:schemathesis -m "not temporal and not slow" $(FAST)

.PHONY: scenarios
scenarios: $(READY) ## Tell every fault scenario to a running system, and print how each ended
	$(BIN)/python -m pytest -q tests/scenarios -m scenarios

.PHONY: load-tests
load-tests: $(READY) ## Crowds of alerts and kills of workers on a running system; takes a quarter of an hour
	$(BIN)/python -m pytest -q tests/scenarios tests/storage -m load

.PHONY: crash-tests
crash-tests: $(READY) ## Kill the worker at every boundary of six attempts, on both clusters; half an hour
	KILL_LANES=$(or $(KILL_LANES),12) $(BIN)/python -m pytest -q tests/scenarios/test_crashes.py -m load

.PHONY: kubernetes-lab
kubernetes-lab: $(READY) ## Build (once, some 8 minutes) and start a real Kubernetes control plane
	$(BIN)/python -m sandbox.kubernetes_lab build
	$(BIN)/python -m sandbox.kubernetes_lab start

.PHONY: suites
suites: $(READY) ## Install the public MCP suites, an example server and agents' libraries that tests run against
	$(BIN)/python -m tests.conformance.suites

.PHONY: check
check: quick test test-lab replay ## Do all that a change must pass

.PHONY: quick
quick: $(READY) format-check lint types arch ## Check form, types and the directions of imports

.PHONY: format-check
format-check: $(READY)
	$(BIN)/ruff format --check .

.PHONY: lint
lint: $(READY) ## Look for mistakes and bad habits
	$(BIN)/ruff check .

.PHONY: types
types: $(READY) ## Check types
	$(BIN)/mypy $(PACKAGES) bench

.PHONY: arch
arch: $(READY) ## Check that imports point where ARCHITECTURE.md says
	$(BIN)/lint-imports --no-cache

.PHONY: fmt
fmt: $(READY) ## Format, and repair what can be repaired
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: replay
replay: $(READY) ## Run recorded histories against today's code
	$(BIN)/zhiban replay

.PHONY: histories
histories: $(READY) ## Record the histories of all workflows anew; only before a release
	rm -f tests/workflows/histories/*.json
	$(BIN)/python -m pytest -q -n 2 --dist worksteal -m records --record-histories \
		tests/workflows tests/orchestration

.PHONY: bench
bench: $(READY) ## Measure everything beside a baseline (LOGS=DIR for log samples)
	$(BIN)/python -m bench.greeting
	$(BIN)/python -m bench.memories
	$(BIN)/python -m bench.recall
	$(BIN)/python -m bench.events
	$(BIN)/python -m bench.watches --tasks 100 --interval 10
	$(BIN)/python -m bench.guards
	$(BIN)/python -m bench.correlation
	$(BIN)/python -m bench.causes
	$(BIN)/python -m bench.storm
	$(BIN)/python -m bench.incident_memory --incidents 300
	$(BIN)/python -m bench.discussions
	$(BIN)/python -m bench.plugins
	$(BIN)/python -m bench.terminal
	$(BIN)/python -m bench.console
	$(BIN)/python -m bench.forecast $(SERIES)
	@if test -n "$(LOGS)"; then $(BIN)/python -m bench.logs "$(LOGS)"; \
	else echo "bench.logs was left out: it needs log samples, make bench LOGS=DIR"; fi
	@if test -n "$(SERIES)"; then $(BIN)/python -m bench.anomalies $(SERIES); \
	else echo "bench.anomalies was left out: it needs marked series, make bench SERIES=DIR"; fi

.PHONY: screenshots
screenshots: $(READY) ## Draw every page of the console into build/screenshots, to be looked at
	$(BIN)/python -m pytest -q -p no:randomly tests/faces/console/screenshots.py

.PHONY: lock
lock: $(READY) ## Resolve pyproject.toml anew into requirements.lock and docker/requirements.lock
	printf 'hatchling\neditables\n' | $(LOCK) pyproject.toml - --extra dev --extra sandbox -o requirements.lock
	printf 'hatchling\neditables\n' | $(LOCK) pyproject.toml - -c requirements.lock -o docker/requirements.lock

.PHONY: clean
clean: ## Remove what was installed and cached; what was kept (var/) stays
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .schemathesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
