package io.entraguard.tickets;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.entraguard.policy.TicketRouting;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.Tickets;
import io.entraguard.reconcile.ticket.Page;
import io.entraguard.reconcile.ticket.Visible;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Work items of Azure Boards, by its REST API 7.1. A ticket's key is a tag of its work item. Each write says which
 * revision it has seen, so that what people change in between is read again and never overwritten; state and words of a
 * move go in one write. Safe for use by many threads.
 *
 * <p>Sources: learn.microsoft.com/rest/api/azure/devops/wit; MicrosoftDocs/vsts-rest-api-specs, specification/wit/7.1.
 */
public final class AzureBoardsTickets implements Tickets {
    /** For a token of Entra: Azure DevOps in every tenant. */
    public static final String SCOPE = "499b84ac-1321-427f-aa17-267ca6975798/.default";

    private static final String OWN_TAG = "entra-guard";
    private static final String PATCH = "application/json-patch+json";
    private static final int LONGEST_TITLE = 255;
    private static final int LONGEST_TAG = 400;
    private static final int MOST_TAGS = 100;
    private static final int MOST_FOUND = 50;

    /** Somebody who changes an item more often while it is written to will be done later. */
    private static final int TRIES = 3;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final AzureBoardsDoor door;
    private final AzureBoardsPlace place;
    private final AzureItemTypes types;

    public AzureBoardsTickets(TrackerHttp http, AzureBoardsPlace place) {
        this.door = new AzureBoardsDoor(http);
        this.place = place;
        this.types = new AzureItemTypes(door);
    }

    @Override
    public List<Found> find(TicketRouting routing, String key, Optional<String> known) {
        var query = JSON.objectNode().put("query", Wiql.tagged(key));
        var search = TrackerRequest.post(query, project(routing), "_apis", "wit", "wiql")
                .searching()
                .query("$top", String.valueOf(MOST_FOUND));
        var ids = new LinkedHashSet<String>();
        door.ask(search)
                .json()
                .path("workItems")
                .forEach(item -> ids.add(item.path("id").asText()));
        known.filter(AzureWorkItem::number).ifPresent(ids::add);
        return items(ids).stream()
                .filter(item -> item.bears(key))
                .sorted(Comparator.comparing(AzureWorkItem::id))
                .map(this::found)
                .toList();
    }

    private Found found(AzureWorkItem item) {
        return item.found(place.organization(), types.of(item).done(item.state()));
    }

    /** Those of them that are there still. */
    private List<AzureWorkItem> items(Set<String> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        var request = TrackerRequest.get("_apis", "wit", "workitems")
                .query("ids", String.join(",", ids))
                .query("fields", AzureWorkItem.FIELDS)
                .query("errorPolicy", "omit");
        var items = new ArrayList<AzureWorkItem>();
        door.ask(request)
                .json()
                .path("value")
                .forEach(item -> AzureWorkItem.of(item).ifPresent(items::add));
        return items;
    }

    private AzureWorkItem item(String id) {
        return Optional.of(id)
                .filter(AzureWorkItem::number)
                .flatMap(number -> items(Set.of(number)).stream().findFirst())
                .orElseThrow(() -> new Failure.Terminal(
                        "TicketNotFound", "Azure Boards: there is no work item " + Visible.name(id) + " any more"));
    }

    @Override
    public Found open(Draft draft) {
        String project = project(draft.routing());
        AzureItemType type = types.of(project, place.type());
        AzureWishes wishes = AzureWishes.of(draft, type, place.organization());
        while (true) {
            var request = TrackerRequest.post(
                            creation(draft, wishes), project, "_apis", "wit", "workitems", "$" + type.name())
                    .as(PATCH);
            TrackerAnswer answer = door.ask(request, 400);
            if (answer.status() != 400) {
                return AzureWorkItem.of(answer.json())
                        .map(item -> item.found(place.organization(), false))
                        .orElseThrow(() -> answer.unreadable("that names no work item"));
            }
            wishes = granted(wishes, answer, draft);
        }
    }

    private static ArrayNode creation(Draft draft, AzureWishes wishes) {
        var blocks = new ArrayList<>(draft.page().blocks());
        blocks.addAll(wishes.notes());
        String text = signed(new Page(draft.page().title(), blocks), draft.page());
        ArrayNode patch = JSON.arrayNode();
        AzureWishes.add(
                patch,
                "/fields/System.Title",
                JSON.textNode(Visible.cut(Visible.text(draft.page().title()), LONGEST_TITLE)));
        AzureWishes.add(patch, "/fields/System.Description", JSON.textNode(text));
        AzureWishes.add(patch, "/fields/System.Tags", JSON.textNode(tags(draft)));
        wishes.addTo(patch);
        return patch;
    }

    /** With the line by which it is known that this was said, whatever else stands in the text. */
    private static String signed(Page text, Page said) {
        return Html.of(text) + "\n<p>" + Signature.of(said) + "</p>";
    }

    private static String tags(Draft draft) {
        var tags = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        tags.add(OWN_TAG);
        tags.add(draft.key());
        draft.routing().labels().stream()
                .map(label -> Visible.name(label).replaceAll("[,;]|^@+", " ").strip())
                .filter(label -> !label.isEmpty() && label.length() <= LONGEST_TAG)
                .limit(MOST_TAGS - 2)
                .forEach(tags::add);
        return String.join("; ", tags);
    }

    private AzureWishes granted(AzureWishes wishes, TrackerAnswer answer, Draft draft) {
        Set<String> refused = AzureWishes.named(answer.words());
        refused.retainAll(wishes.values().keySet());
        if (refused.isEmpty()) {
            throw refusal(answer);
        }
        return wishes.without(refused, draft);
    }

    @Override
    public void comment(TicketRouting routing, String id, Page page) {
        fail(change(id, item -> {
            boolean saidLast = new AzureDiscussion(door, item)
                    .lastMark()
                    .filter(page.mark()::equals)
                    .isPresent();
            return saidLast ? Optional.empty() : Optional.of(saying(page));
        }));
    }

    @Override
    public void resolve(TicketRouting routing, String id, Page page) {
        move(id, page, true);
    }

    @Override
    public void reopen(TicketRouting routing, String id, Page page) {
        move(id, page, false);
    }

    private void move(String id, Page page, boolean toDone) {
        fail(change(id, item -> {
            AzureItemType type = types.of(item);
            if (type.done(item.state()) == toDone) {
                return Optional.empty();
            }
            ArrayNode patch = saying(page);
            AzureWishes.add(patch, "/fields/System.State", JSON.textNode(type.target(toDone)));
            return Optional.of(patch);
        }));
    }

    private static ArrayNode saying(Page page) {
        ArrayNode patch = JSON.arrayNode();
        AzureWishes.add(patch, "/fields/System.History", JSON.textNode(signed(page, page)));
        return patch;
    }

    @Override
    public void update(TicketRouting routing, String id, Draft draft) {
        var without = new LinkedHashSet<String>();
        Optional<TrackerAnswer> refusal = change(id, item -> wanted(draft, item, without));
        while (refusal.isPresent()) {
            if (!without.addAll(AzureWishes.named(refusal.get().words()))) {
                throw refusal(refusal.get());
            }
            refusal = change(id, item -> wanted(draft, item, without));
        }
    }

    private Optional<ArrayNode> wanted(Draft draft, AzureWorkItem item, Set<String> without) {
        AzureWishes wishes = AzureWishes.of(draft, types.of(item), place.organization())
                .without(without, draft)
                .of(item);
        ArrayNode patch = JSON.arrayNode();
        wishes.addTo(patch);
        return Optional.of(patch).filter(some -> !some.isEmpty());
    }

    /**
     * Writes to an item as it is now.
     *
     * @param how what to write to it as it stands; empty for nothing
     * @return the answer where it is a refusal of what was to be written; else empty
     */
    private Optional<TrackerAnswer> change(String id, Function<AzureWorkItem, Optional<ArrayNode>> how) {
        for (int i = 0; i < TRIES; i++) {
            AzureWorkItem item = item(id);
            Optional<ArrayNode> patch = how.apply(item);
            if (patch.isEmpty()) {
                return Optional.empty();
            }
            TrackerAnswer answer = door.ask(written(item, patch.get()), 400, 409, 412);
            if (answer.status() != 409 && answer.status() != 412) {
                return Optional.of(answer).filter(refusal -> refusal.status() == 400);
            }
        }
        throw new Failure.Transient("Azure Boards: work item " + id + " is changed by others all the time");
    }

    /** The patch of the revision that was seen: of a later one it is refused with 412. */
    private static TrackerRequest written(AzureWorkItem item, ArrayNode patch) {
        ArrayNode whole = JSON.arrayNode();
        whole.addObject().put("op", "test").put("path", "/rev").put("value", item.rev());
        whole.addAll(patch);
        return TrackerRequest.patch(whole, "_apis", "wit", "workitems", String.valueOf(item.id()))
                .as(PATCH);
    }

    private void fail(Optional<TrackerAnswer> refusal) {
        refusal.ifPresent(answer -> {
            throw refusal(answer);
        });
    }

    /** What the type had when it was read may be what it has no more. */
    private Failure refusal(TrackerAnswer answer) {
        types.forget();
        return door.refusal(answer);
    }

    @Override
    public Duration settles(TicketRouting routing) {
        return Duration.ZERO; // queries read the work items themselves, no index
    }

    private String project(TicketRouting routing) {
        return routing.project().orElse(place.project());
    }
}
