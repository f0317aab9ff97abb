// Who writes, where somebody opted in: this subscription, or some of its resource groups. Only for a policy that says
// approve or auto there.
//   az deployment sub create --subscription SUBSCRIPTION --location REGION --name entra-guard-remediator-REGION \
//     --template-file infra/access/remediator.bicep --parameters principalId=GUARD_WRITER_PRINCIPAL_ID resourceGroups='["rg-shop"]'
targetScope = 'subscription'

@description('Object id of the identity that writes: output GUARD_WRITER_PRINCIPAL_ID.')
param principalId string

@description('Actions that ARM asks for on what a cluster refers to, even where that does not change: a ticket names them, or docs/operations.md, Permissions.')
param linkedActions array = []

@description('Names of the resource groups that opted in. Empty: the whole subscription.')
param resourceGroups array = []

var actions = loadJsonContent('actions.json')

resource role 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(subscription().id, 'entra-guard-remediator')
  properties: {
    roleName: 'Entra Guard Remediator (${subscription().subscriptionId})'
    description: 'Writes AKS clusters for Entra Guard. It can list no credential, rotate nothing and delete nothing.'
    type: 'CustomRole'
    permissions: [
      {
        actions: union(actions.remediator, linkedActions)
        notActions: []
      }
    ]
    assignableScopes: [
      subscription().id
    ]
  }
}

resource whole 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (empty(resourceGroups)) {
  name: guid(subscription().id, principalId, 'entra-guard-remediator')
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: role.id
  }
}

module parts 'remediator-group.bicep' = [
  for name in resourceGroups: {
    name: 'remediator-${uniqueString(name)}'
    scope: resourceGroup(name)
    params: {
      principalId: principalId
      roleDefinitionId: role.id
    }
  }
]
