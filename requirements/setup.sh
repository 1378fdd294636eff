#!/usr/bin/env bash
# Fills .venv with one of the pinned, hashed sets: core or dev. Says what is missing, and the line that mends it.
set -euo pipefail
cd "$(dirname "$0")/.."
set_name="$1"
python="${PYTHON:-python3}"

missing() {
  echo "Missing: $1" >&2
  if [ "$(uname)" = Darwin ]; then echo "Type:    $3" >&2; else echo "Type:    $2" >&2; fi
  exit 1
}

command -v git > /dev/null || missing "git" "sudo apt-get install git" "xcode-select --install"
if command -v uv > /dev/null && uv --version > /dev/null 2>&1; then
  uv=uv
  if ! [ -x .venv/bin/python ]; then
    uv venv --quiet --python '>=3.11' .venv || missing "Python 3.11 or newer" "sudo apt-get install python3" "brew install uv python@3.12"
  fi
else
  command -v "$python" > /dev/null || missing "Python 3.11 or newer" "sudo apt-get install python3 python3-venv" "brew install uv python@3.12"
  "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
    || missing "Python 3.11 or newer, this is $("$python" --version)" "sudo apt-get install python3.11 python3.11-venv && make PYTHON=python3.11 run" "brew install uv python@3.12"
  "$python" -c 'import ensurepip, venv' 2> /dev/null || missing "the venv module of Python" "sudo apt-get install python3-venv" "brew install uv python@3.12"
  [ -x .venv/bin/python ] || "$python" -m venv --without-pip .venv
  if ! [ -x .cache/uv/bin/uv ]; then
    "$python" -m venv .cache/uv
    .cache/uv/bin/python -m pip install --quiet --disable-pip-version-check uv
  fi
  uv=.cache/uv/bin/uv
fi

"$uv" pip install --quiet --compile-bytecode --python .venv/bin/python --require-hashes --requirement "requirements/$set_name.txt"
"$uv" pip install --quiet --python .venv/bin/python --no-deps --editable .
