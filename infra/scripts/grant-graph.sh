#!/usr/bin/env bash
# Gives the identity that reads the one permission in Microsoft Graph that it needs, to see whether an admin group exists
# and has a member: grant-graph.sh PRINCIPAL-ID (output GUARD_READER_PRINCIPAL_ID). Needs Privileged Role Administrator.
# grant-graph.sh --revoke PRINCIPAL-ID takes it away. Without it no group counts as an administrator: such clusters are
# ticketed (no-administrator) and never written, unless the policy says verifyAdministrators: false.
set -euo pipefail

permission=GroupMember.Read.All
graph=https://graph.microsoft.com/v1.0
revoke=false
if [[ ${1:-} == --revoke ]]; then
  revoke=true
  shift
fi
principal=${1:-}
if [[ ! $principal =~ ^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$ ]]; then
  echo "usage: grant-graph.sh [--revoke] PRINCIPAL-ID" >&2
  exit 2
fi

# Microsoft Graph's own application, the same in every tenant.
resource=$(az ad sp show --id 00000003-0000-0000-c000-000000000000 --query id --output tsv)
role=$(az ad sp show --id 00000003-0000-0000-c000-000000000000 --output tsv \
  --query "appRoles[?value=='$permission' && contains(allowedMemberTypes, 'Application')].id | [0]")
if [[ -z $resource || -z $role ]]; then
  echo "grant-graph.sh: Microsoft Graph offers no application permission $permission here" >&2
  exit 1
fi

given=$(az rest --method get --url "$graph/servicePrincipals/$principal/appRoleAssignments" --output tsv \
  --query "value[?appRoleId=='$role' && resourceId=='$resource'].id | [0]")
if $revoke; then
  if [[ -n $given ]]; then
    az rest --method delete --url "$graph/servicePrincipals/$principal/appRoleAssignments/$given" --output none
  fi
  echo "$principal has no $permission"
elif [[ -n $given ]]; then
  echo "$principal has $permission already"
else
  az rest --method post --url "$graph/servicePrincipals/$principal/appRoleAssignments" --output none \
    --headers Content-Type=application/json \
    --body "{\"principalId\":\"$principal\",\"resourceId\":\"$resource\",\"appRoleId\":\"$role\"}"
  echo "$principal has $permission"
fi
