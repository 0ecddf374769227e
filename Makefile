# Everything runs in .venv, made here with the exact versions of requirements.lock.
PYTHON ?= python3
VENV := .venv
INSTALLED := $(VENV)/.installed
PIP := $(VENV)/bin/python -m pip --disable-pip-version-check --quiet
PYTEST := $(VENV)/bin/python -m pytest
LOCK_OPTIONS ?=
# Two at a time: what CI has, and each imports TensorFlow once.
PYTEST_OPTIONS ?= -n 2

.PHONY: demo test test-all equality matrix soak regularizers bench bench-data lock editor clean

demo: $(INSTALLED)
	$(VENV)/bin/dlcli train recipes/quickstart.yaml
	@echo "to use dlcli in this shell:  . $(VENV)/bin/activate" >&2

test: $(INSTALLED)
	$(PYTEST) -m "not slow" $(PYTEST_OPTIONS)

test-all: $(INSTALLED)
	$(PYTEST) $(PYTEST_OPTIONS)

# Stopped at every kind of moment and resumed, on one device, two and two workers; ten minutes on two quiet cores.
MATRIX_OPTIONS ?=
matrix: $(INSTALLED)
	$(VENV)/bin/python -m tests.engine.resume_matrix $(MATRIX_OPTIONS)

# 100 kills at random moments.
SOAK_OPTIONS ?=
soak: $(INSTALLED)
	$(VENV)/bin/python -m tests.engine.soak $(SOAK_OPTIONS)

# How far training on several devices and in several processes is from one device's numbers; some minutes.
EQUALITY_OPTIONS ?=
equality: $(INSTALLED)
	$(VENV)/bin/python -m tests.engine.on_every_strategy $(EQUALITY_OPTIONS)

# The accuracy with and without each regularizer; five minutes.
REGULARIZERS_OPTIONS ?=
regularizers: $(INSTALLED)
	$(VENV)/bin/python -m tests.engine.what_each_buys $(REGULARIZERS_OPTIONS)

# Ratios against Keras's fit, a bare loop and PyTorch; twelve minutes on two cores that do nothing else.
# PyTorch stands in an environment of its own: make bench TORCH=/path/to/python.
TORCH ?= $(VENV)/bin/python
BENCH_OPTIONS ?=
bench: $(INSTALLED)
	$(VENV)/bin/python tests/benchmarks/speed.py --torch $(TORCH) $(BENCH_OPTIONS)
	$(VENV)/bin/python tests/benchmarks/workers.py
	$(VENV)/bin/python tests/benchmarks/start_to_end.py

# The memory and the speed of large tables and many pictures; ten minutes, 20 GB of disk below TMPDIR.
DATA_OPTIONS ?=
bench-data: $(INSTALLED)
	PYTHONPATH=. $(VENV)/bin/python tests/benchmarks/data.py $(DATA_OPTIONS)

# Keeps the versions that the lock has; LOCK_OPTIONS=--upgrade takes the newest that pyproject.toml allows.
lock: $(INSTALLED)
	$(PIP) install uv
	$(VENV)/bin/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --quiet $(LOCK_OPTIONS) --output-file requirements.lock

# The client of tests/recipe/yaml_language_server; those tests are skipped without it.
editor:
	npm ci --prefix tests/recipe/yaml_language_server --ignore-scripts --no-audit --no-fund

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

# The stamp is written last, so that an installation that was interrupted is taken up again.
$(INSTALLED): pyproject.toml requirements.lock
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is not there: make PYTHON=/path/to/python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
		|| { echo "dlcli needs Python 3.11 to 3.13, $(PYTHON) is another: make PYTHON=python3.12" >&2; exit 1; }
	@echo "Installing dlcli into $(VENV) (once, about a minute) ..." >&2
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@
