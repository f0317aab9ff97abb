package io.entraguard.functions;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The storage account that holds queue, table and ledger: the Functions host's own connection {@code AzureWebJobsStorage},
 * in the host's own spelling. Identity-based where it is an account's name or endpoints; a connection string, which holds
 * a key, is for Azurite and for those who have no choice.
 */
sealed interface StorageAccount {
    /** Calls the case that fits. */
    <R> R match(Cases<R> cases);

    /** One method for each variant. */
    interface Cases<R> {
        R byKey(ByKey account);

        R byIdentity(ByIdentity account);
    }

    /** A connection string. It is a secret and shows nowhere. */
    record ByKey(String connectionString) implements StorageAccount {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.byKey(this);
        }

        @Override
        public String toString() {
            return "ByKey[connectionString=(hidden)]";
        }
    }

    /**
     * Endpoints that the program's identity may use.
     *
     * @param clientId of a user-assigned identity
     */
    record ByIdentity(URI blobs, URI queues, URI tables, Optional<String> clientId) implements StorageAccount {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.byIdentity(this);
        }
    }

    /** The account that the host's connection names. */
    static StorageAccount of(Variables variables) {
        Optional<String> connectionString = variables.text("AzureWebJobsStorage");
        if (connectionString.isPresent()) {
            return new ByKey(connectionString.get());
        }
        Optional<String> account = variables.matching(
                "AzureWebJobsStorage__accountName",
                Pattern.compile("[a-z0-9]{3,24}"),
                "a storage account's name of 3 to 24 lower-case letters and digits");
        return new ByIdentity(
                endpoint(variables, account, "blob"),
                endpoint(variables, account, "queue"),
                endpoint(variables, account, "table"),
                variables.text("AzureWebJobsStorage__clientId"));
    }

    private static URI endpoint(Variables variables, Optional<String> account, String part) {
        String name = "AzureWebJobsStorage__" + part + "ServiceUri";
        if (account.isEmpty() && variables.text(name).isEmpty()) {
            throw Variables.invalid(
                    "AzureWebJobsStorage",
                    "names no " + part + " storage",
                    "give AzureWebJobsStorage__accountName, or " + name + ", or a connection string in"
                            + " AzureWebJobsStorage");
        }
        return variables.endpoint(name, "https://" + account.orElse("") + "." + part + ".core.windows.net");
    }
}
