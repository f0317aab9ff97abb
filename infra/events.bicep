// The second phase, for each watched subscription: its system topic, and the event subscription that brings its events
// to ClusterEvents. The function must be deployed before. scripts/postdeploy.sh does it for the guard's own subscription,
// onboard/onboard.sh for others.
targetScope = 'subscription'

@description('Region of the resource group; the topic itself is global.')
param location string

@description('Resource group of the topic, in this subscription; made where it is absent.')
param resourceGroupName string = 'rg-entra-guard-events'

@description('Id of the function app: output GUARD_APP_ID.')
param appId string

@description('Id of the identity that leaves dead letters: output GUARD_EVENTS_IDENTITY_ID.')
param eventsIdentityId string

@description('Id of the storage account with the dead letters: output GUARD_STORAGE_ACCOUNT_ID.')
param storageAccountId string

@description('A subscription can have one system topic of this kind only. Where there is one, its name; resourceGroupName is its group then, and it must have the identity above for dead letters.')
param existingSystemTopic string = ''

resource group 'Microsoft.Resources/resourceGroups@2021-04-01' = if (empty(existingSystemTopic)) {
  name: resourceGroupName
  location: location
}

module topic 'modules/topic.bicep' = {
  name: 'entra-guard-events'
  scope: resourceGroup(resourceGroupName)
  params: {
    existingSystemTopic: existingSystemTopic
    appId: appId
    eventsIdentityId: eventsIdentityId
    storageAccountId: storageAccountId
  }
  dependsOn: [group]
}

output SYSTEM_TOPIC_ID string = topic.outputs.topicId
