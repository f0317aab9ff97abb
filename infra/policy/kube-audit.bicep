// kube-audit of all clusters of one region to that region's Event Hub: the assignment and what its identity needs. After
// policy/main.bicep, once for each region.
//   az deployment mg create --management-group-id GROUP --location REGION --template-file infra/policy/kube-audit.bicep \
//     --parameters region=REGION eventHubAuthorizationRuleId=GUARD_KUBE_AUDIT_RULE_ID
targetScope = 'managementGroup'

@description('The hub\'s region.')
param region string

@description('Output GUARD_KUBE_AUDIT_RULE_ID.')
param eventHubAuthorizationRuleId string

@description('Output GUARD_KUBE_AUDIT_HUB_NAME.')
param eventHubName string = 'insights-logs-kube-audit'

@allowed(['DeployIfNotExists', 'AuditIfNotExists', 'Disabled'])
param effect string = 'DeployIfNotExists'

var roles = {
  monitoringContributor: '749f88d5-cbae-40b8-bcfc-e573ddc772fa'
  azureEventHubsDataOwner: 'f526a384-b230-433a-b45c-95f59c4a2dec'
}

resource assignment 'Microsoft.Authorization/policyAssignments@2023-04-01' = {
  name: take('eg-audit-${region}', 24)
  location: region
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    displayName: 'Entra Guard: kube-audit of ${region}'
    policyDefinitionId: extensionResourceId(
      managementGroup().id,
      'Microsoft.Authorization/policyDefinitions',
      'entra-guard-kube-audit'
    )
    parameters: {
      effect: { value: effect }
      region: { value: region }
      eventHubAuthorizationRuleId: { value: eventHubAuthorizationRuleId }
      eventHubName: { value: eventHubName }
    }
  }
}

resource monitoring 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(managementGroup().id, region, roles.monitoringContributor)
  properties: {
    principalId: assignment.identity.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: tenantResourceId('Microsoft.Authorization/roleDefinitions', roles.monitoringContributor)
  }
}

module hub 'kube-audit-hub.bicep' = {
  name: 'kube-audit-hub-${region}'
  scope: resourceGroup(split(eventHubAuthorizationRuleId, '/')[2], split(eventHubAuthorizationRuleId, '/')[4])
  params: {
    principalId: assignment.identity.principalId
    namespaceName: split(eventHubAuthorizationRuleId, '/')[8]
    roleDefinitionGuid: roles.azureEventHubsDataOwner
  }
}
