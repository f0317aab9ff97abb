package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entraguard.testing.ClusterDocument;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a look-up of system topics promises: every subscription that has one, or no answer. */
public abstract class EventTopicsContract {
    private static final String FIRST = "00000000-0000-0000-0000-000000000001";

    protected abstract EventTopics topics();

    /** Lets clusters have been there before, and a topic in each of their subscriptions. */
    protected abstract void exist(List<Map<String, Object>> documents);

    /** Takes a subscription's topic away. */
    protected abstract void losesTopic(String subscription);

    /** Lets the next query fail with that status. */
    protected abstract void fails(int status);

    private static String subscription(int number) {
        return "abcdef00-0000-0000-0000-%012d".formatted(number);
    }

    private static Map<String, Object> document(int number) {
        ClusterDocument document = ClusterDocument.compliant("c" + number);
        String id = String.valueOf(document.tree().get("id"));
        return document.withTop("id", id.replace(FIRST, subscription(number))).tree();
    }

    @Test
    void where_there_is_no_topic_no_subscription_is_named() {
        assertThat(topics().subscriptions()).isEmpty();
    }

    @Test
    void a_subscription_that_has_a_topic_is_named_in_lower_case() {
        exist(List.of(document(1), document(2), document(3)));

        assertThat(topics().subscriptions()).containsExactly(subscription(1), subscription(2), subscription(3));
    }

    @Test
    void a_subscription_that_has_none_is_not() {
        exist(List.of(document(1), document(2)));
        losesTopic(subscription(2));

        assertThat(topics().subscriptions()).containsExactly(subscription(1));
    }

    @Test
    void no_topic_is_left_out_however_many_there_are() {
        exist(IntStream.range(0, 1_001).mapToObj(EventTopicsContract::document).toList());

        assertThat(topics().subscriptions()).hasSize(1_001);
    }

    @Test
    void topics_that_cannot_be_listed_are_not_none() {
        fails(503);
        assertThatThrownBy(() -> topics().subscriptions()).isInstanceOf(Failure.Transient.class);
        fails(403);
        assertThatThrownBy(() -> topics().subscriptions()).isInstanceOf(Failure.Terminal.class);
    }
}
