package io.entraguard;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.entraguard.reconcile.Clusters;
import io.entraguard.reconcile.Tickets;
import java.time.Clock;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The one direction in which packages may know each other, and what each must do without. */
class LayersTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.entraguard");

    private static final String MODEL = "io.entraguard.model..";
    private static final String POLICY = "io.entraguard.policy..";
    private static final String RECONCILE = "io.entraguard.reconcile..";
    private static final String AZURE = "io.entraguard.azure..";
    private static final String TICKETS = "io.entraguard.tickets..";
    private static final String FUNCTIONS = "io.entraguard.functions..";
    private static final String CLI = "io.entraguard.cli..";

    /** What reads policy files, and may use Jackson and a JSON Schema validator for it. */
    private static final Set<String> POLICY_FILE = Set.of(
            "PolicyFile",
            "PolicyReading",
            "PolicySchema",
            "PolicyWarnings",
            "SettingsReading",
            "YamlFault",
            "YamlTree");

    private static final DescribedPredicate<JavaClass> POLICY_FILE_READER = describe(
            "read policy files",
            type -> resideInAnyPackage(POLICY).test(type) && POLICY_FILE.contains(outermost(type)));

    private static String outermost(JavaClass type) {
        return type.getEnclosingClass().map(LayersTest::outermost).orElseGet(type::getSimpleName);
    }

    @Test
    void packages_know_each_other_in_one_direction() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .withOptionalLayers(true)
                .layer("model")
                .definedBy(MODEL)
                .layer("policy")
                .definedBy(POLICY)
                .layer("reconcile")
                .definedBy(RECONCILE)
                .layer("azure")
                .definedBy(AZURE)
                .layer("tickets")
                .definedBy(TICKETS)
                .layer("functions")
                .definedBy(FUNCTIONS)
                .layer("cli")
                .definedBy(CLI)
                .whereLayer("model")
                .mayNotAccessAnyLayer()
                .whereLayer("policy")
                .mayOnlyAccessLayers("model")
                .whereLayer("reconcile")
                .mayOnlyAccessLayers("model", "policy")
                .whereLayer("azure")
                .mayOnlyAccessLayers("model", "policy", "reconcile")
                .whereLayer("tickets")
                .mayOnlyAccessLayers("model", "policy", "reconcile")
                .whereLayer("functions")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .check(MAIN);
    }

    @Test
    void the_model_needs_nothing_but_java() {
        classes()
                .that()
                .resideInAPackage(MODEL)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify..", MODEL)
                .check(MAIN);
    }

    @Test
    void the_policy_needs_nothing_but_java_and_the_model_except_to_read_its_file() {
        classes()
                .that()
                .resideInAPackage(POLICY)
                .and(not(POLICY_FILE_READER))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify..", MODEL, POLICY)
                .check(MAIN);
        noClasses()
                .that()
                .resideInAPackage(POLICY)
                .and(not(POLICY_FILE_READER))
                .should()
                .dependOnClassesThat(POLICY_FILE_READER)
                .check(MAIN);
        classes()
                .that(POLICY_FILE_READER)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.jspecify..",
                        MODEL,
                        POLICY,
                        "com.fasterxml.jackson..",
                        "com.networknt..",
                        "org.yaml.snakeyaml..")
                .check(MAIN);
    }

    @Test
    void model_and_policy_know_no_clock_no_network_and_no_logger() {
        noClasses()
                .that()
                .resideInAnyPackage(MODEL, POLICY)
                .should()
                .dependOnClassesThat(assignableTo(Clock.class)
                        .or(resideInAnyPackage("java.util.logging..", "java.net..", "java.sql.."))
                        .or(assignableTo(System.Logger.class)))
                .check(MAIN);
    }

    @Test
    void only_entry_points_read_the_systems_clock() {
        noClasses()
                .that()
                .resideOutsideOfPackages(FUNCTIONS, CLI)
                .should()
                .accessTargetWhere(describe("reads the system's clock", LayersTest::readsSystemClock))
                .check(MAIN);
    }

    private static boolean readsSystemClock(JavaAccess<?> call) {
        String owner = call.getTargetOwner().getName();
        String name = call.getName();
        boolean now = owner.startsWith("java.time.")
                && name.equals("now")
                && call.getTarget() instanceof CodeUnitAccessTarget target
                && target.getRawParameterTypes().stream().noneMatch(type -> type.isEquivalentTo(Clock.class));
        return now
                || (owner.equals("java.time.Clock") && (name.startsWith("system") || name.startsWith("tick")))
                || (owner.equals("java.lang.System") && (name.equals("currentTimeMillis") || name.equals("nanoTime")));
    }

    @Test
    void only_the_step_runner_changes_clusters_by_its_remediations() {
        only("Remediations", "writes to a cluster", call(Clusters.class.getName(), Set.of("write")));
        only("StepRunner", "starts a remediation", call("io.entraguard.reconcile.Remediations", Set.of("start")));
    }

    @Test
    void only_the_step_runner_changes_tickets_by_its_ticket_desk() {
        only(
                "TicketDesk",
                "writes to a ticket",
                call(Tickets.class.getName(), Set.of("open", "comment", "resolve", "reopen", "update"))
                        .and(access -> !Set.of("RoutedTickets", "MeasuredTickets") // are one themselves
                                .contains(outermost(access.getOriginOwner()))));
        only("StepRunner", "has a ticket desk", call("io.entraguard.reconcile.TicketDesk", Set.of("<init>")));
    }

    @Test
    void one_http_client_and_one_json_factory_serve_all() {
        only(
                "AzureHttp",
                "makes an HTTP client",
                call("java.net.http.HttpClient", Set.of("newBuilder", "newHttpClient")));
        only(
                "Json",
                "makes a JSON factory",
                call("com.fasterxml.jackson.core.JsonFactory", Set.of("<init>", "builder"))
                        .or(withoutArguments(
                                call("com.fasterxml.jackson.databind.json.JsonMapper", Set.of("<init>", "builder"))))
                        .or(withoutArguments(call("com.fasterxml.jackson.databind.ObjectMapper", Set.of("<init>"))))
                        .and(access ->
                                !outermost(access.getOriginOwner()).equals("PolicySchema"))); // once, for its schema
    }

    private static Predicate<JavaAccess<?>> withoutArguments(Predicate<JavaAccess<?>> call) {
        return call.and(access -> access.getTarget() instanceof CodeUnitAccessTarget target
                && target.getRawParameterTypes().isEmpty());
    }

    private static void only(String allowed, String what, Predicate<JavaAccess<?>> access) {
        noClasses()
                .that(describe("are not " + allowed, type -> !outermost(type).equals(allowed)))
                .should()
                .accessTargetWhere(describe(what, access))
                .check(MAIN);
        assertThat(MAIN.stream()
                        .filter(type -> outermost(type).equals(allowed))
                        .flatMap(type -> type.getAccessesFromSelf().stream())
                        .filter(access))
                .as("%s is what %s", allowed, what)
                .isNotEmpty();
    }

    private static Predicate<JavaAccess<?>> call(String owner, Set<String> names) {
        return access -> access.getTargetOwner().getName().equals(owner) && names.contains(access.getName());
    }

    @Test
    void event_json_is_read_in_one_place() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.entraguard.azure.EventGridEvents")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.azure.messaging.eventgrid..")
                .check(MAIN);
    }

    @Test
    void the_exporter_is_behind_one_class_and_opentelemetry_in_one_package() {
        noClasses()
                .that(describe("are not AzureMonitor", type -> !outermost(type).equals("AzureMonitor")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.azure.monitor.opentelemetry..")
                .check(MAIN);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.entraguard.azure.telemetry..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.opentelemetry..")
                .check(MAIN);
        noClasses()
                .that()
                .haveSimpleName("Reporting")
                .or()
                .haveSimpleName("IngestionTarget")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.opentelemetry..")
                .check(MAIN);
    }

    @Test
    void nothing_that_ships_knows_the_lab_or_a_test() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.entraguard.lab..", "io.entraguard.testing..", "org.junit..", "org.mockito..")
                .check(MAIN);
    }
}
