package io.entraguard.azure.rest;

import com.azure.core.http.HttpPipeline;
import io.entraguard.model.TagScope;
import io.entraguard.model.Tags;
import io.entraguard.model.Tree;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.ScopeTags;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tags by ARM's own documents of resource groups and subscriptions; one GET each, for which the role Reader on the scope is
 * enough. Safe for use by many threads.
 */
public final class ArmScopeTags implements ScopeTags {
    private static final String GROUPS = "2021-04-01";
    private static final String SUBSCRIPTIONS = "2022-12-01";

    private final Endpoint arm;

    /**
     * @param endpoint ARM's URL
     * @param pipeline from {@link AzureHttp#pipeline} for that endpoint
     */
    public ArmScopeTags(String endpoint, HttpPipeline pipeline) {
        this.arm = new Endpoint(endpoint, pipeline);
    }

    @Override
    public Tags of(TagScope scope) {
        Answer answer = arm.get(arm.url(scope.id(), Map.of("api-version", scope.group() ? GROUPS : SUBSCRIPTIONS)));
        if (missing(answer)) {
            return Tags.NONE;
        }
        if (answer.status() != 200) {
            throw answer.failure();
        }
        return tags(answer);
    }

    /** Of 404s only this one says that the group is not there; another may come from a proxy or a wrong endpoint. */
    private static boolean missing(Answer answer) {
        return answer.status() == 404 && answer.error().code().equals("ResourceGroupNotFound");
    }

    private static Tags tags(Answer answer) {
        Object tags = answer.json().get("tags");
        if (tags == null) {
            return Tags.NONE;
        }
        var values = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        Tree.object(tags).orElseThrow(() -> unreadable(answer)).forEach((name, value) -> {
            boolean text = value == null || value instanceof String;
            if (!text || values.put(name, value == null ? "" : value.toString()) != null) {
                throw unreadable(answer);
            }
        });
        return Tags.of(values);
    }

    private static Failure unreadable(Answer answer) {
        return new Failure.Terminal("UnreadableTags", answer.asked() + ": the tags are not texts by names that differ");
    }
}
