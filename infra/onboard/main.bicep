// Every subscription of a management group gets its system topic by policy, those that come later too. The guard's own
// subscription must be below that group: two roles are given there.
//   az deployment mg create --management-group-id GROUP --location REGION --name entra-guard-onboard-REGION \
//     --template-file infra/onboard/main.bicep --parameters location=REGION appId=… eventsIdentityId=… storageAccountId=…
targetScope = 'managementGroup'

param location string

@description('Output GUARD_APP_ID.')
param appId string

@description('Output GUARD_EVENTS_IDENTITY_ID.')
param eventsIdentityId string

@description('Output GUARD_STORAGE_ACCOUNT_ID.')
param storageAccountId string

@allowed(['DeployIfNotExists', 'AuditIfNotExists', 'Disabled'])
param effect string = 'DeployIfNotExists'

var definition = loadJsonContent('system-topic.json')

// What the policy's identity may do in each subscription; it may do nothing to what is there already but topics.
resource role 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(managementGroup().id, 'entra-guard-onboarder')
  properties: {
    roleName: 'Entra Guard Onboarder (${managementGroup().name})'
    description: 'Makes a resource group with the system topic by which Entra Guard hears of AKS clusters.'
    type: 'CustomRole'
    permissions: [
      {
        actions: [
          'Microsoft.Resources/subscriptions/resourceGroups/read'
          'Microsoft.Resources/subscriptions/resourceGroups/write'
          'Microsoft.Resources/deployments/*'
          'Microsoft.EventGrid/systemTopics/read'
          'Microsoft.EventGrid/systemTopics/write'
          'Microsoft.EventGrid/systemTopics/eventSubscriptions/read'
          'Microsoft.EventGrid/systemTopics/eventSubscriptions/write'
          'Microsoft.EventGrid/eventSubscriptions/write'
          'Microsoft.EventGrid/register/action'
        ]
        notActions: []
      }
    ]
    assignableScopes: [
      managementGroup().id
    ]
  }
}

resource target 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(managementGroup().id, 'entra-guard-event-target')
  properties: {
    roleName: 'Entra Guard Event Target (${managementGroup().name})'
    description: 'Points event subscriptions at the function and at the container of dead letters of Entra Guard.'
    type: 'CustomRole'
    permissions: [
      {
        actions: [
          'Microsoft.Web/sites/read'
          'Microsoft.Web/sites/functions/read'
          'Microsoft.Web/sites/functions/write'
          'Microsoft.Storage/storageAccounts/blobServices/containers/read'
          'Microsoft.Storage/storageAccounts/blobServices/containers/write'
        ]
        notActions: []
      }
    ]
    assignableScopes: [
      managementGroup().id
    ]
  }
}

resource policy 'Microsoft.Authorization/policyDefinitions@2023-04-01' = {
  name: 'entra-guard-system-topic'
  properties: {
    displayName: definition.properties.displayName
    policyType: 'Custom'
    mode: definition.properties.mode
    description: definition.properties.description
    metadata: definition.properties.metadata
    parameters: definition.properties.parameters
    policyRule: definition.properties.policyRule
  }
}

resource assignment 'Microsoft.Authorization/policyAssignments@2023-04-01' = {
  name: 'entra-guard-topics'
  location: location
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    displayName: definition.properties.displayName
    policyDefinitionId: policy.id
    parameters: {
      effect: { value: effect }
      location: { value: location }
      appId: { value: appId }
      eventsIdentityId: { value: eventsIdentityId }
      storageAccountId: { value: storageAccountId }
    }
  }
}

module onboarder '../access/group-assignment.bicep' = {
  name: 'entra-guard-onboarder-${location}'
  params: {
    principalId: assignment.identity.principalId
    roleDefinitionId: role.id
  }
}

// The topics carry the identity of dead letters: who gives it to them must be allowed to, on that identity alone.
module operator 'identity-operator.bicep' = {
  name: 'entra-guard-identity-operator'
  scope: resourceGroup(split(eventsIdentityId, '/')[2], split(eventsIdentityId, '/')[4])
  params: {
    principalId: assignment.identity.principalId
    identityName: last(split(eventsIdentityId, '/'))
  }
}

// The same for what the event subscriptions point at. App and account are in one resource group.
module destination 'event-target.bicep' = {
  name: 'entra-guard-event-target'
  scope: resourceGroup(split(appId, '/')[2], split(appId, '/')[4])
  params: {
    principalId: assignment.identity.principalId
    appName: last(split(appId, '/'))
    storageAccountName: last(split(storageAccountId, '/'))
    roleDefinitionId: target.id
  }
}

output principalId string = assignment.identity.principalId
