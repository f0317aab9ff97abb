// Entra Guard in one subscription: a resource group with everything that the app needs. What must wait until the code
// is there is in events.bicep; what the app may do to clusters is in access/. Deployed by `azd up`, see README.md.
targetScope = 'subscription'

@minLength(1)
@maxLength(40)
@description('Name of the environment; part of every name.')
param environmentName string

@minLength(1)
@description('Region of everything here. Flex Consumption must be offered there.')
param location string

@description('Name of the resource group.')
param resourceGroupName string = 'rg-${environmentName}'

@description('What the app is told: see the parameters of modules/app.bicep, and local.settings.json.example.')
@allowed(['off', 'audit', 'enforce'])
param mode string = 'audit'

@description('URL of the policy file\'s blob. Empty: policy.yaml of the app package, else the built-in example.')
param policy string = ''

@description('When the sweep runs, in UTC: second minute hour day month weekday.')
param sweepSchedule string = '0 17 * * * *'

@description('Ids of the subscriptions that are looked after. Empty, with no management groups: all that may be read.')
param subscriptions array = []

@description('Ids of the management groups that the sweep covers; not beside subscriptions.')
param managementGroups array = []

@description('Settings GUARD_* of the tracker and of other SIEMs that are not to stay at their default, by name.')
param settings object = {}

@description('Names of secrets of trackers that are in the vault already (see modules/app.bicep), such as jira-token.')
param secrets array = []

@description('Whether another identity sends the PUT of a remediation than the one that reads.')
param separateIdentities bool = true

@description('Whether the reader role is given at this subscription. Not where access/reader.bicep gives it wider.')
param readThisSubscription bool = true

@description('Whether clusters of this subscription may be written: the remediator role is given here.')
param remediateThisSubscription bool = false

@description('Actions that ARM asks for on what clusters refer to, such as Microsoft.Network/virtualNetworks/subnets/join/action.')
param linkedActions array = []

@description('Whether the clusters\' audit logs are read: an Event Hub is made, and KubeAudit is on.')
param kubeAudit bool = false

@minValue(1)
@maxValue(146000)
@description('Days that a record of the ledger can be neither changed nor deleted after the last one was added to its file.')
param ledgerRetentionDays int = 365

@description('Set this once the ledger is to be locked for good: scripts/lock-ledger.sh does it, and the policy is left alone from then on.')
param ledgerLocked bool = false

@description('Application (client) id of the app registration by which people sign in to the console. Empty: no sign-in, function keys only.')
param consoleClientId string = ''

@description('Object ids of people who may sign in to the console. Empty: everybody whom the app registration lets in; require assignment there to let in groups.')
param consolePrincipals array = []

@description('Object id of who may read and set the secrets of trackers. Empty: nobody yet.')
param secretsOfficerId string = ''

@description('Whether the vault of this name was deleted and is to come back with its secrets: for the one deployment that does it.')
param recoverVault bool = false

@description('Whether the workspace is one with Microsoft Sentinel, so that ASimAuditEventLogs is there.')
param sentinel bool = false

@minValue(30)
@maxValue(730)
param logRetentionDays int = 90

@description('Instances at most. Each holds several clusters at once; the policy\'s limits hold for all of them together.')
@minValue(40)
@maxValue(1000)
param maximumInstances int = 40

@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('Copies of the storage account: LRS where the region has no zones.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS'])
param storageSku string = 'Standard_ZRS'

var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }

resource group 'Microsoft.Resources/resourceGroups@2021-04-01' = {
  name: resourceGroupName
  location: location
  tags: tags
}

module identities 'modules/identities.bicep' = {
  name: 'identities'
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    separateIdentities: separateIdentities
  }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    sku: storageSku
    ledgerRetentionDays: ledgerRetentionDays
    ledgerLocked: ledgerLocked
    workspaceId: logs.outputs.workspaceId
  }
}

module logs 'modules/logs.bicep' = {
  name: 'logs'
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    retentionDays: logRetentionDays
    sentinel: sentinel
  }
}

module vault 'modules/vault.bicep' = {
  name: 'vault'
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    recover: recoverVault
    workspaceId: logs.outputs.workspaceId
  }
}

module hub 'modules/hub.bicep' = if (kubeAudit) {
  name: 'hub'
  scope: group
  params: {
    location: location
    tags: tags
    token: token
  }
}

module permissions 'modules/permissions.bicep' = {
  name: 'permissions'
  scope: group
  params: {
    guardPrincipalId: identities.outputs.guardPrincipalId
    eventsPrincipalId: identities.outputs.eventsPrincipalId
    secretsOfficerId: secretsOfficerId
    storageAccountName: storage.outputs.accountName
    vaultName: vault.outputs.vaultName
    insightsName: logs.outputs.insightsName
    ruleName: logs.outputs.ruleName
    kubeAudit: kubeAudit
    // Looked at only where there is one; ARM wants a name that could be one all the same.
    namespaceName: kubeAudit ? hub.outputs.namespaceName : 'not-deployed'
  }
}

module app 'modules/app.bicep' = {
  name: 'app'
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    guardIdentityId: identities.outputs.guardId
    guardClientId: identities.outputs.guardClientId
    writerIdentityId: identities.outputs.writerId
    writerClientId: identities.outputs.writerClientId
    writerPrincipalId: identities.outputs.writerPrincipalId
    separateIdentities: separateIdentities
    storageAccountName: storage.outputs.accountName
    packageContainerUrl: storage.outputs.packageContainerUrl
    workspaceId: logs.outputs.workspaceId
    insightsConnectionString: logs.outputs.insightsConnectionString
    ingestionEndpoint: logs.outputs.ingestionEndpoint
    ingestionRule: logs.outputs.ingestionRule
    vaultName: vault.outputs.vaultName
    secrets: secrets
    kubeAudit: kubeAudit
    kubeAuditNamespace: kubeAudit ? hub.outputs.namespaceHost : ''
    kubeAuditHub: kubeAudit ? hub.outputs.hubName : ''
    kubeAuditConsumerGroup: kubeAudit ? hub.outputs.consumerGroupName : ''
    mode: mode
    policy: policy
    sweepSchedule: sweepSchedule
    subscriptions: subscriptions
    managementGroups: managementGroups
    settings: settings
    sentinel: sentinel
    consoleClientId: consoleClientId
    consolePrincipals: consolePrincipals
    maximumInstances: maximumInstances
    instanceMemoryMB: instanceMemoryMB
  }
  // The host reads the package and its own storage as soon as it starts.
  dependsOn: [permissions]
}

module reader 'access/reader-subscription.bicep' = if (readThisSubscription) {
  // A deployment of a subscription stays in the region that it was first made in: another region is another name.
  name: 'entra-guard-reader-${token}'
  params: {
    principalId: identities.outputs.guardPrincipalId
  }
}

module remediator 'access/remediator.bicep' = if (remediateThisSubscription) {
  name: 'entra-guard-remediator-${token}'
  params: {
    principalId: identities.outputs.writerPrincipalId
    linkedActions: linkedActions
    resourceGroups: []
  }
}

@description('Addresses that alerts are mailed to, with blanks between. Further receivers: parameters of monitoring/main.bicep.')
param alertEmails string = ''

module monitoring 'monitoring/main.bicep' = {
  name: 'monitoring'
  scope: group
  params: {
    location: location
    tags: tags
    workspaceId: logs.outputs.workspaceId
    emails: empty(alertEmails) ? [] : split(alertEmails, ' ')
  }
}

module rules 'sentinel/main.bicep' = if (sentinel) {
  name: 'rules'
  scope: group
  params: {
    workspaceId: logs.outputs.workspaceId
  }
  // Both bring the function that the queries call.
  dependsOn: [monitoring]
}

output AZURE_RESOURCE_GROUP string = group.name
output AZURE_LOCATION string = location
output GUARD_APP_NAME string = app.outputs.appName
output GUARD_APP_ID string = app.outputs.appId
output GUARD_CONSOLE_URL string = app.outputs.consoleUrl
output GUARD_READER_PRINCIPAL_ID string = identities.outputs.guardPrincipalId
output GUARD_WRITER_PRINCIPAL_ID string = identities.outputs.writerPrincipalId
output GUARD_EVENTS_IDENTITY_ID string = identities.outputs.eventsId
output GUARD_STORAGE_ACCOUNT string = storage.outputs.accountName
output GUARD_STORAGE_ACCOUNT_ID string = storage.outputs.accountId
output GUARD_DEAD_LETTER_CONTAINER string = storage.outputs.deadLetterContainer
output GUARD_VAULT string = vault.outputs.vaultName
output GUARD_WORKSPACE_ID string = logs.outputs.workspaceId
output GUARD_KUBE_AUDIT_RULE_ID string = kubeAudit ? hub.outputs.authorizationRuleId : ''
output GUARD_KUBE_AUDIT_HUB_NAME string = kubeAudit ? hub.outputs.hubName : ''
output GUARD_LEDGER_LOCKED bool = ledgerLocked
