package io.entraguard.lab.world.http;

import io.entraguard.lab.world.Directory;
import io.entraguard.lab.world.Directory.Group;
import io.entraguard.lab.world.Refusal;
import io.entraguard.lab.world.RoleAssignment;
import io.entraguard.lab.world.World;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Who may administer: groups as Microsoft Graph shows them below {@code /graph/v1.0}
 * (https://learn.microsoft.com/graph/api/group-list-transitivemembers), and ARM's role assignments at and above a cluster.
 */
final class DirectoryRoutes implements Route {
    private static final Pattern GROUP = Pattern.compile(
            "/graph/v1\\.0/groups/([^/]+)(/transitiveMembers(?:/microsoft\\.graph\\.user)?)?(/\\$count)?",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern ASSIGNMENTS =
            Pattern.compile("(/.+)/providers/microsoft\\.authorization/roleassignments", Pattern.CASE_INSENSITIVE);

    private final World world;
    private final Links links;

    DirectoryRoutes(World world, Links links) {
        this.world = world;
        this.links = links;
    }

    @Override
    public Optional<Answer> answer(Request request) {
        if (!request.is("GET")) {
            return Optional.empty();
        }
        Matcher group = GROUP.matcher(request.path());
        if (group.matches()) {
            return Optional.of(group(request, group));
        }
        Matcher assignments = ASSIGNMENTS.matcher(request.path());
        return assignments.matches() ? Optional.of(assignments(request, assignments.group(1))) : Optional.empty();
    }

    private Answer group(Request request, Matcher path) {
        String id = path.group(1);
        if (!Directory.isGuid(id)) {
            throw Refusal.arm(400, "Request_BadRequest", "Invalid object identifier '" + id + "'.");
        }
        Group group = world.directory()
                .group(id)
                .orElseThrow(() -> Refusal.arm(
                        404,
                        "Request_ResourceNotFound",
                        "Resource '" + id + "' does not exist or one of its queried reference-property objects are not"
                                + " present."));
        if (path.group(2) == null) {
            return Answer.json(200, json(group));
        }
        return path.group(3) == null ? members(request, group) : count(request, group);
    }

    private static Answer count(Request request, Group group) {
        if (!eventual(request)) {
            throw Refusal.arm(
                    400, "Request_UnsupportedQuery", "$count is not currently supported without ConsistencyLevel.");
        }
        return Answer.text(Integer.toString(group.members()));
    }

    private static boolean eventual(Request request) {
        return request.header()
                .apply("ConsistencyLevel")
                .filter("eventual"::equalsIgnoreCase)
                .isPresent();
    }

    private Answer members(Request request, Group group) {
        int top = request.parameter("$top").map(DirectoryRoutes::number).orElse(100);
        int from = request.parameter("$skiptoken").map(DirectoryRoutes::number).orElse(0);
        int to = Math.min(group.members(), from + top);
        var body = new LinkedHashMap<String, Object>();
        body.put("@odata.context", links.absolute("/graph/v1.0/$metadata#directoryObjects"));
        if (request.parameter("$count").filter("true"::equals).isPresent() && eventual(request)) {
            body.put("@odata.count", group.members());
        }
        if (to < group.members()) {
            body.put("@odata.nextLink", links.next(request, Integer.toString(to)));
        }
        body.put(
                "value",
                IntStream.range(from, to).mapToObj(i -> member(group, i)).toList());
        return Answer.json(200, body);
    }

    private static int number(String text) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 0 && number <= 999) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Refused below, like a number out of range.
        }
        throw Refusal.arm(400, "Request_BadRequest", "Invalid page size specified: '" + text + "'.");
    }

    private static Map<String, Object> member(Group group, int index) {
        byte[] name = (group.id() + "/member/" + index).getBytes(StandardCharsets.UTF_8);
        var member = new LinkedHashMap<String, Object>();
        member.put("@odata.type", "#microsoft.graph.user");
        member.put("id", UUID.nameUUIDFromBytes(name).toString());
        return member;
    }

    private Map<String, Object> json(Group group) {
        var json = new LinkedHashMap<String, Object>();
        json.put("@odata.context", links.absolute("/graph/v1.0/$metadata#groups/$entity"));
        json.put("id", group.id());
        json.put("displayName", "group " + group.id());
        json.put("groupTypes", List.of());
        json.put("mailEnabled", false);
        json.put("securityEnabled", group.securityEnabled());
        return json;
    }

    private Answer assignments(Request request, String scope) {
        String filter = request.parameter("$filter").orElse("atScope()");
        if (!filter.equalsIgnoreCase("atScope()")) {
            throw Refusal.arm(400, "UnsupportedFilter", "The lab's role assignments know only the filter atScope().");
        }
        var body = new LinkedHashMap<String, Object>();
        body.put(
                "value",
                world.directory().assignmentsOver(scope).stream()
                        .map(RoleAssignment::json)
                        .toList());
        return Answer.json(200, body);
    }
}
