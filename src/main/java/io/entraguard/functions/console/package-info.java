/**
 * The page for people: {@link io.entraguard.functions.console.ConsolePage} makes it from one JSON tree of the shapes that
 * the API gives.
 *
 * <p>Context: the page has to say the essential without a script, to work from a saved file, and to show 10,000 clusters.
 * Choice: figures, chart and what needs people are rendered here with a template; the rows travel as JSON and are
 * rendered a page at a time by a script of our own. Both are inlined and allowed by their hashes, so that the page loads nothing and runs nothing else. Cost: the
 * page of a large fleet is some megabytes before gzip, and a cluster's history comes with a request of its own.
 */
@NullMarked
package io.entraguard.functions.console;

import org.jspecify.annotations.NullMarked;
