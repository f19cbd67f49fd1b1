package dev.secretzero.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every link from a page of the repository to another leads somewhere.
final class LinksTest {

    private static final Path ROOT = Path.of("..");
    private static final List<String> FOLDERS = List.of("", "docs", "docs/bundles", "examples", "deploy");
    private static final Pattern FENCE = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        var links = new ArrayList<String>();
        var broken = new ArrayList<String>();
        for (var page : pages()) {
            for (var link : links(page)) {
                links.add(link);
                fault(page, link).ifPresent(fault -> broken.add(page + ": " + link + " " + fault));
            }
        }
        assertThat(links).hasSizeGreaterThan(50);
        assertThat(broken).isEmpty();
    }

    private static List<Path> pages() throws IOException {
        var pages = new ArrayList<Path>();
        for (var folder : FOLDERS) {
            try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
            }
        }
        return pages;
    }

    private static List<String> links(Path page) throws IOException {
        return LINK.matcher(prose(page)).results()
                .map(link -> link.group(1))
                .filter(link -> !link.contains("://"))
                .toList();
    }

    private static String prose(Path page) throws IOException {
        return FENCE.matcher(Files.readString(page)).replaceAll("");
    }

    private static Optional<String> fault(Path page, String link) throws IOException {
        int hash = link.indexOf('#');
        var path = hash < 0 ? link : link.substring(0, hash);
        var to = path.isEmpty() ? page : page.resolveSibling(path);
        if (!Files.exists(to)) {
            return Optional.of("does not exist");
        }
        boolean known = hash < 0 || HEADING.matcher(prose(to)).results()
                .map(heading -> anchor(heading.group(1)))
                .collect(Collectors.toSet())
                .contains(link.substring(hash + 1));
        return known ? Optional.empty() : Optional.of("is no heading");
    }

    /// The name by which GitHub links to a heading.
    private static String anchor(String heading) {
        return heading.strip().toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", "").replace(' ', '-');
    }
}
