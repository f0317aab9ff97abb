package io.entraguard.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.entraguard.model.ControlId;
import io.entraguard.policy.Settings.AzureRbac;
import io.entraguard.policy.Settings.LocalAccounts;
import io.entraguard.policy.Settings.PipelineOwned;
import io.entraguard.policy.Settings.TagMode;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The settings that one mapping of a policy file gives, key by key, the rest taken from those below it. */
record SettingsReading(JsonNode node, String pointer, YamlTree places, List<PolicyProblem> problems) {
    /** A longer time is a slip of the pen, and instants that far away cannot be reckoned with. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    /** These settings laid over others. */
    Settings over(Settings below) {
        return new Settings(
                word("mode", Mode.class, below.mode()),
                texts("adminGroups", below.adminGroups()),
                word("azureRbac", AzureRbac.class, below.azureRbac()),
                word("localAccounts", LocalAccounts.class, below.localAccounts()),
                duration("localAccountsGrace", below.localAccountsGrace()),
                duration("quietPeriod", below.quietPeriod()),
                node.path("verifyAdministrators").asBoolean(below.verifyAdministrators()),
                word("pipelineOwned", PipelineOwned.class, below.pipelineOwned()),
                duration("settle", below.settle()),
                node.path("migrateLegacy").asBoolean(below.migrateLegacy()),
                text("ownerTag", below.ownerTag()),
                text("costCenterTag", below.costCenterTag()),
                optional("tenant", below.tenant()),
                word("tagMode", TagMode.class, below.tagMode()),
                texts("approvers", below.approvers()),
                duration("approvalTtl", below.approvalTtl()),
                node.path("requireMfa").asBoolean(below.requireMfa()),
                node.has("changeWindow") ? changeWindow(node.path("changeWindow")) : below.changeWindow(),
                node.path("inheritTags").asBoolean(below.inheritTags()),
                node.path("priority").asInt(below.priority()),
                ticket(below.ticket()),
                node.has("ticketAlso") ? controls(node.path("ticketAlso")) : below.ticketAlso());
    }

    /** The ticket's routing, key by key over the one below. */
    private TicketRouting ticket(TicketRouting below) {
        SettingsReading ticket = within("ticket");
        SettingsReading due = ticket.within("due");
        TicketRouting.Due days = below.due();
        return new TicketRouting(
                ticket.node.has("tracker")
                        ? Optional.of(ticket.word("tracker", TicketRouting.Tracker.class, TicketRouting.Tracker.JIRA))
                        : below.tracker(),
                ticket.optional("project", below.project()),
                ticket.optional("repo", below.repo()),
                ticket.optional("table", below.table()),
                ticket.word("assignee", TicketRouting.Assignee.class, below.assignee()),
                ticket.texts("labels", below.labels()),
                new TicketRouting.Due(
                        due.duration("critical", days.critical()),
                        due.duration("high", days.high()),
                        due.duration("medium", days.medium()),
                        due.duration("low", days.low())));
    }

    private SettingsReading within(String key) {
        return new SettingsReading(node.path(key), pointer + "/" + key, places, problems);
    }

    private Optional<String> optional(String key, Optional<String> below) {
        return node.has(key) ? Optional.ofNullable(node.path(key).textValue()) : below;
    }

    private static List<ControlId> controls(JsonNode codes) {
        return PolicyReading.texts(codes).stream()
                .map(code -> Arrays.stream(ControlId.values())
                        .filter(control -> control.code().equals(code))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("the schema lists the controls")))
                .toList();
    }

    /** The duration of that key; the schema has seen to it that it is spelled like one and not negative. */
    Duration duration(String key, Duration below) {
        if (!node.has(key)) {
            return below;
        }
        String text = node.path(key).textValue();
        try {
            Duration duration = Duration.parse(text);
            if (duration.compareTo(LONGEST) <= 0) {
                return duration;
            }
        } catch (DateTimeException e) {
            // Too many digits for a duration: too long, all the same.
        }
        problems.add(places.value(pointer + "/" + key)
                .problem(Words.quoted(text) + " is longer than the " + LONGEST.toDays() + " days that are allowed"));
        return below;
    }

    private <E extends Enum<E>> E word(String key, Class<E> type, E below) {
        return node.has(key)
                ? Enum.valueOf(
                        type,
                        node.path(key).textValue().toUpperCase(Locale.ROOT).replace('-', '_'))
                : below;
    }

    private List<String> texts(String key, List<String> below) {
        return node.has(key) ? PolicyReading.texts(node.path(key)) : below;
    }

    private String text(String key, String below) {
        return node.has(key) ? node.path(key).textValue() : below;
    }

    private Optional<ChangeWindow> changeWindow(JsonNode window) {
        if (window.isNull()) {
            return Optional.empty();
        }
        if (window.isTextual()) { // the schema allows the word aks only
            return Optional.of(new ChangeWindow.Aks());
        }
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        PolicyReading.texts(window.path("days")).forEach(word -> days.add(day(word)));
        return zone(window.path("zone").textValue())
                .map(zone -> new ChangeWindow.Weekly(
                        days,
                        LocalTime.parse(window.path("from").textValue()),
                        LocalTime.parse(window.path("to").textValue()),
                        zone));
    }

    private static DayOfWeek day(String word) {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (day.name().startsWith(word)) {
                return day;
            }
        }
        throw new IllegalStateException("the schema lists the days");
    }

    private Optional<ZoneId> zone(String name) {
        try {
            return Optional.of(ZoneId.of(name));
        } catch (DateTimeException e) {
            problems.add(places.value(pointer + "/changeWindow/zone")
                    .problem(Words.quoted(name) + " is not a time zone, such as Europe/Zurich or UTC"
                            + Words.didYouMean(name, ZoneId.getAvailableZoneIds())));
            return Optional.empty();
        }
    }
}
