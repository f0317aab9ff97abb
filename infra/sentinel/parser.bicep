// The function EntraGuardAudit in a workspace: the guard's audit events, each once, as typed columns. Every rule, hunting
// query and the workbook read events through it.

@description('Resource id of the Log Analytics workspace, in the resource group that this is deployed to.')
param workspaceId string

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = {
  name: last(split(workspaceId, '/'))
}

resource parser 'Microsoft.OperationalInsights/workspaces/savedSearches@2020-08-01' = {
  parent: workspace
  name: 'EntraGuardAudit'
  properties: {
    category: 'Entra Guard'
    displayName: 'EntraGuardAudit'
    functionAlias: 'EntraGuardAudit'
    functionParameters: 'codes: dynamic = dynamic([])'
    query: loadTextContent('EntraGuardAudit.kql')
    version: 2
  }
}
