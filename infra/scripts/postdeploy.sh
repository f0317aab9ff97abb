#!/usr/bin/env bash
# After `azd deploy`: the second phase, events.bicep, for the guard's own subscription. The function ClusterEvents must
# answer for Event Grid to accept it, which takes the host a moment after a deployment.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

for name in AZURE_SUBSCRIPTION_ID AZURE_LOCATION GUARD_APP_ID GUARD_EVENTS_IDENTITY_ID GUARD_STORAGE_ACCOUNT_ID; do
  if [[ -z ${!name:-} ]]; then
    echo "postdeploy.sh: $name is not set; azd sets it, or take it from: azd env get-values" >&2
    exit 2
  fi
done

for attempt in 1 2 3 4 5 6; do
  if az rest --method get --url "$GUARD_APP_ID/functions/ClusterEvents?api-version=2024-04-01" --output none 2>/dev/null; then
    exec ../onboard/onboard.sh "$AZURE_SUBSCRIPTION_ID"
  fi
  echo "postdeploy.sh: ClusterEvents is not there yet (look $attempt of 6)" >&2
  sleep 20
done
echo "postdeploy.sh: the app has no function ClusterEvents; was the code deployed?" >&2
exit 1
