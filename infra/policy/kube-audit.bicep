// kube-audit of all clusters of one region to that region's Event Hub: the assignment and what its identity needs. After
// policy/main.bicep, once for each region.
//   az deployment mg create --management-group-id GROUP --location REGION --name entra-guard-kube-audit-REGION \
//     --template-file infra/policy/kube-audit.bicep \
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

var azureEventHubsDataOwner = 'f526a384-b230-433a-b45c-95f59c4a2dec'

// What the policy's identity may do to clusters. Monitoring Contributor, which may do more, may make no deployment, and a
// policy makes its changes by one.
resource role 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(managementGroup().id, 'entra-guard-audit-onboarder')
  properties: {
    roleName: 'Entra Guard Audit Onboarder (${managementGroup().name})'
    description: 'Gives AKS clusters the diagnostic setting by which Entra Guard reads their audit logs.'
    type: 'CustomRole'
    permissions: [
      {
        actions: [
          'Microsoft.ContainerService/managedClusters/read'
          'Microsoft.Insights/diagnosticSettings/read'
          'Microsoft.Insights/diagnosticSettings/write'
          'Microsoft.Resources/subscriptions/resourceGroups/read'
          'Microsoft.Resources/deployments/*'
        ]
        notActions: []
      }
    ]
    assignableScopes: [
      managementGroup().id
    ]
  }
}

// At most 24 characters, which the longest region's name leaves room for.
resource assignment 'Microsoft.Authorization/policyAssignments@2023-04-01' = {
  name: 'eg-${region}'
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

module onboarder '../access/group-assignment.bicep' = {
  name: 'entra-guard-audit-onboarder-${region}'
  params: {
    principalId: assignment.identity.principalId
    roleDefinitionId: role.id
  }
}

module hub 'kube-audit-hub.bicep' = {
  name: 'kube-audit-hub-${region}'
  scope: resourceGroup(split(eventHubAuthorizationRuleId, '/')[2], split(eventHubAuthorizationRuleId, '/')[4])
  params: {
    principalId: assignment.identity.principalId
    namespaceName: split(eventHubAuthorizationRuleId, '/')[8]
    roleDefinitionGuid: azureEventHubsDataOwner
  }
}

output principalId string = assignment.identity.principalId
