package io.entraguard.reconcile;

import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import com.azure.json.JsonToken;
import io.entraguard.model.Actor;
import io.entraguard.model.CertificateUse;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Sighting;
import io.entraguard.model.TagScope;
import io.entraguard.model.TraceParent;
import io.entraguard.reconcile.WorkItem.Drain;
import io.entraguard.reconcile.WorkItem.ReconcileRequest;
import io.entraguard.reconcile.WorkItem.Rejected;
import io.entraguard.reconcile.WorkItem.ScopeChanged;
import io.entraguard.reconcile.WorkItemJson.Message;
import io.entraguard.reconcile.WorkItemJson.Unreadable;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The reading half of {@link WorkItemJson}. */
final class WorkItemReader {
    /** As the ledger names its chains. */
    private static final Pattern CHAIN = Pattern.compile("[0-9a-f]{32}|guard");

    private WorkItemReader() {}

    static Message read(String message) {
        var object = new Reading(parse(message), "");
        return new Message(item(object), object.plain(WorkItemJson.CAUSE).flatMap(TraceParent::parse));
    }

    private static WorkItem item(Reading object) {
        if (object.integer("v") != WorkItemJson.VERSION) {
            throw new Unreadable("v is not " + WorkItemJson.VERSION);
        }
        if (object.has("rejected")) {
            return rejected(object);
        }
        if (object.has("drain")) {
            return drain(object);
        }
        return object.has("scope") ? scope(object) : request(object);
    }

    private static @Nullable Object parse(String message) {
        try (JsonReader json = JsonProviders.createReader(message)) {
            json.nextToken();
            Object value = json.readUntyped();
            if (json.nextToken() != JsonToken.END_DOCUMENT) {
                throw new Unreadable("something follows the JSON object");
            }
            return value;
        } catch (IOException | IllegalStateException e) {
            throw new Unreadable("it is not JSON");
        }
    }

    private static WorkItem rejected(Reading object) {
        var ids = new TreeMap<String, String>();
        Reading given = object.object("ids");
        given.names().forEach(name -> ids.put(name, given.string(name)));
        return new Rejected(object.string("rejected"), ids);
    }

    private static WorkItem scope(Reading object) {
        return new ScopeChanged(
                TagScope.parse(object.string("scope")).orElseThrow(() -> object.wrong("scope")),
                seen(object),
                object.integer("attempt"));
    }

    private static WorkItem drain(Reading object) {
        String chain = object.string("drain");
        if (!CHAIN.matcher(chain).matches()) {
            throw object.wrong("drain");
        }
        return new Drain(chain, object.optional("sink"), object.integer("attempt"));
    }

    private static WorkItem request(Reading object) {
        return new ReconcileRequest(
                ClusterRef.parse(object.string("cluster")).orElseThrow(() -> object.wrong("cluster")),
                Trigger.of(object.string("why")).orElseThrow(() -> object.wrong("why")),
                seen(object),
                object.has("used") ? Optional.of(use(object.object("used"))) : Optional.empty(),
                object.optional("token"),
                object.integer("attempt"));
    }

    private static Optional<Sighting> seen(Reading object) {
        return object.has("seen") ? Optional.of(sighting(object.object("seen"))) : Optional.empty();
    }

    private static Sighting sighting(Reading seen) {
        Reading by = seen.object("by");
        return new Sighting(
                act(seen),
                seen.string("id"),
                instant(seen),
                new Actor(by.string("oid"), by.optional("upn"), by.bool("app"), by.bool("mfa"), by.optional("ip")),
                seen.optional("correlation"));
    }

    private static CertificateUse use(Reading used) {
        return new CertificateUse(
                used.string("agent"),
                used.string("source"),
                used.string("verb"),
                used.string("object"),
                used.integer("count"));
    }

    private static Sighting.Act act(Reading seen) {
        String word = seen.string("act");
        for (Sighting.Act act : Sighting.Act.values()) {
            if (act.name().toLowerCase(Locale.ROOT).equals(word)) {
                return act;
            }
        }
        throw seen.wrong("act");
    }

    private static Instant instant(Reading seen) {
        try {
            return Instant.parse(seen.string("at"));
        } catch (DateTimeException e) {
            throw seen.wrong("at");
        }
    }

    /** One object of a message, read strictly. */
    private static final class Reading {
        private final Map<?, ?> object;
        private final String place;

        private Reading(@Nullable Object value, String place) {
            if (!(value instanceof Map<?, ?> map)) {
                throw new Unreadable((place.isEmpty() ? "the whole" : place) + " is not a JSON object");
            }
            this.object = map;
            this.place = place.isEmpty() ? "" : place + ".";
        }

        private Unreadable wrong(String name) {
            return new Unreadable(place + name + " is absent or not what it may be");
        }

        private boolean has(String name) {
            return object.get(name) != null;
        }

        private List<String> names() {
            return object.keySet().stream().map(String::valueOf).toList();
        }

        private Reading object(String name) {
            return new Reading(object.get(name), place + name);
        }

        private String string(String name) {
            return optional(name).orElseThrow(() -> wrong(name));
        }

        private Optional<String> optional(String name) {
            Object value = object.get(name);
            if (value == null) {
                return Optional.empty();
            }
            if (value instanceof String string) {
                return Optional.of(string);
            }
            throw wrong(name);
        }

        /** A string; empty also where it is something else. */
        private Optional<String> plain(String name) {
            return object.get(name) instanceof String string ? Optional.of(string) : Optional.empty();
        }

        private int integer(String name) {
            if (object.get(name) instanceof Integer integer && integer >= 0) {
                return integer;
            }
            throw wrong(name);
        }

        private boolean bool(String name) {
            if (object.get(name) instanceof Boolean bool) {
                return bool;
            }
            throw wrong(name);
        }
    }
}
