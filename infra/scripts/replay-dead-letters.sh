#!/usr/bin/env bash
# Delivers again what Event Grid could not deliver: replay-dead-letters.sh [--dry-run]. Takes the outputs of main.bicep
# from the environment (set -a; source <(azd env get-values); set +a). Needs Storage Blob Data Contributor on the container
# dead-letters, and to read the app's keys. A blob goes away once the app has taken all of its events (it stays restorable
# for 14 days). Delivering twice does no harm: an event only says that a cluster is to be looked at.
set -euo pipefail

dry=false
if [[ ${1:-} == --dry-run ]]; then
  dry=true
fi
for name in AZURE_RESOURCE_GROUP GUARD_APP_NAME GUARD_STORAGE_ACCOUNT; do
  if [[ -z ${!name:-} ]]; then
    echo "replay-dead-letters.sh: $name is not set; run: set -a; source <(azd env get-values); set +a" >&2
    exit 2
  fi
done
container=${GUARD_DEAD_LETTER_CONTAINER:-dead-letters}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

az storage blob list --auth-mode login --account-name "$GUARD_STORAGE_ACCOUNT" --container-name "$container" \
  --num-results '*' --query '[].name' --output tsv >"$work/names"
if [[ ! -s $work/names ]]; then
  echo "no dead letters"
  exit 0
fi
if $dry; then
  cat "$work/names"
  exit 0
fi

host=$(az functionapp show --resource-group "$AZURE_RESOURCE_GROUP" --name "$GUARD_APP_NAME" --query defaultHostName --output tsv)
key=$(az functionapp keys list --resource-group "$AZURE_RESOURCE_GROUP" --name "$GUARD_APP_NAME" \
  --query systemKeys.eventgrid_extension --output tsv)
origin=${GUARD_APP_ORIGIN:-https://$host}
# In a file of our own and not on the command line, where every process of this machine could read the key.
(umask 077; printf 'url = "%s/runtime/webhooks/EventGrid?functionName=ClusterEvents&code=%s"\n' "$origin" "$key" >"$work/where")

failed=0
while IFS= read -r blob <&3; do
  az storage blob download --auth-mode login --account-name "$GUARD_STORAGE_ACCOUNT" --container-name "$container" \
    --name "$blob" --file "$work/events" --overwrite --no-progress --output none
  status=$(curl --silent --show-error --config "$work/where" --output /dev/null --write-out '%{http_code}' --max-time 60 \
    --header 'aeg-event-type: Notification' --header 'Content-Type: application/json' --data-binary "@$work/events" || true)
  if [[ $status == 20[0-4] ]]; then
    az storage blob delete --auth-mode login --account-name "$GUARD_STORAGE_ACCOUNT" --container-name "$container" \
      --name "$blob" --output none
    echo "delivered $blob"
  else
    echo "kept $blob: the app answered $status" >&2
    failed=$((failed + 1))
  fi
done 3<"$work/names"
[[ $failed -eq 0 ]]
