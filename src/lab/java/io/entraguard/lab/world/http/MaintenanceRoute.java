package io.entraguard.lab.world.http;

import io.entraguard.lab.world.Refusal;
import io.entraguard.lab.world.World;
import io.entraguard.model.ClusterRef;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reading a cluster's maintenance configuration. */
final class MaintenanceRoute implements Route {
    private static final Pattern CONFIGURATION =
            Pattern.compile("(/.+)/maintenanceconfigurations/([^/]+)", Pattern.CASE_INSENSITIVE);

    private final World world;

    MaintenanceRoute(World world) {
        this.world = world;
    }

    @Override
    public Optional<Answer> answer(Request request) {
        Matcher path = CONFIGURATION.matcher(request.path());
        if (!request.is("GET") || !path.matches()) {
            return Optional.empty();
        }
        return ClusterRef.parse(path.group(1)).map(ref -> read(ref, path.group(2), request));
    }

    private Answer read(ClusterRef ref, String name, Request request) {
        ClusterRoutes.version(request);
        return world.maintenance(ref, name)
                .map(document -> Answer.json(200, document))
                .orElseThrow(() -> Refusal.aks(
                        404,
                        "NotFound",
                        "The maintenance configuration '" + name + "' of '" + ref.name() + "' was not found."));
    }
}
