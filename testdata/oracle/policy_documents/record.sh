#!/usr/bin/env bash
# Records what the AWS provider makes of the documents in `main.tf`: needs Terraform 1.11 and release 5.100
# of the provider.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/main.tf" "$work/"
cd "$work"
terraform init -input=false >/dev/null
terraform apply -auto-approve -input=false >/dev/null
terraform output -json documents | python3 -c 'import json, sys; json.dump(json.load(sys.stdin), sys.stdout, indent=2, sort_keys=True); print()' >"$here/expect.json"
