package io.entraguard.azure;

import com.azure.core.models.CloudEvent;
import com.azure.messaging.eventgrid.EventGridEvent;
import io.entraguard.azure.EventText.Unreadable;
import io.entraguard.azure.WatchedEvents.Watched;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Sighting;
import io.entraguard.model.Sighting.Act;
import io.entraguard.model.TagScope;
import io.entraguard.model.TraceParent;
import io.entraguard.reconcile.WorkItem;
import io.entraguard.reconcile.WorkItem.ReconcileRequest;
import io.entraguard.reconcile.WorkItem.ScopeChanged;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The border: reads what Event Grid delivers, in its own schema or as CloudEvents 1.0, one object or an array of one.
 *
 * <p>The envelope is read by azure-messaging-eventgrid, the {@code data} by {@link ArmOperation}: the SDK's typed model
 * of it throws where claims come as a JSON string, and its untyped one needs Jackson, which is not to be loaded here.
 * Nothing is thrown whatever the text is, and no text of a payload leaves except ids that look like ids.
 */
public final class EventGridEvents {
    /**
     * What the SDK insists on and we name ourselves where it is missing; {@code dataVersion} says nothing that is read.
     */
    private static final String EVENT_GRID_DEFAULTS = "\"subject\":\"\",\"eventType\":\"\",\"dataVersion\":\"\",";

    private static final String ACCESS_PROFILES = "/accessprofiles/";

    private EventGridEvents() {}

    /**
     * One event as it arrived.
     *
     * @param cause where in a trace it was raised, which only a CloudEvent says, by its extension {@code traceparent}
     */
    public record Arrival(Intake intake, Optional<TraceParent> cause) {}

    /** What becomes of the event of that text. */
    public static Intake read(String text) {
        return arrival(text).intake();
    }

    /** What becomes of the event of that text, and where it comes from. */
    public static Arrival arrival(String text) {
        var ids = new TreeMap<String, String>();
        Optional<TraceParent> cause = Optional.empty();
        try {
            Envelope event = envelope(text);
            cause = event.cause();
            return new Arrival(read(event, ids), cause);
        } catch (Unreadable e) {
            return new Arrival(new Intake.Rejected(new WorkItem.Rejected(e.reason(), ids)), cause);
        }
    }

    /** The envelope's attributes that count, under the names of neither schema. */
    private record Envelope(
            @Nullable String id,
            @Nullable String type,
            @Nullable String subject,
            @Nullable OffsetDateTime time,
            String data,
            Optional<TraceParent> cause) {}

    private static Envelope envelope(String text) {
        EventText event = EventText.of(text);
        if (!event.hasData()) {
            throw new Unreadable("no-data");
        }
        try {
            return event.cloudEvent() ? cloudEvent(event) : eventGridEvent(event);
        } catch (DateTimeException e) {
            throw new Unreadable("bad-time");
        } catch (RuntimeException e) {
            // The SDK reports whatever it cannot read by one of several unchecked exceptions.
            throw new Unreadable("not-an-event");
        }
    }

    private static Envelope eventGridEvent(EventText text) {
        EventGridEvent event =
                EventGridEvent.fromString(text.envelope(EVENT_GRID_DEFAULTS)).get(0);
        return new Envelope(
                event.getId(),
                event.getEventType(),
                event.getSubject(),
                event.getEventTime(),
                text.data(),
                Optional.empty());
    }

    private static Envelope cloudEvent(EventText text) {
        // Without the SDK's validation, so that we can say which attribute is missing.
        CloudEvent event = CloudEvent.fromString(text.envelope(""), true).get(0);
        return new Envelope(
                event.getId(), event.getType(), event.getSubject(), event.getTime(), text.data(), cause(event));
    }

    private static Optional<TraceParent> cause(CloudEvent event) {
        Map<String, Object> extensions = event.getExtensionAttributes();
        return extensions != null && extensions.get("traceparent") instanceof String text
                ? TraceParent.parse(text)
                : Optional.empty();
    }

    private static Intake read(Envelope event, Map<String, String> ids) {
        if (event.type() == null || event.type().isEmpty()) {
            throw new Unreadable("no-type");
        }
        if (!WatchedEvents.knowsType(event.type())) {
            return new Intake.Dropped("event-type");
        }
        if (event.id() == null || event.id().isEmpty()) {
            throw new Unreadable("no-id");
        }
        String id = Harmless.id(event.id()).orElseThrow(() -> new Unreadable("bad-id"));
        ids.put("event", id);
        ArmOperation operation = ArmOperation.read(event.data());
        operation.correlationId().ifPresent(correlation -> ids.put("correlation", correlation));
        Optional<Watched> watched = WatchedEvents.find(event.type(), operation.name());
        if (watched.isEmpty()) {
            return new Intake.Dropped("operation");
        }
        Act act = act(watched.get(), event.subject(), operation.resourceUri());
        Optional<Sighting> seen = instant(event.time())
                .map(at -> new Sighting(act, id, at, operation.caller(), operation.correlationId()));
        Optional<ClusterRef> cluster = cluster(watched.get(), event.subject(), operation.resourceUri());
        if (cluster.isPresent()) {
            return new Intake.Kept(
                    ReconcileRequest.news(cluster.get(), watched.get().why(), seen));
        }
        return scope(event.subject(), operation.resourceUri())
                .<Intake>map(scope -> new Intake.Spread(ScopeChanged.news(scope, seen)))
                .orElseGet(() -> new Intake.Dropped("not-a-cluster"));
    }

    /** The resource group or subscription whose tags were written; empty where it was something else's. */
    private static Optional<TagScope> scope(@Nullable String subject, String resourceUri) {
        Optional<TagScope> bySubject = TagScope.parse(subject == null ? "" : subject);
        Optional<TagScope> byUri = TagScope.parse(resourceUri);
        if (bySubject.isPresent() && byUri.isPresent() && !bySubject.equals(byUri)) {
            throw new Unreadable("ids-disagree");
        }
        return bySubject.or(() -> byUri);
    }

    /** The cluster that the event is about; empty where tags of something else were written. */
    private static Optional<ClusterRef> cluster(Watched watched, @Nullable String subject, String resourceUri) {
        Optional<ClusterRef> bySubject = cluster(watched, subject == null ? "" : subject);
        Optional<ClusterRef> byUri = resourceUri.equals(subject) ? bySubject : cluster(watched, resourceUri);
        if (bySubject.isPresent() && byUri.isPresent() && !bySubject.equals(byUri)) {
            throw new Unreadable("ids-disagree");
        }
        Optional<ClusterRef> cluster = bySubject.or(() -> byUri);
        if (cluster.isEmpty() && !watched.operation().equals(WatchedEvents.TAGS_WRITE)) {
            throw new Unreadable("bad-cluster-id");
        }
        return cluster;
    }

    private static Optional<ClusterRef> cluster(Watched watched, String id) {
        return ClusterRef.parse(
                watched.operation().equals(WatchedEvents.LIST_CREDENTIAL) ? id.substring(0, accessProfile(id)) : id);
    }

    /** Where in an id the access profile begins, else its length. */
    private static int accessProfile(String id) {
        int at = id.toLowerCase(Locale.ROOT).lastIndexOf(ACCESS_PROFILES);
        return at < 0 || id.indexOf('/', at + ACCESS_PROFILES.length()) >= 0 ? id.length() : at;
    }

    /** A listing by access profile is of the admin's kubeconfig unless the profile is the user's. */
    private static Act act(Watched watched, @Nullable String subject, String resourceUri) {
        boolean user = watched.operation().equals(WatchedEvents.LIST_CREDENTIAL)
                && (isUserProfile(subject == null ? "" : subject) || isUserProfile(resourceUri));
        return user ? Act.USER_CREDENTIAL : watched.act();
    }

    private static boolean isUserProfile(String id) {
        return id.substring(accessProfile(id)).equalsIgnoreCase(ACCESS_PROFILES + "clusterUser");
    }

    /**
     * When it happened. An event without a time (CloudEvents may have none) still names a cluster to look at, but shows
     * nothing that could count as evidence.
     */
    private static Optional<Instant> instant(@Nullable OffsetDateTime time) {
        if (time == null) {
            return Optional.empty();
        }
        if (time.getYear() < 1 || time.getYear() > 9999) {
            throw new Unreadable("bad-time");
        }
        return Optional.of(time.toInstant());
    }
}
