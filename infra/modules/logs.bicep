// Where telemetry and audit events go: the workspace, Application Insights on it, the table and the way into it.
param location string
param tags object
param token string
param retentionDays int

@description('Whether Microsoft Sentinel is on this workspace, so that the table ASimAuditEventLogs is there.')
param sentinel bool

// One row an event; a row may come twice and is told apart by EventUid. The guard's rows have these columns.
var auditColumns = [
  { name: 'TimeGenerated', type: 'datetime' }
  { name: 'EventUid', type: 'string' }
  { name: 'EventCode', type: 'string' }
  { name: 'ClassUid', type: 'int' }
  { name: 'TypeUid', type: 'int' }
  { name: 'SeverityId', type: 'int' }
  { name: 'StatusId', type: 'int' }
  { name: 'FindingId', type: 'string' }
  { name: 'Control', type: 'string' }
  { name: 'ClusterResourceId', type: 'string' }
  { name: 'SubscriptionGuid', type: 'string' }
  { name: 'Region', type: 'string' }
  { name: 'ActorId', type: 'string' }
  { name: 'ActorName', type: 'string' }
  { name: 'SourceIp', type: 'string' }
  { name: 'TicketId', type: 'string' }
  { name: 'PlanId', type: 'string' }
  { name: 'CorrelationId', type: 'string' }
  { name: 'ArmRequestId', type: 'string' }
  { name: 'PolicyHash', type: 'string' }
  { name: 'Message', type: 'string' }
  { name: 'Ocsf', type: 'dynamic' }
]

var asimColumns = [
  { name: 'TimeGenerated', type: 'datetime' }
  { name: 'EventCount', type: 'int' }
  { name: 'EventStartTime', type: 'datetime' }
  { name: 'EventEndTime', type: 'datetime' }
  { name: 'EventType', type: 'string' }
  { name: 'EventResult', type: 'string' }
  { name: 'EventProduct', type: 'string' }
  { name: 'EventVendor', type: 'string' }
  { name: 'EventProductVersion', type: 'string' }
  { name: 'EventSchema', type: 'string' }
  { name: 'EventSchemaVersion', type: 'string' }
  { name: 'Dvc', type: 'string' }
  { name: 'Operation', type: 'string' }
  { name: 'Object', type: 'string' }
  { name: 'ObjectType', type: 'string' }
  { name: 'ObjectId', type: 'string' }
  { name: 'OldValue', type: 'string' }
  { name: 'NewValue', type: 'string' }
  { name: 'EventSeverity', type: 'string' }
  { name: 'EventResultDetails', type: 'string' }
  { name: 'EventOriginalUid', type: 'string' }
  { name: 'EventOriginalType', type: 'string' }
  { name: 'EventOriginalSeverity', type: 'string' }
  { name: 'EventMessage', type: 'string' }
  { name: 'ActorUserId', type: 'string' }
  { name: 'ActorUserIdType', type: 'string' }
  { name: 'ActorUsername', type: 'string' }
  { name: 'ActorUsernameType', type: 'string' }
  { name: 'SrcIpAddr', type: 'string' }
  { name: 'RuleName', type: 'string' }
  { name: 'AdditionalFields', type: 'dynamic' }
]

var auditStream = { 'Custom-EntraGuardAudit_CL': { columns: auditColumns } }
var asimStream = { 'Custom-ASimAuditEventLogs': { columns: asimColumns } }
var auditFlow = {
  streams: ['Custom-EntraGuardAudit_CL']
  destinations: ['workspace']
  transformKql: 'source'
  outputStream: 'Custom-EntraGuardAudit_CL'
}
var asimFlow = {
  streams: ['Custom-ASimAuditEventLogs']
  destinations: ['workspace']
  transformKql: 'source'
  outputStream: 'Microsoft-ASimAuditEventLogs'
}

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: 'log-guard-${token}'
  location: location
  tags: tags
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: retentionDays
    features: {
      disableLocalAuth: true
      enableLogAccessUsingOnlyResourcePermissions: true
    }
  }
}

resource auditTable 'Microsoft.OperationalInsights/workspaces/tables@2022-10-01' = {
  parent: workspace
  name: 'EntraGuardAudit_CL'
  properties: {
    plan: 'Analytics'
    totalRetentionInDays: retentionDays
    schema: {
      name: 'EntraGuardAudit_CL'
      // A table spells it otherwise than a stream does.
      columns: [
        for column in auditColumns: {
          name: column.name
          type: column.type == 'datetime' ? 'dateTime' : column.type
        }
      ]
    }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-guard-${token}'
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    IngestionMode: 'LogAnalytics'
    DisableLocalAuth: true
  }
}

resource endpoint 'Microsoft.Insights/dataCollectionEndpoints@2023-03-11' = {
  name: 'dce-guard-${token}'
  location: location
  tags: tags
  properties: {
    networkAcls: {
      publicNetworkAccess: 'Enabled'
    }
  }
}

resource rule 'Microsoft.Insights/dataCollectionRules@2023-03-11' = {
  name: 'dcr-guard-${token}'
  location: location
  tags: tags
  properties: {
    dataCollectionEndpointId: endpoint.id
    streamDeclarations: sentinel ? union(auditStream, asimStream) : auditStream
    destinations: {
      logAnalytics: [
        {
          name: 'workspace'
          workspaceResourceId: workspace.id
        }
      ]
    }
    dataFlows: sentinel ? [auditFlow, asimFlow] : [auditFlow]
  }
  // A rule cannot name a table that is not there yet.
  dependsOn: [auditTable]
}

output workspaceId string = workspace.id
output insightsName string = insights.name
output insightsConnectionString string = insights.properties.ConnectionString
output ruleName string = rule.name
output ingestionRule string = rule.properties.immutableId
output ingestionEndpoint string = endpoint.properties.logsIngestion.endpoint
