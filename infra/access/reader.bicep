// Who reads: one role and one assignment for all subscriptions of a management group.
//   az deployment mg create --management-group-id GROUP --location REGION --name entra-guard-reader-REGION \
//     --template-file infra/access/reader.bicep --parameters principalId=GUARD_READER_PRINCIPAL_ID
targetScope = 'managementGroup'

@description('Object id of the identity that reads: output GUARD_READER_PRINCIPAL_ID.')
param principalId string

var actions = loadJsonContent('actions.json')

resource role 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(managementGroup().id, 'entra-guard-reader')
  properties: {
    roleName: 'Entra Guard Reader (${managementGroup().name})'
    description: 'Reads what Entra Guard judges AKS clusters by. No credential can be listed with it.'
    type: 'CustomRole'
    permissions: [
      {
        actions: actions.reader
        notActions: []
      }
    ]
    assignableScopes: [
      managementGroup().id
    ]
  }
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(managementGroup().id, principalId, 'entra-guard-reader')
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: role.id
  }
}
