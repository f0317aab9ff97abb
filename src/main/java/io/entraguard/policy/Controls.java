package io.entraguard.policy;

import static io.entraguard.model.Severity.CRITICAL;
import static io.entraguard.model.Severity.HIGH;
import static io.entraguard.model.Severity.LOW;
import static io.entraguard.model.Severity.MEDIUM;

import io.entraguard.model.ClusterSnapshot;
import io.entraguard.model.ControlId;
import io.entraguard.model.Finding;
import io.entraguard.model.IdentityProfile;
import io.entraguard.model.Remedy;
import io.entraguard.model.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The controls: what a snapshot must be to pass each, how severe failing it is, and who can put it right. Pure. */
public final class Controls {
    private final ClusterSnapshot cluster;
    private final IdentityProfile identity;
    private final Settings settings;
    private final List<Finding> findings = new ArrayList<>();

    private Controls(ClusterSnapshot cluster, Settings settings) {
        this.cluster = cluster;
        this.identity = cluster.identity();
        this.settings = settings;
    }

    /**
     * The failing controls of one cluster, in the order of their ids.
     *
     * @param issuedCertificates whether admin certificates were issued that no rotation has ended (ENTRA-09), which no
     *     document shows
     */
    public static List<Finding> judge(ClusterSnapshot cluster, Settings settings, boolean issuedCertificates) {
        var controls = new Controls(cluster, settings);
        controls.integration();
        controls.localAccounts();
        controls.kubernetesRbac();
        controls.administrators();
        controls.everyWayShut();
        controls.tenant();
        if (issuedCertificates && controls.identity.localAccountsOff()) {
            controls.add(
                    ControlId.ENTRA_09,
                    MEDIUM,
                    "local accounts were on before and cluster certificates were not rotated since",
                    Remedy.MANUAL);
        }
        controls.ownership();
        return List.copyOf(controls.findings);
    }

    private void integration() {
        if (identity.entraOff()) {
            add(ControlId.ENTRA_01, HIGH, integrationObserved(), Remedy.AUTOMATIC);
        } else if (identity.legacy()) {
            add(
                    ControlId.ENTRA_02,
                    HIGH,
                    "aadProfile names app registrations and managed is not true",
                    settings.migrateLegacy() ? Remedy.AUTOMATIC : Remedy.MANUAL);
        }
    }

    private String integrationObserved() {
        return switch (identity.aadProfile()) {
            case ABSENT -> "aadProfile is absent";
            case NULL -> "aadProfile is null";
            case EMPTY -> "aadProfile is {}";
            case PRESENT -> "aadProfile.managed is " + said(identity.managed());
        };
    }

    private void localAccounts() {
        if (!identity.localAccountsOff()) {
            add(
                    ControlId.ENTRA_03,
                    HIGH,
                    "disableLocalAccounts is " + said(identity.localAccountsDisabled()),
                    Remedy.AUTOMATIC);
        }
    }

    private void kubernetesRbac() {
        if (!identity.kubernetesRbac().orElse(true)) {
            add(ControlId.ENTRA_04, CRITICAL, "enableRBAC is false", Remedy.REBUILD);
        }
    }

    private void administrators() {
        if (identity.entraOn() && identity.adminGroups().isEmpty() && !identity.azureRbacOn()) {
            add(
                    ControlId.ENTRA_05,
                    identity.localAccountsOff() ? CRITICAL : HIGH,
                    "adminGroupObjectIDs is empty and enableAzureRBAC is " + said(identity.azureRbac()),
                    settings.adminGroups().isEmpty() ? Remedy.MANUAL : Remedy.AUTOMATIC);
        }
        long wrong = identity.adminGroups().stream()
                .filter(group -> !Administrators.isObjectId(group))
                .count();
        if (wrong > 0) {
            boolean lockedOut =
                    wrong == identity.adminGroups().size() && !identity.azureRbacOn() && identity.localAccountsOff();
            add(
                    ControlId.ENTRA_06,
                    lockedOut ? CRITICAL : MEDIUM,
                    wrong + " of " + identity.adminGroups().size() + " entries of adminGroupObjectIDs are not a GUID",
                    Remedy.MANUAL);
        }
    }

    private void everyWayShut() {
        if (identity.localAccountsOff() && identity.entraOff()) {
            add(ControlId.ENTRA_07, CRITICAL, "disableLocalAccounts is true while Entra is off", Remedy.AUTOMATIC);
        }
    }

    private void tenant() {
        Optional<String> wanted = settings.tenant();
        Optional<String> actual = identity.tenant();
        if (wanted.isPresent() && actual.isPresent() && !wanted.get().equalsIgnoreCase(actual.get())) {
            add(ControlId.ENTRA_08, HIGH, "aadProfile.tenantID is " + actual.get(), Remedy.MANUAL);
        }
    }

    private void ownership() {
        if (cluster.tags().blank(settings.ownerTag())) {
            add(ControlId.OWN_01, LOW, tagObserved(settings.ownerTag()), Remedy.MANUAL);
        }
        if (cluster.tags().blank(settings.costCenterTag())) {
            add(ControlId.OWN_02, LOW, tagObserved(settings.costCenterTag()), Remedy.MANUAL);
        }
    }

    private String tagObserved(String tag) {
        return "tag " + tag + (cluster.tags().value(tag).isPresent() ? " is blank" : " is absent");
    }

    private static String said(Optional<Boolean> value) {
        return value.map(String::valueOf).orElse("absent");
    }

    private void add(ControlId control, Severity severity, String observed, Remedy remedy) {
        findings.add(new Finding(control, severity, observed, remedy));
    }
}
