#!/bin/sh
# Double click or ./start.sh: starts cmlite (Linux).
here=$(dirname "$(readlink -f "$0" 2>/dev/null || echo "$0")")
if ! command -v python3 >/dev/null; then
    case "${LC_ALL:-${LC_MESSAGES:-$LANG}}" in
    de*) echo "cmlite braucht Python 3.11 oder neuer. Die aktuelle Fassung gibt es auf python.org." ;;
    *) echo "cmlite needs Python 3.11 or newer. The current version is on python.org." ;;
    esac
    exit 1
fi
exec python3 "$here/start.py" "$@"
