// Every data-plane permission, each at the narrowest scope that serves. Control-plane ones are in access/.
param guardPrincipalId string
param eventsPrincipalId string

@description('Object id of who may read and set secrets. Empty: nobody.')
param secretsOfficerId string

param storageAccountName string
param vaultName string
param insightsName string
param ruleName string
param kubeAudit bool

@description('Of the Event Hub; looked at only where kubeAudit.')
param namespaceName string

var roles = {
  storageBlobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  storageBlobDataContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  storageQueueDataContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  storageTableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
  keyVaultSecretsUser: '4633458b-17de-408a-b874-0445c86b69e6'
  keyVaultSecretsOfficer: 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'
  monitoringMetricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb'
  azureEventHubsDataReceiver: 'a638d3c7-ab3a-418d-83e6-5f17a39d4fde'
}

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: storageAccountName

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource deadLetters 'containers' existing = {
      name: 'dead-letters'
    }
  }

  resource queues 'queueServices' existing = {
    name: 'default'

    resource reconcile 'queues' existing = {
      name: 'reconcile'
    }

    resource poison 'queues' existing = {
      name: 'reconcile-poison'
    }
  }

  resource tables 'tableServices' existing = {
    name: 'default'

    resource clusters 'tables' existing = {
      name: 'clusters'
    }
  }
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: vaultName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource rule 'Microsoft.Insights/dataCollectionRules@2023-03-11' existing = {
  name: ruleName
}

resource namespace 'Microsoft.EventHub/namespaces@2024-01-01' existing = if (kubeAudit) {
  name: namespaceName

  resource hub 'eventhubs' existing = {
    name: 'insights-logs-kube-audit'
  }
}

// The host keeps leases and keys in containers of its own making: nothing narrower than the account serves it.
resource hostBlobs 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account
  name: guid(account.id, guardPrincipalId, roles.storageBlobDataOwner)
  properties: {
    principalId: guardPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataOwner)
  }
}

resource guardReconcile 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account::queues::reconcile
  name: guid(account::queues::reconcile.id, guardPrincipalId, roles.storageQueueDataContributor)
  properties: {
    principalId: guardPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageQueueDataContributor)
  }
}

resource guardPoison 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account::queues::poison
  name: guid(account::queues::poison.id, guardPrincipalId, roles.storageQueueDataContributor)
  properties: {
    principalId: guardPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageQueueDataContributor)
  }
}

resource guardClusters 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account::tables::clusters
  name: guid(account::tables::clusters.id, guardPrincipalId, roles.storageTableDataContributor)
  properties: {
    principalId: guardPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageTableDataContributor)
  }
}

resource eventsDeadLetters 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account::blobs::deadLetters
  name: guid(account::blobs::deadLetters.id, eventsPrincipalId, roles.storageBlobDataContributor)
  properties: {
    principalId: eventsPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataContributor)
  }
}

resource guardSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, guardPrincipalId, roles.keyVaultSecretsUser)
  properties: {
    principalId: guardPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultSecretsUser)
  }
}

resource officerSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(secretsOfficerId)) {
  scope: vault
  name: guid(vault.id, secretsOfficerId, roles.keyVaultSecretsOfficer)
  properties: {
    principalId: secretsOfficerId
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultSecretsOfficer)
  }
}

resource guardTelemetry 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: insights
  name: guid(insights.id, guardPrincipalId, roles.monitoringMetricsPublisher)
  properties: {
    principalId: guardPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.monitoringMetricsPublisher)
  }
}

resource guardLogs 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: rule
  name: guid(rule.id, guardPrincipalId, roles.monitoringMetricsPublisher)
  properties: {
    principalId: guardPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.monitoringMetricsPublisher)
  }
}

resource guardKubeAudit 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (kubeAudit) {
  scope: namespace::hub
  name: guid(namespace::hub.id, guardPrincipalId, roles.azureEventHubsDataReceiver)
  properties: {
    principalId: guardPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.azureEventHubsDataReceiver)
  }
}
