package io.entraguard.azure.siem;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the flat row that a list of fields asks for. */
final class Row {
    private Row() {}

    static Map<String, Object> of(List<Field> fields, Map<String, Object> event) {
        var read = new OcsfEvent(event);
        var row = new LinkedHashMap<String, Object>();
        fields.forEach(field -> field.value().apply(read).ifPresent(value -> row.put(field.name(), value)));
        return row;
    }
}
