#!/usr/bin/env bash
# Locks the immutability policy of the ledger for good: lock-ledger.sh RESOURCE-GROUP STORAGE-ACCOUNT. From then on
# nobody, Microsoft included, can shorten it, and neither container nor account can be deleted while a record is held. It
# asks first; GUARD_LOCK_CONFIRMED=STORAGE-ACCOUNT answers for a pipeline.
set -euo pipefail

if [[ $# -ne 2 ]]; then
  echo "usage: lock-ledger.sh RESOURCE-GROUP STORAGE-ACCOUNT" >&2
  exit 2
fi
group=$1 account=$2
policy=$(az storage container immutability-policy show --resource-group "$group" --account-name "$account" \
  --container-name ledger --query '[state,immutabilityPeriodSinceCreationInDays,allowProtectedAppendWrites,etag]' --output tsv)
mapfile -t parts < <(tr '\t' '\n' <<<"$policy")
state=${parts[0]:-} days=${parts[1]:-} appends=${parts[2]:-} etag=${parts[3]:-}
if [[ $state == Locked ]]; then
  echo "the ledger of $account is locked already, for $days days"
  exit 0
fi
if [[ $state != Unlocked || ${appends,,} != true || -z $etag ]]; then
  echo "lock-ledger.sh: the ledger of $account has no unlocked policy that allows appends; deploy infra/main.bicep with ledgerLocked=false first" >&2
  exit 1
fi
answer=${GUARD_LOCK_CONFIRMED:-}
if [[ -z $answer ]]; then
  echo "This cannot be undone: records of $account/ledger are kept $days days after the last append to their file."
  read -r -p "Type the account's name to lock it: " answer
fi
if [[ $answer != "$account" ]]; then
  echo "lock-ledger.sh: not confirmed, nothing is locked" >&2
  exit 1
fi
az storage container immutability-policy lock --resource-group "$group" --account-name "$account" \
  --container-name ledger --if-match "$etag" --output none
echo "the ledger of $account is locked, for $days days"
