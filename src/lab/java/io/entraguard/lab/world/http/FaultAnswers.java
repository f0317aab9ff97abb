package io.entraguard.lab.world.http;

import io.entraguard.lab.world.Caller;
import io.entraguard.lab.world.Fault.Answered;
import io.entraguard.lab.world.Json;
import io.entraguard.lab.world.Refusal.Envelope;
import io.entraguard.lab.world.World;
import io.entraguard.model.ClusterRef;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Errors that a timeline orders, in the words that ARM has for them: clients read the missing action and scope out of the
 * text of a 403, so it must be there.
 */
final class FaultAnswers {
    /** What the AKS resource provider answers itself, in its bare envelope. */
    private static final Set<String> FROM_AKS = Set.of(
            "OperationNotAllowed", "EtagMismatch", "PreconditionFailed", "PropertyChangeNotAllowed", "Throttled");

    private static final Pattern SUBNET = Pattern.compile("\"vnetSubnetID\"\\s*:\\s*\"([^\"]+)\"");

    private FaultAnswers() {}

    static Answer of(Answered fault, Request request) {
        var error = new LinkedHashMap<String, Object>();
        error.put("code", fault.code());
        error.put("message", fault.message().orElseGet(() -> message(fault.code(), request)));
        if (fault.code().equals("RequestDisallowedByPolicy")) {
            error.put("target", name(scope(request)));
            error.put("additionalInfo", List.of(violation(scope(request))));
        }
        boolean bare = FROM_AKS.contains(fault.code())
                && ClusterRef.parse(request.path()).isPresent();
        Envelope envelope = bare ? Envelope.BARE : Envelope.WRAPPED;
        Answer answer = Answer.error(fault.status(), envelope, error);
        return fault.retryAfter()
                .map(wait -> answer.with("Retry-After", Long.toString(wait.toSeconds())))
                .orElse(answer);
    }

    private static String message(String code, Request request) {
        String scope = scope(request);
        String action = action(request);
        String client = "The client '" + Caller.GUARD.oid() + "' with object id '" + Caller.GUARD.oid() + "' ";
        return switch (code) {
            case "AuthorizationFailed" ->
                client + "does not have authorization to perform action '" + action + "' over scope '" + scope
                        + "' or the scope is invalid. If access was recently granted, please refresh your credentials.";
            case "LinkedAuthorizationFailed" ->
                client + "has permission to perform action '" + action + "' on scope '" + scope
                        + "'; however, it does not have permission to perform action(s)"
                        + " 'Microsoft.Network/virtualNetworks/subnets/join/action' on the linked scope(s) '"
                        + subnet(request) + "' (respectively) or the linked scope(s) are invalid.";
            case "DenyAssignmentAuthorizationFailed" ->
                client + "has permission to perform action '" + action + "' on scope '" + scope
                        + "'; however, the access is denied because of the deny assignment with name"
                        + " 'Deny assignment created by deployment stack' and Id"
                        + " '5e1d2b3c4a5f46788c9d0e1f2a3b4c5d' at scope '" + group(scope) + "'.";
            case "ScopeLocked" ->
                "The scope '" + scope + "' cannot perform " + (request.is("DELETE") ? "delete" : "write")
                        + " operation because following scope(s) are locked: '" + group(scope)
                        + "'. Please remove the lock and try again.";
            case "RequestDisallowedByPolicy" ->
                "Resource '" + name(scope) + "' was disallowed by policy. Policy identifiers: '"
                        + Json.write(List.of(policy(scope))) + "'.";
            default -> plain(code);
        };
    }

    private static String plain(String code) {
        return switch (code) {
            case "OperationNotAllowed" ->
                "Operation is not allowed: Another operation is in progress, please wait for it to finish before"
                        + " starting a new operation.";
            case "EtagMismatch" ->
                "Operation is not allowed: another operation is in progress, the etag does not match.";
            case "PreconditionFailed" -> "The condition of the header If-Match is not met.";
            case "Throttled" ->
                "The request is being throttled, please retry after the time in the Retry-After header.";
            case "SubscriptionRequestsThrottled" ->
                "Number of requests for subscription exceeded the limit. Please try again later.";
            case "ServiceUnavailable" -> "The service is unavailable, please try again later.";
            case "GatewayTimeout" -> "The gateway did not receive a response from the resource provider in time.";
            default -> "The request failed with " + code + ".";
        };
    }

    private static String scope(Request request) {
        return ClusterRef.parse(request.path()).map(ClusterRef::id).orElse(request.path());
    }

    private static String action(Request request) {
        String verb = switch (request.method()) {
            case "GET", "HEAD" -> "read";
            case "DELETE" -> "delete";
            case "POST" -> "action";
            default -> "write";
        };
        return request.lowerPath().endsWith("/tags/default")
                ? "Microsoft.Resources/tags/" + verb
                : ClusterRef.TYPE + "/" + verb;
    }

    /** A subnet that the body names, as ARM's linked checks find it; else one that it might have named. */
    private static String subnet(Request request) {
        Matcher subnet = SUBNET.matcher(request.body());
        return subnet.find()
                ? subnet.group(1)
                : group(scope(request)) + "/providers/Microsoft.Network/virtualNetworks/vnet-aks/subnets/nodes";
    }

    private static String group(String scope) {
        int end = scope.toLowerCase(Locale.ROOT).indexOf("/providers/");
        return end < 0 ? scope : scope.substring(0, end);
    }

    private static String name(String scope) {
        return scope.substring(scope.lastIndexOf('/') + 1);
    }

    private static Map<String, Object> policy(String scope) {
        String subscription = "/subscriptions/"
                + ClusterRef.parse(scope).map(ClusterRef::subscription).orElse("00000000-0000-0000-0000-000000000000");
        var identifiers =
                new LinkedHashMap<String, Object>(); // in a fixed order, so that the same run leaves the same bytes
        identifiers.put(
                "policyAssignment",
                reference(
                        "Platform guardrails",
                        subscription + "/providers/Microsoft.Authorization/policyAssignments/platform-guardrails"));
        identifiers.put(
                "policyDefinition",
                reference(
                        "Deny changes to managed clusters",
                        subscription + "/providers/Microsoft.Authorization/policyDefinitions/deny-cluster-changes"));
        return identifiers;
    }

    private static Map<String, Object> reference(String name, String id) {
        var reference = new LinkedHashMap<String, Object>();
        reference.put("name", name);
        reference.put("id", id);
        return reference;
    }

    private static Map<String, Object> violation(String scope) {
        String subscription = group(group(scope));
        var info = new LinkedHashMap<String, Object>();
        info.put("policyDefinitionDisplayName", "Deny changes to managed clusters");
        info.put("policyDefinitionName", "deny-cluster-changes");
        info.put("policyDefinitionEffect", "deny");
        info.put("policyAssignmentDisplayName", "Platform guardrails");
        info.put("policyAssignmentName", "platform-guardrails");
        info.put("policyAssignmentScope", subscription);
        info.put("tenantId", World.TENANT);
        var violation = new LinkedHashMap<String, Object>();
        violation.put("type", "PolicyViolation");
        violation.put("info", info);
        return violation;
    }
}
