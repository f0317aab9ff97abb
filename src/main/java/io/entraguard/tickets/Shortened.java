package io.entraguard.tickets;

import io.entraguard.reconcile.ticket.Block;
import io.entraguard.reconcile.ticket.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A page rendered within what a tracker takes: whole pieces are left out at its end and a last paragraph says how many,
 * since a sentence or a command cut in the middle may say something else.
 */
final class Shortened {
    private Shortened() {}

    /**
     * The page, or as much of its beginning as fits.
     *
     * @param most how many characters the rendering may have
     */
    static String within(int most, Page page, Function<Page, String> render) {
        String whole = render.apply(page);
        if (whole.length() <= most) {
            return whole;
        }
        List<Block> pieces = pieces(page);
        int fits = 0;
        int tooMany = pieces.size();
        while (fits + 1 < tooMany) {
            int middle = (fits + tooMany) / 2;
            if (render.apply(beginning(page, pieces, middle)).length() <= most) {
                fits = middle;
            } else {
                tooMany = middle;
            }
        }
        return render.apply(beginning(page, pieces, fits));
    }

    /** The blocks, with each item of a list as a list of its own. */
    private static List<Block> pieces(Page page) {
        var pieces = new ArrayList<Block>();
        for (Block block : page.blocks()) {
            if (block instanceof Block.Bullets list) {
                list.items().forEach(item -> pieces.add(new Block.Bullets(List.of(item))));
            } else {
                pieces.add(block);
            }
        }
        return pieces;
    }

    private static Page beginning(Page page, List<Block> pieces, int kept) {
        var blocks = new ArrayList<Block>();
        pieces.subList(0, kept).forEach(piece -> add(blocks, piece));
        blocks.add(Block.paragraph("… The tracker takes no longer text: " + (pieces.size() - kept)
                + " more pieces are left out. The guard's audit trail has them all."));
        return new Page(page.title(), blocks);
    }

    private static void add(List<Block> blocks, Block piece) {
        int last = blocks.size() - 1;
        if (piece instanceof Block.Bullets item && last >= 0 && blocks.get(last) instanceof Block.Bullets list) {
            var items = new ArrayList<>(list.items());
            items.addAll(item.items());
            blocks.set(last, new Block.Bullets(items));
        } else {
            blocks.add(piece);
        }
    }
}
