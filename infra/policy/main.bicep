// The definitions, the initiative and one assignment of it, for a management group.
//   az deployment mg create --management-group-id GROUP --location REGION --name entra-guard-policy-REGION \
//     --template-file infra/policy/main.bicep
targetScope = 'managementGroup'

@description('Whether the initiative is assigned here as well. Its effects audit unless effects says otherwise.')
param assign bool = true

@description('Parameters of the assignment, such as {"localAccountsEffect": {"value": "deny"}}; initiative.json lists them.')
param assignmentParameters object = {}

var definitions = {
  'managed-entra': loadJsonContent('managed-entra.json')
  'local-accounts': loadJsonContent('local-accounts.json')
  'required-tag': loadJsonContent('required-tag.json')
  'guard-tags': loadJsonContent('guard-tags.json')
  'kube-audit': loadJsonContent('kube-audit.json')
}
var initiative = loadJsonContent('initiative.json')

resource custom 'Microsoft.Authorization/policyDefinitions@2023-04-01' = [
  for definition in items(definitions): {
    name: 'entra-guard-${definition.key}'
    properties: {
      displayName: definition.value.properties.displayName
      policyType: 'Custom'
      mode: definition.value.properties.mode
      description: definition.value.properties.description
      metadata: definition.value.properties.metadata
      parameters: definition.value.properties.parameters
      policyRule: definition.value.properties.policyRule
    }
  }
]

resource guardrails 'Microsoft.Authorization/policySetDefinitions@2023-04-01' = {
  name: 'entra-guard'
  properties: {
    displayName: initiative.displayName
    policyType: 'Custom'
    description: initiative.description
    metadata: initiative.metadata
    parameters: initiative.parameters
    policyDefinitions: [
      for member in initiative.policyDefinitions: {
        policyDefinitionId: extensionResourceId(
          managementGroup().id,
          'Microsoft.Authorization/policyDefinitions',
          'entra-guard-${member.definition}'
        )
        policyDefinitionReferenceId: member.reference
        parameters: member.parameters
      }
    ]
  }
  dependsOn: [custom]
}

resource assignment 'Microsoft.Authorization/policyAssignments@2023-04-01' = if (assign) {
  name: 'entra-guard'
  properties: {
    displayName: initiative.displayName
    policyDefinitionId: guardrails.id
    parameters: assignmentParameters
    nonComplianceMessages: [
      { message: 'See infra/policy of Entra Guard, or ask whoever runs it.' }
    ]
  }
}
