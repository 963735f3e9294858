# make run | share | test | check | clean: each complete on a machine with Python 3.11+ and make.
PYTHON ?= python3
PORT ?= 8501
BIN := .venv/bin

.PHONY: run share test check lint clean

run: .venv/.ready
	$(BIN)/streamlit run app.py --server.port $(PORT) --server.address 127.0.0.1

share: .venv/.ready
	GREENLIGHT_SHARED=1 $(BIN)/streamlit run app.py --server.port $(PORT) --server.address 0.0.0.0

test: .venv/.ready-dev
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadfile

lint: .venv/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Greenlight needs Python 3.11 or newer; say which: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv .venv || \
		{ echo "Python cannot make environments here; on Debian: apt-get install python3-venv"; exit 1; }

.venv/.ready: .venv/bin/python requirements.txt constraints.txt ui/assets.py
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -c constraints.txt
	$(BIN)/python -m ui.assets
	@touch $@

.venv/.ready-dev: .venv/.ready requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt -c constraints.txt
	@touch $@

clean:
	rm -rf .venv static/fonts static/leaflet .mypy_cache .ruff_cache .pytest_cache .hypothesis
