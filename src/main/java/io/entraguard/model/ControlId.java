package io.entraguard.model;

import java.util.List;

/**
 * The controls by name, with their titles and what public frameworks say about them.
 *
 * <p>The references to CIS AKS and MCSB are the benchmarks' own; those to PCI DSS, HIPAA and SOC 2 are this project's
 * mapping, for a compliance team to sign off.
 */
@SuppressWarnings(
        "ImmutableEnumChecker") // the lists are List.of, which the checker does not see through the constructor
public enum ControlId {
    ENTRA_01(
            "ENTRA-01",
            "Entra integration is off",
            true,
            List.of(
                    "CIS AKS 5.5.1",
                    "MCSB IM-1",
                    "PCI DSS 8.2.1",
                    "PCI DSS 8.4.2",
                    "HIPAA 164.312(a)(2)(i)",
                    "HIPAA 164.312(d)",
                    "SOC 2 CC6.1")),
    ENTRA_02(
            "ENTRA-02",
            "legacy Entra integration",
            true,
            List.of("CIS AKS 5.5.1", "MCSB IM-1", "PCI DSS 8.2.1", "HIPAA 164.312(d)", "SOC 2 CC6.1")),
    ENTRA_03(
            "ENTRA-03",
            "local accounts are enabled",
            true,
            List.of(
                    "MCSB IM-1",
                    "MCSB PA-1",
                    "CIS Kubernetes 3.1.1",
                    "PCI DSS 8.2.2",
                    "PCI DSS 8.6.1",
                    "HIPAA 164.312(a)(2)(i)",
                    "SOC 2 CC6.1",
                    "SOC 2 CC6.3")),
    ENTRA_04(
            "ENTRA-04",
            "Kubernetes RBAC is off",
            true,
            List.of("MCSB PA-7", "PCI DSS 7.2.1", "PCI DSS 7.3.1", "HIPAA 164.308(a)(4)", "SOC 2 CC6.3")),
    ENTRA_05(
            "ENTRA-05",
            "nobody is named as administrator",
            true,
            List.of("CIS AKS 5.5.1", "CIS AKS 4.1.1", "PCI DSS 7.2.2", "HIPAA 164.308(a)(4)(ii)(B)", "SOC 2 CC6.3")),
    ENTRA_06(
            "ENTRA-06",
            "admin group is not an object id",
            true,
            List.of("CIS AKS 5.5.1", "PCI DSS 7.2.2", "SOC 2 CC6.3")),
    ENTRA_07(
            "ENTRA-07",
            "every way in is shut",
            true,
            List.of("CIS AKS 5.5.1", "MCSB IM-1", "HIPAA 164.312(a)(2)(ii)", "SOC 2 CC6.1")),
    ENTRA_08("ENTRA-08", "wrong tenant", true, List.of("MCSB IM-1", "PCI DSS 7.2.1", "SOC 2 CC6.1")),
    ENTRA_09(
            "ENTRA-09",
            "issued admin certificates still work",
            false,
            List.of("CIS Kubernetes 3.1.1", "PCI DSS 8.2.2", "SOC 2 CC6.3")),
    OWN_01("OWN-01", "no owner tag", false, List.of("SOC 2 CC6.2")),
    OWN_02("OWN-02", "no cost-centre tag", false, List.of());

    private final String code;
    private final String title;
    private final boolean decisive;
    private final List<String> references;

    ControlId(String code, String title, boolean decisive, List<String> references) {
        this.code = code;
        this.title = title;
        this.decisive = decisive;
        this.references = references;
    }

    /** The control's name in files, tickets and events, such as {@code ENTRA-03}. */
    public String code() {
        return code;
    }

    public String title() {
        return title;
    }

    /** Whether failing it makes a cluster non-compliant (ENTRA-01 to ENTRA-08). */
    public boolean decisive() {
        return decisive;
    }

    public List<String> references() {
        return references;
    }
}
