// Secrets of trackers. The app reads them by reference; nothing here writes one.
param location string
param tags object
param token string
param workspaceId string

@description('Whether it was deleted and is to come back. Azure refuses to make one of a deleted one\'s name, and to recover one that is there.')
param recover bool

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-guard-${token}'
  location: location
  tags: tags
  properties: {
    createMode: recover ? 'recover' : 'default'
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
    publicNetworkAccess: 'Enabled'
  }
}

resource vaultLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'AuditEvent', enabled: true }
    ]
  }
}

output vaultName string = vault.name
