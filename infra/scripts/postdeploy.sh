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

# The function is listed before the host of a fresh app has made the key that Event Grid is given, so that Event Grid may
# refuse it at first. Exit code 3 of onboard.sh is for people: trying again would not help.
for attempt in 1 2 3 4 5 6; do
  if az rest --method get --url "$GUARD_APP_ID/functions/ClusterEvents?api-version=2024-04-01" --output none 2>/dev/null; then
    status=0
    ../onboard/onboard.sh "$AZURE_SUBSCRIPTION_ID" || status=$?
    if [[ $status -eq 0 || $status -eq 3 ]]; then
      exit "$status"
    fi
    echo "postdeploy.sh: the events do not come yet (try $attempt of 6)" >&2
  else
    echo "postdeploy.sh: ClusterEvents is not there yet (look $attempt of 6)" >&2
  fi
  if [[ $attempt -lt 6 ]]; then
    sleep 20
  fi
done
echo "postdeploy.sh: the events do not come; was the code deployed? What was said above is why. Again: azd hooks run postdeploy" >&2
exit 1
