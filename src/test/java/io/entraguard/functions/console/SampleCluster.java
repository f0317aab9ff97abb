package io.entraguard.functions.console;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** One made-up cluster of a {@link SampleFleet}, in the shapes of the API. */
final class SampleCluster {
    private static final String[] TEAMS = {
        "payments",
        "checkout",
        "search",
        "catalog",
        "identity",
        "data",
        "ml",
        "mobile",
        "edge",
        "billing",
        "risk",
        "crm"
    };
    private static final String[] REGIONS = {"westeurope", "northeurope", "switzerlandnorth", "eastus2", "uksouth"};
    private static final String[] ENVIRONMENTS = {"production", "production", "staging", "development", "sandbox"};
    private static final String[] SUBSCRIPTIONS = {
        "0a0a0a0a-0000-4000-8000-000000000001",
        "0b0b0b0b-0000-4000-8000-000000000002",
        "0c0c0c0c-0000-4000-8000-000000000003",
        "0d0d0d0d-0000-4000-8000-000000000004"
    };

    /** How a cluster may stand: what is found, what is next, why. */
    @SuppressWarnings("ImmutableEnumChecker") // the lists are List.of, which the checker does not see
    private enum Stand {
        GOOD("compliant", "none", "compliant"),
        OWNERLESS("compliant", "none", "compliant", "OWN-01"),
        OLD_CERTIFICATES("compliant", "none", "compliant", "ENTRA-09"),
        ASKING("noncompliant", "await-approval", "approval-missing", "ENTRA-01", "ENTRA-03"),
        QUIET("noncompliant", "wait", "quiet-period", "ENTRA-03"),
        NOBODY("noncompliant", "ticket", "no-administrator", "ENTRA-01", "ENTRA-03"),
        REBUILD("noncompliant", "ticket", "rbac-off", "ENTRA-01", "ENTRA-03", "ENTRA-04"),
        LEGACY("noncompliant", "ticket", "legacy-integration", "ENTRA-02", "ENTRA-03"),
        FOUGHT("noncompliant", "ticket", "reverted", "ENTRA-03"),
        WINDOW("noncompliant", "wait", "change-window", "ENTRA-03"),
        EXEMPT("noncompliant", "exempt", "exempted", "ENTRA-01", "ENTRA-03"),
        UNREADABLE("unknown", "ticket", "arm-refused");

        private final String status;
        private final String step;
        private final String reason;
        private final List<String> findings;

        Stand(String status, String step, String reason, String... findings) {
            this.status = status;
            this.step = step;
            this.reason = reason;
            this.findings = List.of(findings);
        }
    }

    private final int number;
    private final Random chance;
    private final Instant now;
    private final Stand stand;

    SampleCluster(int number, Random chance, Instant now) {
        this.number = number;
        this.chance = chance;
        this.now = now;
        int draw = chance.nextInt(100);
        this.stand = draw < 84 ? Stand.values()[draw < 76 ? 0 : draw < 81 ? 2 : 1] : Stand.values()[3 + draw % 9];
    }

    private Instant before(int mostHours) {
        return now.minus(Duration.ofMinutes(30 + chance.nextInt(mostHours * 60)));
    }

    /** The entry of the list. */
    @SuppressWarnings("NullAway") // JSON has null where there is nothing to say
    Map<String, Object> entry() {
        String team = TEAMS[chance.nextInt(TEAMS.length)];
        String environment = ENVIRONMENTS[chance.nextInt(ENVIRONMENTS.length)];
        String name =
                "aks-" + team + "-" + environment.substring(0, environment.equals("staging") ? 3 : 4) + "-" + number;
        String subscription = SUBSCRIPTIONS[chance.nextInt(SUBSCRIPTIONS.length)];
        String id = "/subscriptions/" + subscription + "/resourcegroups/rg-" + team
                + "/providers/microsoft.containerservice/managedclusters/" + name;
        boolean failing = !stand.status.equals("compliant");
        var entry = new LinkedHashMap<String, Object>();
        entry.put("id", id);
        entry.put("name", name);
        entry.put("subscription", subscription);
        entry.put("resourceGroup", "rg-" + team);
        entry.put("region", REGIONS[chance.nextInt(REGIONS.length)]);
        entry.put("environment", environment);
        entry.put("owner", stand == Stand.OWNERLESS ? null : "team-" + team + "@contoso.example");
        entry.put("costCenter", "CC-" + (4000 + team.length() * 10));
        entry.put("status", stand.status);
        entry.put("exempt", stand == Stand.EXEMPT);
        entry.put("rule", environment.equals("production") ? "production" : "default");
        entry.put("mode", environment.equals("production") ? "approve" : "auto");
        entry.put("step", stand.step);
        entry.put("reasons", List.of(stand.reason));
        entry.put("findings", stand.findings);
        entry.put("severity", stand.findings.isEmpty() ? null : severity(stand.findings.get(0)));
        entry.put("ticket", failing && stand != Stand.WINDOW ? "PLAT-" + (1200 + number) : null);
        entry.put("openSince", failing ? before(24 * 40).toString() : null);
        entry.put("waitingUntil", stand.step.equals("wait") ? later(60).toString() : null);
        entry.put("approval", stand == Stand.ASKING ? approval(id) : null);
        entry.put("lastLook", before(1).toString());
        entry.put("nextLook", later(20).toString());
        entry.put("baseline", number % 3 == 0);
        entry.put("auditCoverage", number % 7 == 0 ? "missing" : "covered");
        return entry;
    }

    private Instant later(int mostHours) {
        return now.plus(Duration.ofMinutes(20 + chance.nextInt(mostHours * 60)));
    }

    static String severity(String control) {
        return switch (control) {
            case "ENTRA-01", "ENTRA-03", "ENTRA-04" -> "high";
            case "ENTRA-02", "ENTRA-09" -> "medium";
            default -> "low";
        };
    }

    private Map<String, Object> approval(String id) {
        String plan = String.format("%012x", chance.nextLong() & 0xffffffffffffL);
        return Map.of(
                "planId",
                plan,
                "until",
                later(23).minus(Duration.ofDays(number % 7 == 0 ? 2 : 0)).toString(), // some were not answered in time
                "command",
                "az tag update --resource-id " + id + " --operation Merge --tags entra-guard-approve=" + plan);
    }

    /** The details of an entry: its findings in full, its waivers, and what happened. */
    static Map<String, Object> details(Map<String, Object> entry, List<Map<String, Object>> waivers, Instant now) {
        var findings = new ArrayList<Map<String, Object>>();
        for (Object code : (List<?>) Objects.requireNonNull(entry.get("findings"))) {
            String control = String.valueOf(code);
            findings.add(Map.of(
                    "control", control,
                    "severity", severity(control),
                    "title", TITLES.getOrDefault(control, ""),
                    "observed", OBSERVED.getOrDefault(control, ""),
                    "remediation", control.equals("ENTRA-04") ? "rebuild" : "automatic",
                    "since", String.valueOf(entry.get("openSince")),
                    "references", List.of("CIS AKS 5.5.1", "MCSB IM-1", "PCI DSS 8.2.1")));
        }
        var details = new LinkedHashMap<String, Object>(entry);
        details.put("findings", findings);
        details.put(
                "waivers",
                waivers.stream()
                        .filter(waiver -> Objects.equals(waiver.get("cluster"), entry.get("id")))
                        .toList());
        details.put("timeline", timeline(entry, now));
        return details;
    }

    private static final Map<String, String> TITLES = Map.of(
            "ENTRA-01", "Entra integration is off",
            "ENTRA-02", "legacy Entra integration",
            "ENTRA-03", "local accounts are enabled",
            "ENTRA-04", "Kubernetes RBAC is off",
            "ENTRA-09", "issued admin certificates still work",
            "OWN-01", "no owner tag");
    private static final Map<String, String> OBSERVED = Map.of(
            "ENTRA-01", "aadProfile is absent",
            "ENTRA-02", "aadProfile.serverAppID is set",
            "ENTRA-03", "disableLocalAccounts is absent",
            "ENTRA-04", "enableRBAC is false",
            "ENTRA-09", "local accounts were on until 3 weeks ago; certificates were not rotated since",
            "OWN-01", "the tag owner is absent");

    private static List<Map<String, Object>> timeline(Map<String, Object> entry, Instant now) {
        var events = new ArrayList<Map<String, Object>>();
        Instant first = now.minus(Duration.ofHours(31));
        happened(events, first, "event", "Configuration written by lena.koch@contoso.example");
        happened(events, first.plusSeconds(4), "verdict", "Findings: " + entry.get("findings"));
        happened(events, first.plusSeconds(4), "decision", "wait until the cluster has settled (settling)");
        happened(events, first.plusSeconds(905), "decision", entry.get("step") + ", because " + entry.get("reasons"));
        if (entry.get("ticket") != null) {
            happened(events, first.plusSeconds(906), "ticket", entry.get("ticket") + " opened");
        }
        if (entry.get("approval") != null) {
            happened(events, first.plusSeconds(907), "approval", "An approver is asked about the plan");
        }
        happened(events, now.minus(Duration.ofHours(5)), "alert", "An admin credential was listed by ci-deploy");
        if (Objects.equals(entry.get("status"), "compliant")) {
            happened(events, now.minus(Duration.ofHours(4)), "write", "PUT aadProfile, disableLocalAccounts: 200");
            happened(events, now.minus(Duration.ofHours(4)).plusSeconds(240), "proof", "The change holds: read again");
        }
        happened(events, now.minus(Duration.ofMinutes(40)), "verdict", "Looked at by the sweep; nothing is new");
        return events;
    }

    private static void happened(List<Map<String, Object>> events, Instant at, String kind, String text) {
        events.add(Map.of("at", at.toString(), "kind", kind, "text", text));
    }
}
