#!/usr/bin/env bash
# Times vpcelint and the other scanners that are installed on the same directories, and says how many findings
# each has: bench/compare.sh VPCELINT DIRECTORY...
# Other scanners are taken from PATH; those that are not there are left out and named.
set -euo pipefail

if (($# < 2)); then
  echo "usage: bench/compare.sh VPCELINT DIRECTORY..." >&2
  exit 2
fi
program=$1
shift
runs=${RUNS:-5}

# The commands, with what counts the findings in their output.
command_of() { # tool directory
  case $1 in
    vpcelint) echo "'$program' '$2' --format json" ;;
    checkov) echo "checkov --directory '$2' --quiet --compact --skip-download --output json" ;;
    cfn-lint) echo "find '$2' '(' -name '*.yaml' -o -name '*.json' -o -name '*.template' ')' | sort | xargs -r cfn-lint --format json --" ;;
    cfn-guard) echo "cfn-guard validate --data '$2' --rules '${GUARD_RULES:?a directory of rules}' --output-format json --structured --show-summary none" ;;
    tflint) echo "tflint --chdir '$2' --recursive --format json" ;;
    trivy) echo "trivy config --quiet --format json '$2'" ;;
    kics) echo "kics scan --path '$2' --silent --no-progress --output-path '$scratch' --report-formats json && cat '$scratch/results.json'" ;;
  esac
}

count() { # tool output
  python3 - "$1" "$2" <<'PYTHON'
import json, sys

tool, path = sys.argv[1:]
text = open(path, encoding="utf-8").read().strip()
data = json.loads(text) if text else []
match tool:
    case "vpcelint":
        found = len(data["findings"])
    case "checkov":
        found = sum(part.get("summary", part).get("failed", 0) for part in (data if isinstance(data, list) else [data]))
    case "cfn-lint":
        found = len(data)
    case "cfn-guard":
        found = sum(len(part["not_compliant"]) for part in data)
    case "tflint":
        found = len(data["issues"])
    case "trivy":
        found = sum(len(part.get("Misconfigurations") or []) for part in data.get("Results") or [])
    case "kics":
        found = data["total_counter"]
print(found)
PYTHON
}

version() { # tool
  case $1 in
    vpcelint) "$program" --version ;;
    kics) kics version ;;
    *) "$1" --version ;;
  esac 2>/dev/null | grep -oE '[0-9]+(\.[0-9]+)+' | head -n 1
}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
echo "$(nproc) processors, $(uname -sm), $runs runs each, the median"
echo "seconds on the clock, seconds of processor time, and memory of the largest process"
row='%-10s  %-9s  %8s  %9s  %5s  %8s  %s\n'
# shellcheck disable=SC2059 # the format is the row above
printf "$row" tool version seconds processor MB findings directory
for directory in "$@"; do
  for tool in vpcelint checkov cfn-lint cfn-guard tflint trivy kics; do
    if [[ $tool != vpcelint ]] && ! command -v "$tool" >/dev/null; then
      echo "$tool is not installed" >&2
      continue
    fi
    # Those that read one of the two languages only.
    language=$(find "$directory" -name '*.tf' -print -quit)
    case $tool${language:+-terraform} in
      cfn-lint-terraform | cfn-guard-terraform | tflint) continue ;;
    esac
    command=$(command_of "$tool" "$directory")
    : >"$scratch/times"
    for ((run = 0; run < runs; run++)); do
      # Findings are no failure here.
      python3 - "$command" "$scratch/out" >>"$scratch/times" <<'PYTHON'
import resource, subprocess, sys, time

command, out = sys.argv[1:]
with open(out, "wb") as file:
    start = time.monotonic()
    subprocess.run(["bash", "-c", command], stdout=file, stderr=subprocess.DEVNULL, check=False)
    took = time.monotonic() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"{took:.3f} {used.ru_utime + used.ru_stime:.3f} {used.ru_maxrss / 1024:.0f}")
PYTHON
    done
    read -r seconds processor memory < <(sort -n "$scratch/times" | sed -n "$(((runs + 1) / 2))p")
    found=$(count "$tool" "$scratch/out")
    # shellcheck disable=SC2059 # the format is the row above
    printf "$row" "$tool" "$(version "$tool")" "$seconds" "$processor" "$memory" "$found" "$directory"
  done
done
