// Alert rules, an action group and a workbook on the guard's workspace, without Microsoft Sentinel. What is found stands in
// one place: rules about events load the query texts of infra/sentinel, and queries/ holds what only operations ask.
targetScope = 'resourceGroup'

@description('Region of the rules: the workspace\'s.')
param location string

param tags object = {}

@description('Resource id of the Log Analytics workspace, in the resource group that this is deployed to.')
param workspaceId string

@description('Whether the rules run as soon as they are deployed.')
param enabled bool = true

@description('Addresses that alerts are mailed to.')
param emails array = []

@secure()
@description('URL that alerts are posted to in the common alert schema. Empty: none.')
param webhook string = ''

@description('Ids of action groups that are there already and are told as well.')
param actionGroupIds array = []

// News: each event is told once, by when it came in, and the alert does not resolve by itself. every: how often it runs,
// and 15 seconds more are how far back its query looks for events that came in. over: how far back an event may have happened.
var news = [
  {
    name: 'new-cluster-without-entra'
    query: loadTextContent('../sentinel/rules/new-cluster-without-entra.kql')
    every: 'PT5M'
    over: 'P1D'
  }
  {
    name: 'local-accounts-turned-on'
    query: loadTextContent('../sentinel/rules/local-accounts-turned-on.kql')
    every: 'PT5M'
    over: 'P1D'
  }
  {
    name: 'admin-credential-listed'
    query: loadTextContent('../sentinel/rules/admin-credential-listed.kql')
    every: 'PT5M'
    over: 'P1D'
  }
  {
    name: 'masterclient-used'
    query: loadTextContent('../sentinel/rules/masterclient-used.kql')
    every: 'PT5M'
    over: 'P1D'
  }
  {
    name: 'break-glass'
    query: loadTextContent('../sentinel/rules/break-glass.kql')
    every: 'PT5M'
    over: 'P1D'
  }
  {
    name: 'approval-refused'
    query: loadTextContent('../sentinel/rules/approval-refused.kql')
    every: 'PT5M'
    over: 'P1D'
  }
  {
    name: 'breaker-open'
    query: loadTextContent('../sentinel/rules/breaker-open.kql')
    every: 'PT5M'
    over: 'P1D'
  }
  {
    name: 'unexplained-change'
    query: loadTextContent('../sentinel/rules/unexplained-change.kql')
    every: 'PT5M'
    over: 'P1D'
  }
  {
    name: 'ledger-broken'
    query: loadTextContent('../sentinel/rules/ledger-broken.kql')
    every: 'PT5M'
    over: 'P1D'
  }
  {
    name: 'ledger-touched'
    query: loadTextContent('../sentinel/rules/ledger-touched.kql')
    every: 'PT5M'
    over: 'P1D'
  }
  {
    name: 'policy-broken'
    query: loadTextContent('../sentinel/rules/policy-broken.kql')
    every: 'PT5M'
    over: 'P1D'
  }
  {
    name: 'own-identity-misused'
    query: loadTextContent('../sentinel/rules/own-identity-misused.kql')
    every: 'PT5M'
    over: 'P1D'
  }
  {
    name: 'fleet-shrank'
    query: loadTextContent('../sentinel/rules/fleet-shrank.kql')
    every: 'PT5M'
    over: 'P1D'
  }
  {
    name: 'sink-refused'
    query: loadTextContent('../sentinel/rules/sink-refused.kql')
    every: 'PT5M'
    over: 'P1D'
  }
  {
    name: 'dead-letters'
    query: loadTextContent('queries/dead-letters.kql')
    every: 'PT5M'
    over: 'P1D'
  }
]

// States: the alert is resolved once the query finds nothing any more. over: the period that the query sees.
var states = [
  {
    name: 'queue-age'
    query: loadTextContent('queries/queue-age.kql')
    every: 'PT15M'
    over: 'PT15M'
  }
  {
    name: 'sink-behind'
    query: loadTextContent('queries/sink-behind.kql')
    every: 'PT30M'
    over: 'PT2H'
  }
  {
    name: 'no-sweep'
    query: loadTextContent('queries/no-sweep.kql')
    every: 'PT30M'
    over: 'P1D'
  }
  {
    name: 'no-anchor'
    query: loadTextContent('queries/no-anchor.kql')
    every: 'PT1H'
    over: 'P2D'
  }
]

var severities = {
  High: 1
  Medium: 2
  Low: 3
  Informational: 4
}

// The four lines at the head of a file: title, Finds:, Severity:, Do:, each after its slashes.
var told = map(concat(map(news, one => union(one, { state: false })), map(states, one => union(one, { state: true }))), rule => union(rule, { head: map(take(split(rule.query, '\n'), 4), line => trim(substring(line, 2))) }))

var webhooks = [
  {
    name: 'webhook'
    serviceUri: webhook
    useCommonAlertSchema: true
  }
]

module parser '../sentinel/parser.bicep' = {
  name: 'entra-guard-parser-for-monitoring'
  params: {
    workspaceId: workspaceId
  }
}

resource actions 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'entra-guard'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'EntraGuard'
    enabled: true
    emailReceivers: [for (email, i) in emails: {
      name: 'email-${i}'
      emailAddress: email
      useCommonAlertSchema: true
    }]
    webhookReceivers: empty(webhook) ? [] : webhooks
  }
}

resource alerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for rule in told: {
  name: 'entra-guard-${rule.name}'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: 'Entra Guard: ${rule.head[0]}'
    description: '${rule.head[1]}. ${rule.head[3]}.'
    severity: severities[trim(replace(rule.head[2], 'Severity:', ''))]
    enabled: enabled
    scopes: [workspaceId]
    evaluationFrequency: rule.every
    windowSize: rule.state ? rule.over : rule.every
    overrideQueryTimeRange: rule.state ? null : rule.over
    autoMitigate: rule.state
    // Tables that have no row yet are not known to the workspace, and a query of them would be refused.
    skipQueryValidation: true
    criteria: {
      allOf: [
        {
          query: rule.query
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          // One alert for each message, and the message is in it.
          dimensions: [
            { name: 'Message', operator: 'Include', values: ['*'] }
          ]
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    actions: {
      actionGroups: concat([actions.id], actionGroupIds)
    }
  }
  dependsOn: [parser]
}]

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(workspaceId, 'entra-guard-workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'Entra Guard'
    category: 'workbook'
    version: 'Notebook/1.0'
    sourceId: workspaceId
    serializedData: replace(loadTextContent('workbook.json'), 'WORKSPACE-ID', workspaceId)
  }
}

output actionGroupId string = actions.id
output workbookId string = workbook.id
