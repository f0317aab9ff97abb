package io.entraguard.tickets;

import com.azure.core.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Takes a body up to a length and breaks off what is longer. */
final class LimitedBody implements WritableByteChannel {
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final int most;

    private LimitedBody(int most) {
        this.most = most;
    }

    /** An answer that is longer than anybody asked for. */
    static final class TooLong extends IOException {
        TooLong(int most) {
            super("longer than " + most + " bytes");
        }
    }

    /**
     * The whole body of an answer.
     *
     * @throws TooLong where it is longer than so many bytes
     */
    static byte[] of(HttpResponse response, int most) throws IOException {
        var body = new LimitedBody(most);
        response.writeBodyTo(body);
        return body.taken.toByteArray();
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int length = source.remaining();
        if (length > most - taken.size()) {
            throw new TooLong(most);
        }
        var bytes = new byte[length];
        source.get(bytes);
        taken.writeBytes(bytes);
        return length;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
