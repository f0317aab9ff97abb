package io.entraguard.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: knows the verbs, and turns what comes of them into an exit code and at most one line of complaint. */
@Command(
        name = "guard",
        description = "Watches how people get into AKS clusters. These verbs only read.",
        synopsisSubcommandLabel = "VERB",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all compliant, or valid",
            "1:something is not",
            "2:arguments or input that cannot be used; one line on standard error says why"
        })
public final class Guard implements Runnable {
    static final int GOOD = 0;
    static final int NOT_GOOD = 1;
    static final int UNUSABLE = 2;

    /** What every verb says of its FILE parameter. */
    static final String FILES =
            "A managedClusters resource or list as ARM returns it, an array of resources, the output of"
                    + " 'az aks show' or 'az aks list', or a Resource Graph answer; '-' is standard input.";

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Shows the stack trace of a failure.")
    private boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Prints this help.")
    @SuppressWarnings("UnusedVariable") // picocli looks for it by its annotation
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Prints the version.")
    @SuppressWarnings("UnusedVariable") // picocli looks for it by its annotation
    private boolean version;

    @Spec
    private CommandSpec spec;

    private final Surroundings surroundings;

    @SuppressWarnings("NullAway") // picocli fills in the spec
    private Guard(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    public static void main(String[] arguments) {
        // The libraries' complaint that nobody reads their log is no news for whoever runs a command.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        PrintWriter out = writer(FileDescriptor.out);
        PrintWriter err = writer(FileDescriptor.err);
        var surroundings = new Surroundings(
                System.in,
                out,
                err,
                System.getenv(),
                Clock.systemUTC(),
                Boolean.getBoolean("guard.terminal"),
                Boolean.getBoolean("guard.terminal.err"));
        int code;
        try {
            code = run(surroundings, arguments);
        } catch (OutOfMemoryError e) {
            err.println(
                    "guard: the input needs more memory than there is; split it, or raise -Xmx in JAVA_TOOL_OPTIONS");
            code = UNUSABLE;
        }
        out.flush();
        err.flush();
        System.exit(code);
    }

    /** UTF-8 whatever the locale says: what goes into a pipe is read by programs. */
    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8));
    }

    /** Runs one command and gives its exit code. */
    public static int run(Surroundings surroundings, String... arguments) {
        var guard = new Guard(surroundings);
        var version = new VersionVerb(surroundings);
        var command = new CommandLine(guard)
                .addSubcommand(new EvaluateVerb(surroundings))
                .addSubcommand(new PlanVerb(surroundings))
                .addSubcommand(new SweepVerb(surroundings))
                .addSubcommand(new CommandLine(new PolicyVerb()).addSubcommand(new PolicyVerb.Check(surroundings)))
                .addSubcommand(new CommandLine(new AuditVerb()).addSubcommand(new AuditVerb.Verify(surroundings)))
                .addSubcommand(new CommandLine(new TicketVerb()).addSubcommand(new TicketVerb.Preview(surroundings)))
                .addSubcommand(version);
        command.getCommandSpec().versionProvider(version);
        return command.setOut(surroundings.out())
                .setErr(surroundings.err())
                .setColorScheme(CommandLine.Help.defaultColorScheme(surroundings.coloured() ? Ansi.ON : Ansi.OFF))
                .registerConverter(Report.Format.class, Report.Format::of)
                .registerConverter(TicketFormat.class, TicketFormat::of)
                .setExpandAtFiles(false) // a file may be named @x
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(100)
                .setParameterExceptionHandler(guard::badArguments)
                .setExecutionExceptionHandler(guard::failed)
                .execute(arguments);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a verb is missing");
    }

    private int badArguments(ParameterException e, String[] arguments) {
        String name = e.getCommandLine().getCommandSpec().qualifiedName(" ");
        String message = e instanceof UnmatchedArgumentException unmatched
                ? unmatched(unmatched)
                : String.valueOf(e.getMessage());
        complain(name + ": " + message + "; see '" + name + " --help'", e);
        return UNUSABLE;
    }

    private static String unmatched(UnmatchedArgumentException e) {
        String first = e.getUnmatched().get(0);
        String word = e.getCommandLine().getSubcommands().isEmpty() ? "argument" : "verb";
        String near = e.getSuggestions().isEmpty()
                ? ""
                : "; did you mean '" + e.getSuggestions().get(0) + "'?";
        return "unknown " + (e.isUnknownOption() ? "option" : word) + " '" + first + "'" + near;
    }

    private int failed(Exception e, CommandLine command, ParseResult parsed) {
        String message = e instanceof Unusable
                ? String.valueOf(e.getMessage())
                : "guard: this should not have happened (" + e.getClass().getSimpleName() + "); --verbose shows where";
        complain(message, e);
        return UNUSABLE;
    }

    private void complain(String message, Exception e) {
        surroundings.err().println(Printable.line(message));
        if (verbose) {
            e.printStackTrace(surroundings.err());
        }
    }
}
