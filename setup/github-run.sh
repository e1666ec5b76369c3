#!/bin/bash
# One graded run inside a step of GitHub Actions, as action.yml asks for it: results into a folder,
# annotations and a step summary for GitHub, and the run's own exit status.
#
# Options come in the environment, so that nothing in them is ever taken for shell:
#   INPUT_IMPLEMENTATIONS, INPUT_COMMAND, INPUT_ARGS   words; quotes hold words together
#   INPUT_NETWORK, INPUT_PROFILE, INPUT_BASELINE, INPUT_FAIL_ON, INPUT_REPORTERS   one value each
#   INPUT_RESULTS   the folder that reports and the run are written to
#   SOCKSPEC        the folder of sockspec itself
set -euo pipefail

results=${INPUT_RESULTS:?}
mkdir -p "$results"
# A folder of its own, so that it is plain which run is this one.
runs=$(mktemp -d "$results/runs-XXXXXX")

# Prints the words of a text, a line each. xargs knows quotes, and expands nothing.
words_of() {
  if [ -n "$1" ]; then
    printf '%s' "$1" | xargs -n 1 printf '%s\n'
  fi
}

# Appends the words of an input to the command line.
add_words() {
  local listed
  if ! listed=$(words_of "$2"); then
    echo "sockspec: $1: expected words, with quotes that are closed, found: $2" >&2
    exit 2
  fi
  if [ -n "$listed" ]; then
    mapfile -t -O "${#words[@]}" words <<<"$listed"
  fi
}

add_option() {
  if [ -n "$2" ]; then
    words+=("$1" "$2")
  fi
}

words=(run)
add_words implementations "${INPUT_IMPLEMENTATIONS:-}"
add_option --network "${INPUT_NETWORK:-}"
add_option --profile "${INPUT_PROFILE:-}"
add_option --baseline "${INPUT_BASELINE:-}"
add_option --fail-on "${INPUT_FAIL_ON:-}"
add_option --reporter "${INPUT_REPORTERS:-default,junit=$results/junit.xml,html=$results/report.html}"
add_option --output "$runs"
add_words args "${INPUT_ARGS:-}"
if [ -n "${INPUT_COMMAND:-}" ]; then
  words+=(--)
  add_words command "$INPUT_COMMAND"
fi

# What a server prints is shown when it fails: none of it may be taken for a workflow command.
token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
echo "::stop-commands::$token"
status=0
node "${SOCKSPEC:?}/bin/sockspec.js" "${words[@]}" || status=$?
echo "::$token::"

run=$(find "$runs" -mindepth 1 -maxdepth 1 -type d | head -n 1)
if [ -n "$run" ]; then
  words=(report "$run" --reporter github,silent)
  add_option --baseline "${INPUT_BASELINE:-}"
  add_option --fail-on "${INPUT_FAIL_ON:-}"
  node "$SOCKSPEC/bin/sockspec.js" "${words[@]}" || true
fi
{
  echo "status=$status"
  echo "run=$run"
} >>"${GITHUB_OUTPUT:-/dev/null}"
exit "$status"
