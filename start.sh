#!/bin/sh
# Double click or ./start.sh: starts cmlite (Linux).
cd "$(dirname "$0")" && exec python3 start.py "$@"
