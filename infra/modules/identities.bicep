// User-assigned, so that what they were allowed survives the app, and can be given before it is there.
param location string
param tags object
param token string

@description('Whether another identity sends the PUT of a remediation than the one that reads.')
param separateIdentities bool

@description('Runs the app: its storage, its secrets, and reading clusters.')
resource guard 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-guard-${token}'
  location: location
  tags: tags
}

@description('Writes clusters and does nothing else.')
resource writer 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = if (separateIdentities) {
  name: 'id-guard-writer-${token}'
  location: location
  tags: tags
}

@description('Event Grid leaves with it what it could not deliver. One for the topics of all subscriptions.')
resource events 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-guard-events-${token}'
  location: location
  tags: tags
}

output guardId string = guard.id
output guardClientId string = guard.properties.clientId
output guardPrincipalId string = guard.properties.principalId
output writerId string = separateIdentities ? writer.id : guard.id
output writerClientId string = separateIdentities ? writer.properties.clientId : guard.properties.clientId
output writerPrincipalId string = separateIdentities ? writer.properties.principalId : guard.properties.principalId
output eventsId string = events.id
output eventsPrincipalId string = events.properties.principalId
