// The function app on Flex Consumption: its plan, itself, its settings, who may sign in, its logs.
param location string
param tags object
param token string
param guardIdentityId string
param guardClientId string
param writerIdentityId string
param writerClientId string
param writerPrincipalId string
param separateIdentities bool
param storageAccountName string
param packageContainerUrl string
param workspaceId string
param insightsConnectionString string
param ingestionEndpoint string
param ingestionRule string
param vaultName string

@description('Names of secrets that are in the vault: jira-token, servicenow-client-secret, servicenow-password, github-token, azure-boards-token, webhook-url, webhook-secret.')
param secrets array

param kubeAudit bool
param kubeAuditNamespace string
param kubeAuditHub string
param kubeAuditConsumerGroup string
param mode string
param policy string
param sweepSchedule string
param subscriptions array
param managementGroups array

@description('Settings that are not to stay at their default, by name; those of the variable optional below.')
param settings object

param sentinel bool
param consoleClientId string
param consolePrincipals array
param maximumInstances int
param instanceMemoryMB int

var identities = separateIdentities
  ? {
      '${guardIdentityId}': {}
      '${writerIdentityId}': {}
    }
  : {
      '${guardIdentityId}': {}
    }

// Read by the Functions host, or by both.
var host = {
  AzureWebJobsStorage__accountName: storageAccountName
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: guardClientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${guardClientId};Authorization=AAD'
  AZURE_CLIENT_ID: guardClientId
  'AzureWebJobs.KubeAudit.Disabled': kubeAudit ? 'false' : 'true'
  GUARD_KUBE_AUDIT__fullyQualifiedNamespace: kubeAudit ? kubeAuditNamespace : 'unused.servicebus.windows.net'
  GUARD_KUBE_AUDIT__credential: 'managedidentity'
  GUARD_KUBE_AUDIT__clientId: guardClientId
  GUARD_KUBE_AUDIT_HUB: kubeAudit ? kubeAuditHub : 'unused'
  GUARD_KUBE_AUDIT_CONSUMER_GROUP: kubeAudit ? kubeAuditConsumerGroup : '$Default'
  GUARD_SWEEP_SCHEDULE: sweepSchedule
  OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID: empty(consoleClientId) ? '' : guardClientId
}

// What follows from what is deployed here.
var guard = {
  GUARD_MODE: mode
  GUARD_POLICY: policy
  GUARD_SUBSCRIPTIONS: join(subscriptions, ',')
  GUARD_MANAGEMENT_GROUPS: join(managementGroups, ',')
  GUARD_CREDENTIAL: 'managed-identity'
  GUARD_CLIENT_ID: guardClientId
  GUARD_WRITE_CLIENT_ID: separateIdentities ? writerClientId : ''
  GUARD_PRINCIPAL_ID: writerPrincipalId
  GUARD_LOGS_INGESTION_ENDPOINT: ingestionEndpoint
  GUARD_LOGS_INGESTION_RULE: ingestionRule
  GUARD_LOGS_INGESTION_STREAM: 'Custom-EntraGuardAudit_CL'
  GUARD_LOGS_INGESTION_ASIM_STREAM: sentinel ? 'Custom-ASimAuditEventLogs' : ''
}

// What only people can know. Absent from settings, it stays at the program's default.
var optional = {
  GUARD_REOPEN: settings.?GUARD_REOPEN ?? ''
  GUARD_ARM_API_VERSION: settings.?GUARD_ARM_API_VERSION ?? ''
  GUARD_RESPONSE_TIMEOUT: settings.?GUARD_RESPONSE_TIMEOUT ?? ''
  GUARD_QUEUE_LIMIT: settings.?GUARD_QUEUE_LIMIT ?? ''
  GUARD_TELEMETRY: settings.?GUARD_TELEMETRY ?? ''
  GUARD_EVENT_HUB_NAMESPACE: settings.?GUARD_EVENT_HUB_NAMESPACE ?? ''
  GUARD_EVENT_HUB: settings.?GUARD_EVENT_HUB ?? ''
  GUARD_EVENT_HUB_FORMAT: settings.?GUARD_EVENT_HUB_FORMAT ?? ''
  GUARD_TRACKER: settings.?GUARD_TRACKER ?? ''
  GUARD_JIRA_URL: settings.?GUARD_JIRA_URL ?? ''
  GUARD_JIRA_SITE: settings.?GUARD_JIRA_SITE ?? ''
  GUARD_JIRA_EMAIL: settings.?GUARD_JIRA_EMAIL ?? ''
  GUARD_JIRA_PROJECT: settings.?GUARD_JIRA_PROJECT ?? ''
  GUARD_JIRA_ISSUE_TYPE: settings.?GUARD_JIRA_ISSUE_TYPE ?? ''
  GUARD_SERVICENOW_URL: settings.?GUARD_SERVICENOW_URL ?? ''
  GUARD_SERVICENOW_CLIENT_ID: settings.?GUARD_SERVICENOW_CLIENT_ID ?? ''
  GUARD_SERVICENOW_USER: settings.?GUARD_SERVICENOW_USER ?? ''
  GUARD_SERVICENOW_TABLE: settings.?GUARD_SERVICENOW_TABLE ?? ''
  GUARD_SERVICENOW_CLOSE_CODE: settings.?GUARD_SERVICENOW_CLOSE_CODE ?? ''
  GUARD_SERVICENOW_JOURNAL: settings.?GUARD_SERVICENOW_JOURNAL ?? ''
  GUARD_GITHUB_URL: settings.?GUARD_GITHUB_URL ?? ''
  GUARD_GITHUB_REPO: settings.?GUARD_GITHUB_REPO ?? ''
  GUARD_AZURE_BOARDS_URL: settings.?GUARD_AZURE_BOARDS_URL ?? ''
  GUARD_AZURE_BOARDS_PROJECT: settings.?GUARD_AZURE_BOARDS_PROJECT ?? ''
  GUARD_AZURE_BOARDS_TYPE: settings.?GUARD_AZURE_BOARDS_TYPE ?? ''
  GUARD_WEBHOOK_SOURCE: settings.?GUARD_WEBHOOK_SOURCE ?? ''
}

// Never a value: a reference to the vault, and only where the secret is said to be there.
var secret = {
  GUARD_JIRA_TOKEN: contains(secrets, 'jira-token') ? '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=jira-token)' : ''
  GUARD_SERVICENOW_CLIENT_SECRET: contains(secrets, 'servicenow-client-secret') ? '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=servicenow-client-secret)' : ''
  GUARD_SERVICENOW_PASSWORD: contains(secrets, 'servicenow-password') ? '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=servicenow-password)' : ''
  GUARD_GITHUB_TOKEN: contains(secrets, 'github-token') ? '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=github-token)' : ''
  GUARD_AZURE_BOARDS_TOKEN: contains(secrets, 'azure-boards-token') ? '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=azure-boards-token)' : ''
  GUARD_WEBHOOK_URL: contains(secrets, 'webhook-url') ? '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=webhook-url)' : ''
  GUARD_WEBHOOK_SECRET: contains(secrets, 'webhook-secret') ? '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=webhook-secret)' : ''
}

// A blank value is one that is not given: leave it out.
var given = toObject(
  filter(items(union(host, guard, optional, secret)), setting => !empty(setting.value)),
  setting => setting.key,
  setting => setting.value
)

var signsIn = !empty(consoleClientId)
var entra = {
  enabled: true
  registration: {
    clientId: consoleClientId
    clientSecretSettingName: 'OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID'
    openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
  }
  validation: {
    allowedAudiences: [
      consoleClientId
      'api://${consoleClientId}'
    ]
    defaultAuthorizationPolicy: {
      allowedPrincipals: empty(consolePrincipals) ? {} : { identities: consolePrincipals }
    }
  }
}

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: 'plan-guard-${token}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
  }
}

resource site 'Microsoft.Web/sites@2024-04-01' = {
  name: 'func-guard-${token}'
  location: location
  tags: union(tags, { 'azd-service-name': 'guard' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: identities
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    publicNetworkAccess: 'Enabled'
    keyVaultReferenceIdentity: guardIdentityId
    functionAppConfig: {
      runtime: {
        name: 'java'
        version: '21'
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstances
      }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageContainerUrl
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: guardIdentityId
          }
        }
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
    }
  }
}

// Passwords of the publishing profile are off: packages come by Entra alone.
resource publishing 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: site
  name: 'scm'
  properties: {
    allow: false
  }
}

resource appSettings 'Microsoft.Web/sites/config@2024-04-01' = {
  parent: site
  name: 'appsettings'
  properties: given
}

// People come through Entra; Event Grid comes to the webhook with a key of its own, which the platform must let through.
// Deployed without a registration too: what is left out of a deployment would stay as it was.
resource signIn 'Microsoft.Web/sites/config@2024-04-01' = {
  parent: site
  name: 'authsettingsV2'
  properties: {
    platform: {
      enabled: signsIn
    }
    globalValidation: {
      requireAuthentication: signsIn
      unauthenticatedClientAction: signsIn ? 'RedirectToLoginPage' : 'AllowAnonymous'
      redirectToProvider: 'azureactivedirectory'
      excludedPaths: [
        '/runtime/webhooks/eventgrid'
        '/runtime/webhooks/EventGrid'
      ]
    }
    identityProviders: signsIn ? { azureActiveDirectory: entra } : {}
    login: {
      tokenStore: {
        enabled: false
      }
    }
    httpSettings: {
      requireHttps: true
    }
  }
  dependsOn: [appSettings]
}

resource appLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: site
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'FunctionAppLogs', enabled: true }
    ]
    metrics: [
      { category: 'AllMetrics', enabled: true }
    ]
  }
}

output appName string = site.name
output appId string = site.id
output consoleUrl string = 'https://${site.properties.defaultHostName}/api/console'
