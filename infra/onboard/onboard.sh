#!/usr/bin/env bash
# Lets the events of further subscriptions come to the guard: onboard.sh SUBSCRIPTION…
# A subscription can have one system topic for ARM events. Where there is none it is made; where there is one it is used,
# if it carries the identity of dead letters. Running it again changes nothing. To undo it: onboard.sh --remove SUBSCRIPTION…
# Exit code 3: somebody else must do something first, and the text says what.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
group=${GUARD_EVENTS_RESOURCE_GROUP:-rg-entra-guard-events}

remove=false
if [[ ${1:-} == --remove ]]; then
  remove=true
  shift
fi
if [[ $# -eq 0 ]]; then
  echo "usage: onboard.sh [--remove] SUBSCRIPTION…" >&2
  exit 2
fi

# The topic of that subscription as GROUP<tab>NAME, or nothing.
topic() {
  az eventgrid system-topic list --subscription "$1" --output tsv \
    --query "[?topicType=='microsoft.resources.subscriptions' || topicType=='Microsoft.Resources.Subscriptions'].[resourceGroup,name]"
}

offboard() {
  local found
  found=$(topic "$1")
  if [[ -z $found ]]; then
    echo "$1: no system topic, nothing to remove"
    return
  fi
  local group_of=${found%%$'\t'*} name=${found##*$'\t'} ours
  ours=$(az eventgrid system-topic event-subscription list --subscription "$1" --resource-group "$group_of" \
    --system-topic-name "$name" --output tsv --query "[?name=='entra-guard'].name")
  if [[ -n $ours ]]; then
    az eventgrid system-topic event-subscription delete --subscription "$1" --resource-group "$group_of" \
      --system-topic-name "$name" --name entra-guard --yes
  fi
  if [[ $name == entra-guard ]]; then
    az eventgrid system-topic delete --subscription "$1" --resource-group "$group_of" --name "$name" --yes
    # The group was made for the topic; what somebody else put into it keeps it.
    if [[ $group_of == "$group" && -z $(az resource list --subscription "$1" --resource-group "$group" --query '[].id' --output tsv) ]]; then
      az group delete --subscription "$1" --name "$group" --yes
    fi
  fi
  echo "$1: removed"
}

onboard() {
  local found existing='' into=$group
  az provider register --subscription "$1" --namespace Microsoft.EventGrid --wait
  found=$(topic "$1")
  if [[ -n $found ]]; then
    into=${found%%$'\t'*}
    if [[ ${found##*$'\t'} != entra-guard ]]; then
      existing=${found##*$'\t'}
      carries "$1" "$into" "$existing"
    fi
  fi
  az deployment sub create --subscription "$1" --location "$AZURE_LOCATION" --name "entra-guard-events-$AZURE_LOCATION" --output none \
    --template-file "$here/../events.bicep" \
    --parameters location="$AZURE_LOCATION" resourceGroupName="$into" existingSystemTopic="$existing" \
      appId="$GUARD_APP_ID" eventsIdentityId="$GUARD_EVENTS_IDENTITY_ID" storageAccountId="$GUARD_STORAGE_ACCOUNT_ID"
  echo "$1: events come to ${GUARD_APP_ID##*/}"
}

# Somebody else's topic is not changed by a script: say what its owner must do.
carries() {
  local identities
  identities=$(az eventgrid system-topic show --subscription "$1" --resource-group "$2" --name "$3" \
    --query 'keys(identity.userAssignedIdentities || `{}`)' --output tsv)
  if ! grep -qixF "$GUARD_EVENTS_IDENTITY_ID" <<<"$identities"; then
    echo "$1: its system topic $2/$3 does not carry the identity of dead letters. Its owner adds it beside those that it has:" >&2
    echo "  $GUARD_EVENTS_IDENTITY_ID" >&2
    exit 3
  fi
}

if ! $remove; then
  for name in AZURE_LOCATION GUARD_APP_ID GUARD_EVENTS_IDENTITY_ID GUARD_STORAGE_ACCOUNT_ID; do
    if [[ -z ${!name:-} ]]; then
      echo "onboard.sh: $name is not set; run: set -a; source <(azd env get-values); set +a" >&2
      exit 2
    fi
  done
fi
for subscription in "$@"; do
  if $remove; then offboard "$subscription"; else onboard "$subscription"; fi
done
