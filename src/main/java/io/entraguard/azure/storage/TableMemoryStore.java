package io.entraguard.azure.storage;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.rest.PagedResponse;
import com.azure.core.http.rest.Response;
import com.azure.core.util.Context;
import com.azure.data.tables.TableClient;
import com.azure.data.tables.models.ListEntitiesOptions;
import com.azure.data.tables.models.TableEntity;
import com.azure.data.tables.models.TableEntityUpdateMode;
import io.entraguard.model.Sha256;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.MemoryStore;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Memory as entities of an Azure Table. An entity's row key is the SHA-256 of the row's name, since names hold characters
 * that keys may not; its text lies in properties {@code Text0}, {@code Text1} … because one property holds at most
 * 32,768 characters. Thread-safe.
 */
public final class TableMemoryStore implements MemoryStore {
    private static final int PART = 30_000;
    private static final String NAME = "Name";
    private static final String PARTS = "Parts";
    private static final String TEXT = "Text";

    /** Where the SDK looks for the etag of an entity that it is given. */
    private static final String ETAG = "odata.etag";

    private final TableClient table;
    private final boolean creating;
    private volatile boolean there;

    /** The table of that name. */
    public TableMemoryStore(StorageAccess account, String table) {
        this.table = account.table(table);
        this.creating = account.creating();
    }

    @Override
    public Optional<Row> load(String partition, String name) {
        try {
            return Optional.of(row(call(
                    "load",
                    () -> table.getEntityWithResponse(partition, Sha256.hex(name), null, null, Context.NONE)
                            .getValue())));
        } catch (Failure.Terminal e) {
            if (entityIsAbsent(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public String save(String partition, String name, String text, Optional<String> etag) {
        TableEntity entity = entity(partition, name, text);
        if (etag.isEmpty()) {
            return etag(call("insert", () -> table.createEntityWithResponse(entity, null, Context.NONE)));
        }
        entity.addProperty(ETAG, etag.get());
        try {
            return etag(call(
                    "replace",
                    () -> table.updateEntityWithResponse(
                            entity, TableEntityUpdateMode.REPLACE, true, null, Context.NONE)));
        } catch (Failure.Terminal e) {
            throw entityIsAbsent(e) ? gone() : e;
        }
    }

    @Override
    public void delete(String partition, String name, String etag) {
        TableEntity entity = new TableEntity(partition, Sha256.hex(name)).addProperty(ETAG, etag);
        Response<Void> answer = call("delete", () -> table.deleteEntityWithResponse(entity, true, null, Context.NONE));
        if (answer.getStatusCode() == 404) { // which the SDK takes for success
            throw gone();
        }
    }

    @Override
    public void each(String partition, Consumer<Row> reader) {
        var filter = new ListEntitiesOptions().setFilter("PartitionKey eq '" + partition.replace("'", "''") + "'");
        Iterator<PagedResponse<TableEntity>> pages = call(
                "list",
                () -> table.listEntities(filter, null, Context.NONE)
                        .iterableByPage()
                        .iterator());
        while (call("list", pages::hasNext)) {
            call("list", pages::next).getElements().forEach(entity -> reader.accept(row(entity)));
        }
    }

    private <T> T call(String verb, Supplier<T> call) {
        if (creating && !there) {
            create();
            there = true;
        }
        return StorageCall.of("table " + table.getTableName() + ": " + verb, call);
    }

    private void create() {
        try {
            StorageCall.of(
                    "table " + table.getTableName() + ": create",
                    () -> table.createTableWithResponse(null, Context.NONE));
        } catch (Failure.Conflict e) {
            // it is there already, which is all that was wanted
        }
    }

    private static boolean entityIsAbsent(Failure.Terminal answer) {
        return answer.code().equals("ResourceNotFound");
    }

    private static Failure.Conflict gone() {
        return new Failure.Conflict("the row that was read is there no longer");
    }

    private static TableEntity entity(String partition, String name, String text) {
        var entity = new TableEntity(partition, Sha256.hex(name)).addProperty(NAME, name);
        int parts = 0;
        int from = 0;
        while (from < text.length()) {
            int to = end(text, from);
            entity.addProperty(TEXT + parts++, text.substring(from, to));
            from = to;
        }
        return entity.addProperty(PARTS, parts);
    }

    /** Where a part ends that begins there: never between the two halves of one character. */
    private static int end(String text, int from) {
        int to = Math.min(from + PART, text.length());
        return to < text.length() && Character.isHighSurrogate(text.charAt(to - 1)) ? to - 1 : to;
    }

    private static Row row(TableEntity entity) {
        var text = new StringBuilder();
        int parts = (Integer) entity.getProperty(PARTS);
        for (int i = 0; i < parts; i++) {
            text.append(entity.getProperty(TEXT + i));
        }
        return new Row((String) entity.getProperty(NAME), text.toString(), entity.getETag());
    }

    /**
     * The etag as the service gave it. The SDK's TableScrubEtagPolicy takes the closing quote of a weak etag off the
     * header, and the service refuses what is left of it (seen in azure-data-tables 12.5.9).
     */
    private static String etag(Response<Void> answer) {
        String scrubbed = answer.getHeaders().getValue(HttpHeaderName.ETAG);
        return scrubbed.startsWith("W/\"") && !scrubbed.endsWith("\"") ? scrubbed + "\"" : scrubbed;
    }
}
