#!/bin/sh
# Double click or ./start.sh: starts cmlite (macOS).
cd "$(dirname "$0")" && exec python3 start.py "$@"
