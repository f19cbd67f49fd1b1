package dev.secretzero.engine.manifest;

import com.hubspot.jinjava.objects.SafeString;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import jinjava.de.odysseus.el.tree.Bindings;
import jinjava.de.odysseus.el.tree.impl.ast.AstBinary;
import jinjava.de.odysseus.el.tree.impl.ast.AstNode;
import jinjava.de.odysseus.el.tree.impl.ast.AstUnary;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELException;
import org.jspecify.annotations.Nullable;

/// The operators of Jinja 2: nothing is converted, and operands that do not fit are an error.
final class JinjaOperators {

    /// How many characters or items an operator may make.
    static final int LARGEST = 1_000_000;

    static final AstUnary.Operator NEGATE = (bindings, context, child) -> {
        var value = child.eval(bindings, context);
        return numeric(Binary.MINUS, 0L, value);
    };

    private JinjaOperators() {}

    enum Binary implements AstBinary.Operator {
        PLUS,
        MINUS,
        TIMES,
        DIVIDE,
        FLOOR_DIVIDE,
        MODULO,
        JOIN,
        EQUAL,
        UNEQUAL,
        LESS,
        AT_MOST,
        MORE,
        AT_LEAST,
        IN,
        NOT_IN,
        AND,
        OR,
        UNSUPPORTED;

        @Override
        public @Nullable Object eval(Bindings bindings, ELContext context, AstNode left, AstNode right) {
            var first = left.eval(bindings, context);
            if (this == AND || this == OR) {
                return truth(first) == (this == AND) ? right.eval(bindings, context) : first;
            }
            return apply(bare(first), bare(right.eval(bindings, context)));
        }

        private Object apply(@Nullable Object a, @Nullable Object b) {
            return switch (this) {
                case PLUS -> plus(a, b);
                case TIMES -> times(a, b);
                case MINUS, DIVIDE, FLOOR_DIVIDE, MODULO -> numeric(this, a, b);
                case JOIN -> limited(printed(a) + printed(b));
                case EQUAL -> equal(a, b);
                case UNEQUAL -> !equal(a, b);
                case LESS -> compare(a, b) < 0;
                case AT_MOST -> compare(a, b) <= 0;
                case MORE -> compare(a, b) > 0;
                case AT_LEAST -> compare(a, b) >= 0;
                case IN -> contains(b, a);
                case NOT_IN -> !contains(b, a);
                case AND, OR, UNSUPPORTED -> throw new ELException("this operator is not supported");
            };
        }
    }

    private static @Nullable Object bare(@Nullable Object value) {
        return value instanceof SafeString safe ? safe.toString() : value;
    }

    /// Whether a value counts as true: null, undefined, zero and everything empty do not.
    static boolean truth(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Absent _ -> false;
            case Boolean flag -> flag;
            case Number number -> number.doubleValue() != 0;
            case CharSequence text -> !text.isEmpty();
            case Collection<?> items -> !items.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            default -> !value.toString().isEmpty();
        };
    }

    /// The text of a value, as it is printed.
    static String printed(@Nullable Object value) {
        var plain = bare(value);
        return plain == Absent.UNDEFINED ? "" : Pythonic.text(plain == Absent.NONE ? null : plain);
    }

    static String limited(String text) {
        if (text.length() > LARGEST) {
            throw new ELException("the text is too long");
        }
        return text;
    }

    private static Object plus(@Nullable Object a, @Nullable Object b) {
        if (isText(a) && isText(b)) {
            return limited(String.valueOf(a) + b);
        }
        if (a instanceof List<?> first && b instanceof List<?> second) {
            var joined = new ArrayList<@Nullable Object>(first);
            joined.addAll(second);
            return sized(joined);
        }
        return numeric(Binary.PLUS, a, b);
    }

    private static Object times(@Nullable Object a, @Nullable Object b) {
        if (isText(a) && b instanceof Number count) {
            return repeated(String.valueOf(a), count.longValue());
        }
        if (a instanceof Number count && isText(b)) {
            return repeated(String.valueOf(b), count.longValue());
        }
        return numeric(Binary.TIMES, a, b);
    }

    private static String repeated(String text, long count) {
        if (count > 0 && text.length() > LARGEST / count) {
            throw new ELException("the text is too long");
        }
        return text.repeat((int) Math.max(0, count));
    }

    private static List<@Nullable Object> sized(List<@Nullable Object> list) {
        if (list.size() > LARGEST) {
            throw new ELException("the list is too long");
        }
        return list;
    }

    private static boolean isText(@Nullable Object value) {
        return value instanceof CharSequence;
    }

    private static Object numeric(Binary operator, @Nullable Object a, @Nullable Object b) {
        var x = number(a);
        var y = number(b);
        boolean whole = x instanceof BigInteger && y instanceof BigInteger && operator != Binary.DIVIDE;
        return whole ? integers(operator, (BigInteger) x, (BigInteger) y) : reals(operator, x.doubleValue(), y.doubleValue());
    }

    /// A [BigInteger] or a [Double].
    private static Number number(@Nullable Object value) {
        return switch (value) {
            case Boolean flag -> flag ? BigInteger.ONE : BigInteger.ZERO;
            case Double real -> real;
            case Float real -> real.doubleValue();
            case BigDecimal real -> real.doubleValue();
            case BigInteger whole -> whole;
            case Number whole -> BigInteger.valueOf(whole.longValue());
            case null, default -> throw new ELException("not a number");
        };
    }

    private static Number integers(Binary operator, BigInteger x, BigInteger y) {
        boolean divides = operator == Binary.FLOOR_DIVIDE || operator == Binary.MODULO;
        if (divides && y.signum() == 0) {
            throw new ELException("division by zero");
        }
        var result = switch (operator) {
            case PLUS -> x.add(y);
            case MINUS -> x.subtract(y);
            case TIMES -> x.multiply(y);
            case FLOOR_DIVIDE -> floor(x, y)[0];
            case MODULO -> floor(x, y)[1];
            default -> throw new ELException("not supported");
        };
        if (result.bitLength() > 4096) {
            throw new ELException("the number is too large");
        }
        return result.bitLength() < 64 ? (Number) result.longValue() : result;
    }

    private static BigInteger[] floor(BigInteger x, BigInteger y) {
        var parts = x.divideAndRemainder(y);
        if (parts[1].signum() * y.signum() < 0) {
            return new BigInteger[] {parts[0].subtract(BigInteger.ONE), parts[1].add(y)};
        }
        return parts;
    }

    private static Double reals(Binary operator, double x, double y) {
        boolean divides = operator == Binary.DIVIDE || operator == Binary.FLOOR_DIVIDE || operator == Binary.MODULO;
        if (divides && y == 0) {
            throw new ELException("division by zero");
        }
        return switch (operator) {
            case PLUS -> x + y;
            case MINUS -> x - y;
            case TIMES -> x * y;
            case DIVIDE -> x / y;
            case FLOOR_DIVIDE -> Math.floor(x / y);
            case MODULO -> x - y * Math.floor(x / y);
            default -> throw new ELException("not supported");
        };
    }

    /// The numbers of a range, at most a hundred thousand.
    static List<Object> range(Object... bounds) {
        if (bounds.length < 1 || bounds.length > 3) {
            throw new ELException("range takes one to three numbers");
        }
        long start = bounds.length == 1 ? 0 : whole(bounds[0]);
        long stop = whole(bounds[bounds.length == 1 ? 0 : 1]);
        long step = bounds.length == 3 ? whole(bounds[2]) : 1;
        var numbers = new ArrayList<Object>();
        for (long i = start; step > 0 ? i < stop : i > stop; i = Math.addExact(i, step)) {
            numbers.add(i);
            if (step == 0 || numbers.size() > Jinja.MOST_TURNS) {
                throw new ELException("the range is too long");
            }
        }
        return numbers;
    }

    private static long whole(Object value) {
        if (number(value) instanceof BigInteger number && number.bitLength() < 64) {
            return number.longValue();
        }
        throw new ELException("not a whole number");
    }

    static boolean equal(@Nullable Object a, @Nullable Object b) {
        if (isNumber(a) && isNumber(b)) {
            return compare(a, b) == 0;
        }
        if (isText(a) && isText(b)) {
            return String.valueOf(a).equals(String.valueOf(b));
        }
        if (a instanceof List<?> first && b instanceof List<?> second) {
            return equalLists(first, second);
        }
        if (a instanceof Map<?, ?> first && b instanceof Map<?, ?> second) {
            return first.keySet().equals(second.keySet())
                    && equalLists(List.copyOf(first.keySet()).stream().<@Nullable Object>map(first::get).toList(),
                            List.copyOf(first.keySet()).stream().<@Nullable Object>map(second::get).toList());
        }
        var first = a == null ? Absent.NONE : a;
        return Objects.equals(first, b == null ? Absent.NONE : b);
    }

    /// Every item counts as a turn: lists that hold one another many times over grow without bound.
    private static boolean equalLists(List<?> a, List<?> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            Jinja.turn();
            if (!equal(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNumber(@Nullable Object value) {
        return value instanceof Number || value instanceof Boolean;
    }

    static int compare(@Nullable Object a, @Nullable Object b) {
        if (isText(a) && isText(b)) {
            return String.valueOf(a).compareTo(String.valueOf(b));
        }
        var x = number(a);
        var y = number(b);
        return x instanceof BigInteger first && y instanceof BigInteger second
                ? first.compareTo(second)
                : Double.compare(x.doubleValue(), y.doubleValue());
    }

    static boolean contains(@Nullable Object container, @Nullable Object item) {
        return switch (container) {
            case CharSequence text when isText(item) -> text.toString().contains(String.valueOf(item));
            case Collection<?> items -> items.stream().anyMatch(each -> equal(each, item));
            case Map<?, ?> map -> isText(item) && map.containsKey(String.valueOf(item));
            case Absent absent when absent == Absent.UNDEFINED -> false;
            case null, default -> throw new ELException("nothing can be in this");
        };
    }
}
