// One role of one identity at a management group. A module of its own, since the name of an assignment is fixed to its
// principal, which a policy assignment knows only once it is there: made anew, its identity is another one.
targetScope = 'managementGroup'

param principalId string
param roleDefinitionId string

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(managementGroup().id, principalId, roleDefinitionId)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleDefinitionId
  }
}
