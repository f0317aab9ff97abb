// The Event Hub of one region, to which its clusters send kube-audit. A cluster sends to a hub of its own region only:
// for each further region deploy this module again and add the namespace's own app, or forward to this one.
param location string
param tags object
param token string

@description('Throughput units at most; kube-audit of a busy cluster is megabytes a minute.')
@minValue(1)
@maxValue(20)
param maximumThroughputUnits int = 4

resource namespace 'Microsoft.EventHub/namespaces@2024-01-01' = {
  name: 'evhns-guard-${token}'
  location: location
  tags: tags
  sku: {
    name: 'Standard'
    tier: 'Standard'
    capacity: 1
  }
  properties: {
    isAutoInflateEnabled: true
    maximumThroughputUnits: maximumThroughputUnits
    minimumTlsVersion: '1.2'
    publicNetworkAccess: 'Enabled'
    // Diagnostic settings know no other way in than an authorization rule. The guard itself reads by its identity.
    disableLocalAuth: false
  }
}

resource hub 'Microsoft.EventHub/namespaces/eventhubs@2024-01-01' = {
  parent: namespace
  name: 'insights-logs-kube-audit'
  properties: {
    messageRetentionInDays: 1
    partitionCount: 8
  }
}

resource consumerGroup 'Microsoft.EventHub/namespaces/eventhubs/consumergroups@2024-01-01' = {
  parent: hub
  name: 'entra-guard'
}

// Azure Monitor asks for all three rights on the rule that a diagnostic setting names.
resource rule 'Microsoft.EventHub/namespaces/authorizationRules@2024-01-01' = {
  parent: namespace
  name: 'diagnostic-settings'
  properties: {
    rights: ['Listen', 'Manage', 'Send']
  }
}

output namespaceName string = namespace.name
output namespaceHost string = '${namespace.name}.servicebus.windows.net'
output hubName string = hub.name
output consumerGroupName string = consumerGroup.name
output authorizationRuleId string = rule.id
