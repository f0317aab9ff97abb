// Who reads, in this subscription only: for a first try, or where there is no management group.
targetScope = 'subscription'

@description('Object id of the identity that reads: output GUARD_READER_PRINCIPAL_ID.')
param principalId string

var actions = loadJsonContent('actions.json')

resource role 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(subscription().id, 'entra-guard-reader')
  properties: {
    roleName: 'Entra Guard Reader (${subscription().subscriptionId})'
    description: 'Reads what Entra Guard judges AKS clusters by. No credential can be listed with it.'
    type: 'CustomRole'
    permissions: [
      {
        actions: actions.reader
        notActions: []
      }
    ]
    assignableScopes: [
      subscription().id
    ]
  }
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(subscription().id, principalId, 'entra-guard-reader')
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: role.id
  }
}
