#!/usr/bin/env bash
# After `azd provision`: locks the ledger where that was asked for. azd gives the outputs of main.bicep as variables.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

if [[ ${GUARD_LEDGER_LOCKED:-false} == true ]]; then
  ./lock-ledger.sh "$AZURE_RESOURCE_GROUP" "$GUARD_STORAGE_ACCOUNT"
fi
