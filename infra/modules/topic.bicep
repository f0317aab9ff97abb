// One subscription's system topic, or the one that is there, and the guard's event subscription on it.
param existingSystemTopic string
param appId string
param eventsIdentityId string
param storageAccountId string

// The same list as io.entraguard.azure.WatchedEvents. A filter cannot pair type and operation; what passes in excess is
// dropped by the function.
var watched = loadJsonContent('../watched-events.json')

resource made 'Microsoft.EventGrid/systemTopics@2025-02-15' = if (empty(existingSystemTopic)) {
  name: 'entra-guard'
  location: 'global'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${eventsIdentityId}': {}
    }
  }
  properties: {
    source: subscription().id
    topicType: 'Microsoft.Resources.Subscriptions'
  }
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: empty(existingSystemTopic) ? 'entra-guard' : existingSystemTopic
}

resource clusterEvents 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = {
  parent: topic
  name: 'entra-guard'
  properties: {
    destination: {
      endpointType: 'AzureFunction'
      properties: {
        resourceId: '${appId}/functions/ClusterEvents'
        maxEventsPerBatch: 1
        preferredBatchSizeInKilobytes: 64
      }
    }
    eventDeliverySchema: 'EventGridSchema'
    filter: {
      includedEventTypes: watched.eventTypes
      isSubjectCaseSensitive: false
      advancedFilters: [
        {
          operatorType: 'StringIn'
          key: 'data.operationName'
          values: watched.operations
        }
      ]
    }
    retryPolicy: {
      maxDeliveryAttempts: 30
      eventTimeToLiveInMinutes: 1440
    }
    deadLetterWithResourceIdentity: {
      identity: {
        type: 'UserAssigned'
        userAssignedIdentity: eventsIdentityId
      }
      deadLetterDestination: {
        endpointType: 'StorageBlob'
        properties: {
          resourceId: storageAccountId
          blobContainerName: 'dead-letters'
        }
      }
    }
  }
  dependsOn: [made]
}

output topicId string = topic.id
