package dev.secretzero.engine.manifest;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.el.TruthyTypeConverter;
import com.hubspot.jinjava.el.ext.NamedParameter;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.Context.Library;
import com.hubspot.jinjava.interpret.InterpretException;
import com.hubspot.jinjava.interpret.InterpreterFactory;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import com.hubspot.jinjava.lib.tag.ForTag;
import com.hubspot.jinjava.lib.tag.IfTag;
import com.hubspot.jinjava.lib.tag.Tag;
import com.hubspot.jinjava.loader.ResourceLocator;
import com.hubspot.jinjava.loader.ResourceNotFoundException;
import com.hubspot.jinjava.objects.SafeString;
import com.hubspot.jinjava.tree.TagNode;
import com.hubspot.jinjava.util.ForLoop;
import java.beans.FeatureDescriptor;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import jinjava.de.odysseus.el.ExpressionFactoryImpl;
import jinjava.de.odysseus.el.tree.TreeStore;
import jinjava.de.odysseus.el.tree.impl.Cache;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELException;
import jinjava.javax.el.ELResolver;
import jinjava.javax.el.ExpressionFactory;
import org.jspecify.annotations.Nullable;

/// The template engine, locked in: a template sees the names it is given, the keys of maps, the items of lists, and
/// the filters listed in [JinjaFilters]. No Java method or property can be reached from it.
///
/// It prints as Jinja 2 does (`True`, `None`, `1.0`). Limits: a million characters of template and of output, 100 000 turns of loops,
/// 20 levels of rendering. Whatever goes wrong makes [#render] empty; what was wrong is not told, because an
/// engine's message may quote a value.
public final class Jinja {

    /// How many characters a template and its output may have.
    public static final int LARGEST = JinjaOperators.LARGEST;

    /// How many turns all loops of one rendering may take together.
    public static final int MOST_TURNS = 100_000;

    private static final Set<String> PLAIN_TAGS =
            Set.of("if", "elif", "else", "endif", "for", "endfor", "set", "endset", "raw", "endraw");
    private static final Set<String> FILE_TAGS = Set.of(
            "include", "extends", "block", "endblock", "import", "from", "macro", "endmacro", "call", "endcall");

    private final Sandbox sandbox;
    private final boolean escape;

    private Jinja(ResourceLocator files, Set<String> tags, boolean escape) {
        this.escape = escape;
        this.sandbox = new Sandbox(files, tags);
    }

    /// For strings of a manifest: no other file can be named.
    public static Jinja strings() {
        return new Jinja((name, encoding, interpreter) -> {
            throw new ResourceNotFoundException("no files");
        }, PLAIN_TAGS, false);
    }

    /// For template files. Other files are found in `directory` and below it, wherever links lead.
    ///
    /// @param escape whether what is printed is escaped for HTML
    public static Jinja files(Path directory, boolean escape) {
        var tags = new java.util.HashSet<>(PLAIN_TAGS);
        tags.addAll(FILE_TAGS);
        return new Jinja(new Directory(directory), tags, escape);
    }

    /// Renders a text. Empty when it is not a template, when it asks an undefined name for something, when a type
    /// does not fit, or when a limit is reached.
    ///
    /// @param names what the template may name; null values count as None
    public Optional<String> render(String template, Map<String, ? extends @Nullable Object> names) {
        if (template.length() > LARGEST) {
            return Optional.empty();
        }
        try {
            return sandbox.run(template, names, escape);
        } catch (RuntimeException | StackOverflowError e) {
            return Optional.empty();
        }
    }

    /// The library, with its expression language replaced and its world reduced.
    private static final class Sandbox extends Jinjava {
        private final ExpressionFactory expressions =
                new ExpressionFactoryImpl(new TreeStore(new JinjaSyntax(), new Cache(500)), new Converter());

        Sandbox(ResourceLocator files, Set<String> tags) {
            super(config(tags));
            setResourceLocator(files);
            getGlobalContext().registerTag(new Loop());
            getGlobalContext().registerTag(new Condition());
            JinjaFilters.FILTERS.forEach((name, filter) -> getGlobalContext().registerFilter(new NamedFilter(name, filter)));
            JinjaFilters.TESTS.forEach((name, test) -> getGlobalContext().registerExpTest(new NamedTest(name, test)));
        }

        @Override
        public ExpressionFactory getExpressionFactory() {
            return expressions;
        }

        Optional<String> run(String template, Map<String, ? extends @Nullable Object> names, boolean escape) {
            var context = new Context(getGlobalContextCopy(), Map.of(), getGlobalConfig().getDisabled());
            context.setDynamicVariableResolver(name -> named(names, name));
            context.setAutoEscape(escape);
            var interpreter = new Interpreter(this, context, getGlobalConfig());
            try (var pushed = JinjavaInterpreter.closeablePushCurrent(interpreter).get()) {
                var output = pushed.value().render(template);
                return interpreter.getErrorsCopy().isEmpty() && output.length() <= LARGEST
                        ? Optional.of(output)
                        : Optional.empty();
            }
        }

        private static Object named(Map<String, ? extends @Nullable Object> names, String name) {
            if (names.containsKey(name)) {
                return present(names.get(name));
            }
            return name.equals("none") || name.equals("None") ? Absent.NONE : Absent.UNDEFINED;
        }

        private static JinjavaConfig config(Set<String> tags) {
            var disabled = new EnumMap<Library, Set<String>>(Library.class);
            var all = new Context();
            disabled.put(Library.TAG, others(all.getAllTags(), Tag::getName, tags));
            disabled.put(Library.FILTER, others(all.getAllFilters(), Filter::getName, JinjaFilters.FILTERS.keySet()));
            disabled.put(Library.EXP_TEST, others(all.getAllExpTests(), ExpTest::getName, JinjaFilters.TESTS.keySet()));
            disabled.put(Library.FUNCTION, others(all.getAllFunctions(), ELFunctionDefinition::getName, Set.of(":range")));
            return JinjavaConfig.newBuilder()
                    .withDisabled(disabled)
                    .withElResolver(new Reach())
                    .withNestedInterpretationEnabled(false)
                    .withMaxRenderDepth(20)
                    .withMaxMacroRecursionDepth(10)
                    .withMaxOutputSize(LARGEST)
                    .withMaxStringLength(LARGEST)
                    .withInterperterFactory(new Factory())
                    .withLegacyOverrides(LegacyOverrides.newBuilder()
                            .withEvaluateMapKeys(true)
                            .withIterateOverMapKeys(true)
                            .withUseNaturalOperatorPrecedence(true)
                            .withParseWhitespaceControlStrictly(true)
                            .withAllowAdjacentTextNodes(true)
                            .withUseTrimmingForNotesAndExpressions(true)
                            .build())
                    .build();
        }

        private static <T> Set<String> others(Collection<T> all, Function<T, String> name, Set<String> kept) {
            return all.stream().map(name).filter(each -> !kept.contains(each)).collect(Collectors.toSet());
        }
    }

    /// Counts one turn of the rendering that is going on in this thread.
    ///
    /// @throws ELException after [#MOST_TURNS]
    static void turn() {
        if (JinjavaInterpreter.getCurrent() instanceof Interpreter interpreter) {
            interpreter.turn();
        }
    }

    private static Object present(@Nullable Object value) {
        return value == null ? Absent.NONE : value;
    }

    private static final class Factory implements InterpreterFactory {
        @Override
        public JinjavaInterpreter newInstance(JinjavaInterpreter original) {
            return new Interpreter((Interpreter) original);
        }

        @Override
        public JinjavaInterpreter newInstance(Jinjava application, Context context, JinjavaConfig config) {
            return new Interpreter(application, context, config);
        }
    }

    private static final class Interpreter extends JinjavaInterpreter {
        private final AtomicLong turns;

        Interpreter(Jinjava application, Context context, JinjavaConfig config) {
            super(application, context, config);
            this.turns = new AtomicLong();
        }

        Interpreter(Interpreter original) {
            super(original);
            this.turns = original.turns;
        }

        void turn() {
            if (turns.incrementAndGet() > MOST_TURNS) {
                throw new ELException("the loops take too long");
            }
        }

        @Override
        public String getAsString(@Nullable Object value) {
            if (value == null) {
                throw new InterpretException("there is nothing to print");
            }
            return JinjaOperators.printed(value);
        }
    }

    /// Everything that an expression can reach.
    private static final class Reach extends ELResolver {

        @Override
        public Object getValue(ELContext context, Object base, Object property) {
            context.setPropertyResolved(true);
            return switch (base) {
                case Absent absent -> attribute(absent);
                case Map<?, ?> map -> map.containsKey(property) ? present(map.get(property)) : Absent.UNDEFINED;
                case List<?> list -> item(list.size(), property).map(i -> present(list.get(i))).orElse(Absent.UNDEFINED);
                case CharSequence text -> item(text.length(), property)
                        .<Object>map(i -> String.valueOf(text.charAt(i)))
                        .orElse(Absent.UNDEFINED);
                case ForLoop loop -> counter(loop, String.valueOf(property));
                default -> Absent.UNDEFINED;
            };
        }

        private static Absent attribute(Absent absent) {
            if (absent == Absent.UNDEFINED) {
                throw new ELException("an undefined name has no attributes");
            }
            return Absent.UNDEFINED;
        }

        private static Optional<Integer> item(int size, Object property) {
            var text = String.valueOf(property);
            if (!text.matches("-?\\d{1,9}")) {
                return Optional.empty();
            }
            int index = Integer.parseInt(text);
            int place = index < 0 ? size + index : index;
            return place >= 0 && place < size ? Optional.of(place) : Optional.empty();
        }

        private static Object counter(ForLoop loop, String name) {
            return switch (name) {
                case "index" -> loop.getIndex();
                case "index0" -> loop.getIndex0();
                case "first" -> loop.isFirst();
                case "last" -> loop.isLast();
                case "length" -> loop.getLength();
                case "revindex" -> loop.getRevindex();
                case "revindex0" -> loop.getRevindex0();
                default -> Absent.UNDEFINED;
            };
        }

        @Override
        public @Nullable Object invoke(
                ELContext context, Object base, Object method, Class<?> @Nullable [] types, Object @Nullable [] parameters) {
            context.setPropertyResolved(true);
            var given = parameters == null ? List.<Object>of() : Arrays.asList(parameters);
            return switch (base) {
                case NamedFilter filter when method.equals("filter") -> filter.apply(given);
                case NamedTest test when method.equals("evaluate") -> test.apply(given);
                case NamedTest test when method.equals("evaluateNegated") -> !test.apply(given);
                case Map<?, ?> map -> JinjaFilters.method(map, String.valueOf(method), arguments(given));
                case CharSequence text -> JinjaFilters.method(text, String.valueOf(method), arguments(given));
                case null, default -> throw new ELException("methods cannot be called");
            };
        }

        @Override
        public Class<?> getCommonPropertyType(ELContext context, Object base) {
            return Object.class;
        }

        @Override
        public Iterator<FeatureDescriptor> getFeatureDescriptors(ELContext context, Object base) {
            return Collections.emptyIterator();
        }

        @Override
        public Class<?> getType(ELContext context, Object base, Object property) {
            throw new ELException("nothing can be assigned");
        }

        @Override
        public boolean isReadOnly(ELContext context, Object base, Object property) {
            return true;
        }

        @Override
        public void setValue(ELContext context, Object base, Object property, Object value) {
            throw new ELException("nothing can be assigned");
        }
    }

    private static JinjaFilters.Arguments arguments(List<?> given) {
        var placed = new ArrayList<@Nullable Object>();
        var named = new LinkedHashMap<String, @Nullable Object>();
        for (var argument : given) {
            if (argument instanceof NamedParameter parameter) {
                named.put(parameter.getName(), plain(parameter.getValue()));
            } else {
                placed.add(plain(argument));
            }
        }
        return new JinjaFilters.Arguments(placed, named);
    }

    private static @Nullable Object plain(@Nullable Object value) {
        return value instanceof SafeString safe ? safe.toString() : value;
    }

    private record NamedFilter(String name, JinjaFilters.Fn fn) implements Filter {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public @Nullable Object filter(Object value, JinjavaInterpreter interpreter, String... arguments) {
            throw new ELException("filters are called by the engine");
        }

        /// The library hands over the value, the interpreter, the placed and the named arguments.
        @Nullable Object apply(List<?> given) {
            var all = new ArrayList<@Nullable Object>(Arrays.asList((Object[]) given.get(2)));
            var arguments = arguments(all);
            ((Map<?, ?>) given.get(3)).forEach((key, value) -> arguments.named().put(String.valueOf(key), plain(value)));
            boolean escapes = name.equals("escape") || name.equals("e");
            return fn.apply(escapes ? given.getFirst() : plain(given.getFirst()), arguments);
        }
    }

    private record NamedTest(String name, JinjaFilters.Fn fn) implements ExpTest {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean evaluate(Object value, JinjavaInterpreter interpreter, Object... arguments) {
            throw new ELException("tests are called by the engine");
        }

        /// The library hands over the value, the interpreter and the arguments.
        boolean apply(List<?> given) {
            return JinjaOperators.truth(fn.apply(plain(given.getFirst()), arguments(given.subList(2, given.size()))));
        }
    }

    private static final class Converter extends TruthyTypeConverter {
        @Serial
        private static final long serialVersionUID = 1L;

        @Override
        protected Boolean coerceToBoolean(Object value) {
            return JinjaOperators.truth(plain(value));
        }
    }

    private static final class Condition extends IfTag {
        @Serial
        private static final long serialVersionUID = 1L;

        @Override
        public boolean isPositiveIfElseNode(TagNode node, JinjavaInterpreter interpreter) {
            return JinjaOperators.truth(plain(interpreter.resolveELExpression(node.getHelpers(), node.getLineNumber())));
        }
    }

    private static final class Loop extends ForTag {
        @Serial
        private static final long serialVersionUID = 1L;

        @Override
        public String renderForCollection(
                TagNode node, JinjavaInterpreter interpreter, List<String> names, @Nullable Object collection) {
            if (node.getHelpers().matches("(?s).*\\s(?:if|recursive)\\b.*")) {
                throw new InterpretException("loops with a condition are not supported");
            }
            var items = JinjaFilters.items(plain(collection));
            boolean fits = names.size() == 1 || items.stream().allMatch(item -> item instanceof List<?> list && list.size() == names.size());
            if (!fits) {
                throw new InterpretException("the items do not fit the names");
            }
            return super.renderForCollection(node, interpreter, names, new Turns(items, (Interpreter) interpreter));
        }
    }

    /// The items of a loop, counted as they are gone through.
    private static final class Turns extends java.util.AbstractList<Object> {
        private final List<@Nullable Object> items;
        private final Interpreter interpreter;

        Turns(List<@Nullable Object> items, Interpreter interpreter) {
            this.items = items;
            this.interpreter = interpreter;
        }

        @Override
        public Object get(int index) {
            interpreter.turn();
            return present(items.get(index));
        }

        @Override
        public int size() {
            return items.size();
        }
    }

    /// The files of a directory and below it.
    private record Directory(Path root) implements ResourceLocator {
        @Override
        public String getString(String name, java.nio.charset.Charset encoding, JinjavaInterpreter interpreter)
                throws IOException {
            try {
                var top = root.toRealPath();
                var file = top.resolve(name).toRealPath();
                if (!file.startsWith(top) || Files.size(file) > LARGEST) {
                    throw new ResourceNotFoundException("outside of the directory");
                }
                return Files.readString(file, StandardCharsets.UTF_8);
            } catch (InvalidPathException e) {
                throw new ResourceNotFoundException("not a path");
            }
        }
    }
}
