// Microsoft Sentinel's part of Entra Guard: the parser, the analytic rules and the hunting queries. For a workspace that
// Sentinel is on already; the alert rules of infra/monitoring do without it and load the same query texts.
//
// Name, severity, what is found and what to do stand at the head of each query's own file and are read from there.
targetScope = 'resourceGroup'

@description('Resource id of the Log Analytics workspace, in the resource group that this is deployed to.')
param workspaceId string

@description('Whether the rules run as soon as they are deployed.')
param enabled bool = true

@description('Whether each alert makes an incident.')
param createIncidents bool = true

// every: how often it runs, and 15 seconds more are how far back its query looks for events that came in. over: how far back
// an event may have happened all the same; less than two days, or Sentinel wants it to run once an hour at most.
var rules = [
  {
    name: 'new-cluster-without-entra'
    query: loadTextContent('rules/new-cluster-without-entra.kql')
    every: 'PT5M'
    over: 'P1D'
    entities: ['cluster', 'actor', 'address']
    tactics: ['InitialAccess']
  }
  {
    name: 'new-cluster-with-local-accounts'
    query: loadTextContent('rules/new-cluster-with-local-accounts.kql')
    every: 'PT5M'
    over: 'P1D'
    entities: ['cluster', 'actor', 'address']
    tactics: ['InitialAccess']
  }
  {
    name: 'local-accounts-turned-on'
    query: loadTextContent('rules/local-accounts-turned-on.kql')
    every: 'PT5M'
    over: 'P1D'
    entities: ['cluster', 'actor', 'address']
    tactics: ['Persistence']
  }
  {
    name: 'admin-credential-listed'
    query: loadTextContent('rules/admin-credential-listed.kql')
    every: 'PT5M'
    over: 'P1D'
    entities: ['cluster', 'actor', 'address']
    tactics: ['CredentialAccess']
  }
  {
    name: 'masterclient-used'
    query: loadTextContent('rules/masterclient-used.kql')
    every: 'PT5M'
    over: 'P1D'
    entities: ['cluster', 'actor', 'address']
    tactics: ['PrivilegeEscalation']
  }
  {
    name: 'break-glass'
    query: loadTextContent('rules/break-glass.kql')
    every: 'PT5M'
    over: 'P1D'
    entities: ['cluster', 'actor', 'address']
    tactics: ['Persistence']
  }
  {
    name: 'approval-refused'
    query: loadTextContent('rules/approval-refused.kql')
    every: 'PT5M'
    over: 'P1D'
    entities: ['cluster', 'actor', 'address']
    tactics: ['PrivilegeEscalation']
  }
  {
    name: 'waiver-refused'
    query: loadTextContent('rules/waiver-refused.kql')
    every: 'PT5M'
    over: 'P1D'
    entities: ['cluster', 'actor', 'address']
    tactics: ['DefenseEvasion']
  }
  {
    name: 'less-safe-refused'
    query: loadTextContent('rules/less-safe-refused.kql')
    every: 'PT5M'
    over: 'P1D'
    entities: ['cluster', 'actor', 'address']
    tactics: ['DefenseEvasion']
  }
  {
    name: 'event-unproven'
    query: loadTextContent('rules/event-unproven.kql')
    every: 'PT5M'
    over: 'P1D'
    entities: ['cluster', 'actor', 'address']
    tactics: ['DefenseEvasion']
  }
  {
    name: 'fix-reverted'
    query: loadTextContent('rules/fix-reverted.kql')
    every: 'PT5M'
    over: 'P1D'
    entities: ['cluster', 'actor', 'address']
    tactics: ['Persistence']
  }
  {
    name: 'fought-over'
    query: loadTextContent('rules/fought-over.kql')
    every: 'PT5M'
    over: 'P1D'
    entities: ['cluster', 'actor', 'address']
    tactics: ['Persistence']
  }
  {
    name: 'unexplained-change'
    query: loadTextContent('rules/unexplained-change.kql')
    every: 'PT5M'
    over: 'P1D'
    entities: ['cluster', 'actor', 'address']
    tactics: ['Impact']
  }
  {
    name: 'breaker-open'
    query: loadTextContent('rules/breaker-open.kql')
    every: 'PT5M'
    over: 'P1D'
    entities: []
    tactics: ['Impact']
  }
  {
    name: 'ledger-broken'
    query: loadTextContent('rules/ledger-broken.kql')
    every: 'PT5M'
    over: 'P1D'
    entities: []
    tactics: ['DefenseEvasion']
  }
  {
    name: 'ledger-touched'
    query: loadTextContent('rules/ledger-touched.kql')
    every: 'PT5M'
    over: 'P1D'
    entities: ['actor', 'address']
    tactics: ['DefenseEvasion']
  }
  {
    name: 'ledger-rewound'
    query: loadTextContent('rules/ledger-rewound.kql')
    every: 'PT1H'
    over: 'P14D'
    entities: []
    tactics: ['DefenseEvasion']
  }
  {
    name: 'policy-broken'
    query: loadTextContent('rules/policy-broken.kql')
    every: 'PT5M'
    over: 'P1D'
    entities: []
    tactics: ['Impact']
  }
  {
    name: 'policy-changed'
    query: loadTextContent('rules/policy-changed.kql')
    every: 'PT5M'
    over: 'P1D'
    entities: []
    tactics: ['DefenseEvasion']
  }
  {
    name: 'own-identity-misused'
    query: loadTextContent('rules/own-identity-misused.kql')
    every: 'PT5M'
    over: 'P1D'
    entities: ['cluster', 'actor', 'address']
    tactics: ['PrivilegeEscalation']
  }
  {
    name: 'sweep-found-unannounced'
    query: loadTextContent('rules/sweep-found-unannounced.kql')
    every: 'PT5M'
    over: 'P1D'
    entities: ['cluster']
    tactics: ['DefenseEvasion']
  }
  {
    name: 'fleet-shrank'
    query: loadTextContent('rules/fleet-shrank.kql')
    every: 'PT5M'
    over: 'P1D'
    entities: []
    tactics: ['DefenseEvasion']
  }
  {
    name: 'poison-returned'
    query: loadTextContent('rules/poison-returned.kql')
    every: 'PT5M'
    over: 'P1D'
    entities: []
    tactics: ['Impact']
  }
  {
    name: 'sink-refused'
    query: loadTextContent('rules/sink-refused.kql')
    every: 'PT5M'
    over: 'P1D'
    entities: []
    tactics: ['DefenseEvasion']
  }
  {
    name: 'remediation-failed'
    query: loadTextContent('rules/remediation-failed.kql')
    every: 'PT5M'
    over: 'P1D'
    entities: ['cluster']
    tactics: ['Impact']
  }
  {
    name: 'remediation-without-authority'
    query: loadTextContent('rules/remediation-without-authority.kql')
    every: 'PT1H'
    over: 'P14D'
    entities: ['cluster', 'actor']
    tactics: ['PrivilegeEscalation']
  }
  {
    name: 'intent-without-outcome'
    query: loadTextContent('rules/intent-without-outcome.kql')
    every: 'PT1H'
    over: 'P14D'
    entities: ['cluster']
    tactics: ['Impact']
  }
]

var hunting = [
  { name: 'admin-credential-listers', query: loadTextContent('hunting/admin-credential-listers.kql') }
  { name: 'approved-by-colleagues', query: loadTextContent('hunting/approved-by-colleagues.kql') }
  { name: 'certificate-after-listing', query: loadTextContent('hunting/certificate-after-listing.kql') }
  { name: 'exemptions-per-approver', query: loadTextContent('hunting/exemptions-per-approver.kql') }
  { name: 'first-time-listers', query: loadTextContent('hunting/first-time-listers.kql') }
  { name: 'flapping-clusters', query: loadTextContent('hunting/flapping-clusters.kql') }
  { name: 'masterclient-requests', query: loadTextContent('hunting/masterclient-requests.kql') }
  { name: 'oldest-open-findings', query: loadTextContent('hunting/oldest-open-findings.kql') }
  { name: 'refused-requests', query: loadTextContent('hunting/refused-requests.kql') }
  { name: 'rejected-events', query: loadTextContent('hunting/rejected-events.kql') }
  { name: 'tickets-reopened', query: loadTextContent('hunting/tickets-reopened.kql') }
]

// What a rule's rows are about, by columns that its query gives.
var mappings = {
  cluster: {
    entityType: 'AzureResource'
    fieldMappings: [
      { identifier: 'ResourceId', columnName: 'ClusterResourceId' }
    ]
  }
  actor: {
    entityType: 'Account'
    fieldMappings: [
      { identifier: 'AadUserId', columnName: 'ActorId' }
    ]
  }
  address: {
    entityType: 'IP'
    fieldMappings: [
      { identifier: 'Address', columnName: 'SourceIp' }
    ]
  }
}

// The four lines at the head of a file: title, Finds:, Severity:, Do:, each after its slashes.
var told = map(rules, rule => union(rule, { head: map(take(split(rule.query, '\n'), 4), line => trim(substring(line, 2))) }))
var hunted = map(hunting, one => union(one, { head: map(take(split(one.query, '\n'), 2), line => trim(substring(line, 2))) }))

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = {
  name: last(split(workspaceId, '/'))
}

module parser 'parser.bicep' = {
  name: 'entra-guard-parser'
  params: {
    workspaceId: workspaceId
  }
}

resource analytic 'Microsoft.SecurityInsights/alertRules@2024-09-01' = [for rule in told: {
  scope: workspace
  name: guid(workspaceId, 'entra-guard', rule.name)
  kind: 'Scheduled'
  properties: {
    displayName: 'Entra Guard: ${rule.head[0]}'
    description: '${rule.head[1]}. ${rule.head[3]}.'
    severity: trim(replace(rule.head[2], 'Severity:', ''))
    enabled: enabled
    query: rule.query
    queryFrequency: rule.every
    queryPeriod: rule.over
    triggerOperator: 'GreaterThan'
    triggerThreshold: 0
    suppressionEnabled: false
    suppressionDuration: 'PT5H'
    tactics: rule.tactics
    entityMappings: empty(rule.entities) ? null : map(rule.entities, entity => mappings[entity])
    customDetails: {
      EventUid: 'EventUid'
      EventCode: 'EventCode'
    }
    alertDetailsOverride: {
      alertDescriptionFormat: '{{Message}}'
    }
    eventGroupingSettings: {
      aggregationKind: 'AlertPerResult'
    }
    incidentConfiguration: {
      createIncident: createIncidents
      groupingConfiguration: {
        enabled: !empty(rule.entities)
        reopenClosedIncident: false
        lookbackDuration: 'PT5H'
        matchingMethod: 'AllEntities'
      }
    }
  }
  // A rule whose query names a function that is not there is refused.
  dependsOn: [parser]
}]

resource hunt 'Microsoft.OperationalInsights/workspaces/savedSearches@2020-08-01' = [for one in hunted: {
  parent: workspace
  name: 'entra-guard-${one.name}'
  properties: {
    category: 'Hunting Queries'
    displayName: 'Entra Guard: ${one.head[0]}'
    query: one.query
    version: 2
    tags: [
      { name: 'description', value: one.head[1] }
    ]
  }
  dependsOn: [parser]
}]
