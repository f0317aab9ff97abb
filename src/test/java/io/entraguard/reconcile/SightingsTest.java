package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.model.Actor;
import io.entraguard.model.AuditEvent.Alert;
import io.entraguard.model.AuditEvent.Body;
import io.entraguard.model.CertificateUse;
import io.entraguard.model.Sighting;
import io.entraguard.model.Sighting.Act;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SightingsTest {
    private final Passing pass = new Passing();
    private final Sightings sightings = new Sightings(Optional.of(Passing.GUARD));

    private List<Body> comes(Sighting seen) {
        AuditDraft draft = pass.draft();
        sightings.enter(seen, Optional.empty(), pass.memory, draft);
        draft.flush();
        return pass.recorded();
    }

    private Sighting seen(Act act, Duration ago) {
        return pass.sees(act, Passing.SOMEBODY, pass.now.minus(ago));
    }

    @Test
    void the_newest_of_each_kind_is_remembered_whatever_order_they_come_in() {
        Sighting older = seen(Act.ADMIN_CREDENTIAL, Duration.ofHours(2));
        Sighting newer = seen(Act.ADMIN_CREDENTIAL, Duration.ofHours(1));
        comes(newer);
        comes(older);
        assertThat(pass.memory.adminCredential).isEqualTo(newer);

        comes(seen(Act.USER_CREDENTIAL, Duration.ofHours(3)));
        comes(seen(Act.WRITE, Duration.ofHours(4)));
        comes(seen(Act.TAGS, Duration.ofHours(5)));
        assertThat(pass.memory.userCredential).isEqualTo(seen(Act.USER_CREDENTIAL, Duration.ofHours(3)));
        assertThat(pass.memory.lastWrite).isEqualTo(seen(Act.WRITE, Duration.ofHours(4)));
        assertThat(pass.memory.lastTags).isEqualTo(seen(Act.TAGS, Duration.ofHours(5)));
        assertThat(pass.memory.adminCredential).isEqualTo(newer);
    }

    @Test
    void a_failed_write_is_a_write() {
        comes(seen(Act.WRITE_FAILED, Duration.ZERO));
        assertThat(pass.memory.lastWrite).isNotNull();
    }

    @Test
    void the_guards_own_writes_attribute_nothing() {
        comes(pass.sees(Act.WRITE, Passing.GUARD, pass.now));
        comes(pass.sees(Act.WRITE, Passing.GUARD.toUpperCase(Locale.ROOT), pass.now));
        assertThat(pass.memory.lastWrite).isNull();
    }

    @Test
    void a_write_that_carries_the_correlation_of_the_guards_own_is_the_guards_whoever_it_names() {
        pass.memory.ownWrite("corr-1");
        var anonymous = new Actor(Actor.UNKNOWN, Optional.empty(), false, false, Optional.empty());
        comes(new Sighting(Act.WRITE, "e-1", pass.now, anonymous, Optional.of("corr-1")));
        assertThat(pass.memory.lastWrite).isNull();
        comes(new Sighting(Act.WRITE, "e-2", pass.now, anonymous, Optional.of("corr-2")));
        assertThat(pass.memory.lastWrite).isNotNull();
    }

    @Test
    void a_listing_of_the_admin_credential_is_alerted_once_however_often_it_is_delivered() {
        Sighting listing = seen(Act.ADMIN_CREDENTIAL, Duration.ZERO);
        assertThat(comes(listing)).singleElement().isInstanceOfSatisfying(Alert.class, alert -> {
            assertThat(alert.kind()).isEqualTo("admin-credential-listed");
            assertThat(alert.evidence()).contains(listing);
            assertThat(alert.text()).contains("c-1").contains(Passing.SOMEBODY);
        });
        assertThat(comes(listing)).isEmpty();
        assertThat(comes(seen(Act.ADMIN_CREDENTIAL, Duration.ofMinutes(1))))
                .as("another listing")
                .hasSize(1);
    }

    @Test
    void nothing_else_is_alerted() {
        for (Act act : Act.values()) {
            if (act != Act.ADMIN_CREDENTIAL && act != Act.CERTIFICATE_USED) {
                assertThat(comes(seen(act, Duration.ZERO))).as("%s", act).isEmpty();
            }
        }
    }

    @Test
    void use_of_the_certificate_counts_like_its_listing() {
        Sighting used = seen(Act.CERTIFICATE_USED, Duration.ZERO);
        comes(used);
        assertThat(pass.memory.adminCredential).isEqualTo(used);
    }

    @Test
    void use_of_the_certificate_is_alerted_once_for_each_name_and_the_last_of_them_is_remembered() {
        Sighting first = seen(Act.CERTIFICATE_USED, Duration.ofMinutes(30));
        AuditDraft draft = pass.draft();
        var use = new CertificateUse("helm/3.17", "203.0.113.7", "list", "secrets default", 12);
        sightings.enter(first, Optional.of(use), pass.memory, draft);
        draft.flush();
        assertThat(pass.recorded()).singleElement().isInstanceOfSatisfying(Alert.class, alert -> {
            assertThat(alert.kind()).isEqualTo("masterclient-used");
            assertThat(alert.evidence()).contains(first);
            assertThat(alert.text())
                    .isEqualTo("the admin certificate of c-1 was used by helm/3.17 from 203.0.113.7:"
                            + " list secrets default, the most telling of 12 requests");
        });

        var later = new Sighting(
                first.act(), first.eventId(), pass.now.minus(Duration.ofMinutes(1)), first.by(), Optional.empty());
        assertThat(comes(later)).isEmpty();
        assertThat(pass.memory.adminCredential).isEqualTo(later);
        assertThat(comes(first)).isEmpty();
        assertThat(pass.memory.adminCredential).isEqualTo(later);
    }

    @Test
    void the_last_rotation_is_remembered() {
        Instant newest = pass.now.minus(Duration.ofHours(1));
        comes(seen(Act.CERTIFICATE_ROTATION, Duration.ofHours(1)));
        comes(seen(Act.CERTIFICATE_ROTATION, Duration.ofHours(2)));
        assertThat(pass.memory.certificatesRotatedAt).isEqualTo(newest);
    }

    @Test
    void what_the_activity_log_shows_is_entered_silently() {
        sightings.enter(
                List.of(seen(Act.ADMIN_CREDENTIAL, Duration.ofDays(1)), seen(Act.WRITE, Duration.ofDays(2))),
                pass.memory);
        assertThat(pass.memory.adminCredential).isNotNull();
        assertThat(pass.memory.lastWrite).isNotNull();
        assertThat(pass.recorded()).isEmpty();
    }

    @Test
    void whoever_writes_the_cluster_explains_what_nothing_explained() {
        pass.memory.unexplained = "tags.env was a and is b";
        comes(pass.sees(Act.WRITE, Passing.GUARD, pass.now));
        assertThat(pass.memory.unexplained).isNotNull();
        comes(seen(Act.WRITE, Duration.ZERO));
        assertThat(pass.memory.unexplained).isNull();
    }

    @Test
    void others_wrote_since_where_a_write_or_tags_are_not_older() {
        assertThat(Sightings.othersWroteSince(pass.memory, pass.now)).isFalse();
        comes(seen(Act.TAGS, Duration.ofMinutes(1)));
        assertThat(Sightings.othersWroteSince(pass.memory, pass.now)).isFalse();
        assertThat(Sightings.othersWroteSince(pass.memory, pass.now.minus(Duration.ofMinutes(1))))
                .isTrue();
        comes(seen(Act.WRITE, Duration.ZERO));
        assertThat(Sightings.othersWroteSince(pass.memory, pass.now)).isTrue();
    }
}
