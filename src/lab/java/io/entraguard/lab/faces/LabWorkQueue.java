package io.entraguard.lab.faces;

import io.entraguard.reconcile.WorkItem;
import io.entraguard.reconcile.WorkItemJson;
import io.entraguard.reconcile.WorkQueue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The queue and the Functions host's way with it, in virtual time: a message is due at an instant, hidden while it is
 * worked on, seen again a minute after a failure, and poison after five. Thread-safe.
 */
public final class LabWorkQueue implements WorkQueue {
    /** What a message asks for, as faults may name it; the other is {@code drain}. */
    private static final String RECONCILE = "reconcile";

    /** How long a message stays hidden after its function threw: {@code visibilityTimeout} of host.json. */
    private static final Duration AFTER_A_FAILURE = Duration.ofMinutes(1);

    /** How long the host keeps a message hidden that nobody says anything of any more, as after a crash. */
    private static final Duration LEASE = Duration.ofMinutes(10);

    /** {@code maxDequeueCount} of host.json. */
    private static final int MOST_DEQUEUES = 5;

    private final Clock clock;
    private final Faulty faulty;
    private final List<Message> messages = new ArrayList<>();
    private final List<String> poison = new ArrayList<>();
    private long ids;

    public LabWorkQueue(Clock clock, FaultHook hook) {
        this.clock = clock;
        this.faulty = new Faulty("queue", hook);
    }

    /**
     * A message as the host hands it to the function.
     *
     * @param due when it is seen, again if it was seen before
     * @param dequeueCount how often it was taken, this time included
     * @param sent when it was put on the queue
     */
    public record Message(long id, String text, Instant due, int dequeueCount, Instant sent) {
        private Message hiddenUntil(Instant instant) {
            return new Message(id, text, instant, dequeueCount, sent);
        }

        private Message taken(Instant until) {
            return new Message(id, text, until, dequeueCount + 1, sent);
        }
    }

    @Override
    public void send(WorkItem item, Duration delay) {
        if (delay.isNegative() || delay.compareTo(LONGEST_DELAY) > 0) {
            throw new IllegalArgumentException("a delay of " + delay + " is not between nothing and " + LONGEST_DELAY);
        }
        put(item instanceof WorkItem.Drain ? "drain" : RECONCILE, WorkItemJson.write(item), delay);
    }

    /** Puts a function's output on the queue, as the host does for an output binding. */
    public void put(String text) {
        put(RECONCILE, text, Duration.ZERO);
    }

    private void put(String what, String text, Duration delay) {
        faulty.run("send " + what, () -> {
            synchronized (messages) {
                Instant now = clock.instant();
                messages.add(new Message(++ids, text, now.plus(delay), 0, now));
            }
        });
    }

    /** When the next message is due; empty where there is none. */
    public Optional<Instant> nextDue() {
        synchronized (messages) {
            return messages.stream().map(Message::due).min(Comparator.naturalOrder());
        }
    }

    /** Takes the message that has been due longest and hides it; empty where none is due now. */
    public Optional<Message> take() {
        synchronized (messages) {
            Instant now = clock.instant();
            Optional<Message> next = messages.stream()
                    .filter(message -> !message.due().isAfter(now))
                    .min(Comparator.comparing(Message::due).thenComparing(Message::id));
            if (next.isPresent() && next.get().dequeueCount() >= MOST_DEQUEUES) {
                messages.remove(next.get());
                poison.add(next.get().text());
                return take();
            }
            return next.map(message -> hide(message, now.plus(LEASE)));
        }
    }

    private Message hide(Message message, Instant until) {
        Message taken = message.taken(until);
        messages.set(messages.indexOf(message), taken);
        return taken;
    }

    /** The function ended well: the message is gone. */
    public void done(Message message) {
        synchronized (messages) {
            messages.remove(message);
        }
    }

    /** The function threw: the message is seen again in a minute, or is poison. */
    public void failed(Message message) {
        synchronized (messages) {
            if (!messages.remove(message)) {
                return; // it was taken by somebody else meanwhile, whose word counts
            }
            if (message.dequeueCount() < MOST_DEQUEUES) {
                messages.add(message.hiddenUntil(clock.instant().plus(AFTER_A_FAILURE)));
            } else {
                poison.add(message.text());
            }
        }
    }

    @Override
    public Depth depth() {
        return faulty.call("count", () -> {
            synchronized (messages) {
                Instant now = clock.instant();
                List<Message> seen = messages.stream()
                        .filter(message -> !message.due().isAfter(now))
                        .sorted(Comparator.comparing(Message::due).thenComparing(Message::id))
                        .limit(Depth.COUNTED)
                        .toList();
                return new Depth(
                        messages.size(),
                        seen.size() < Depth.COUNTED ? seen.size() : messages.size(),
                        seen.stream()
                                .filter(message -> WorkItemJson.isNews(message.text()))
                                .map(Message::sent)
                                .min(Comparator.naturalOrder()));
            }
        });
    }

    /** How many messages there are, hidden ones included. */
    public int size() {
        synchronized (messages) {
            return messages.size();
        }
    }

    @Override
    public int returnPoison() {
        return faulty.call("return poison", () -> {
            synchronized (messages) {
                int returned = poison.size();
                Instant now = clock.instant();
                poison.forEach(text -> messages.add(new Message(++ids, text, now, 0, now)));
                poison.clear();
                return returned;
            }
        });
    }

    /** What landed in the poison queue, oldest first. */
    public List<String> poison() {
        synchronized (messages) {
            return List.copyOf(poison);
        }
    }
}
