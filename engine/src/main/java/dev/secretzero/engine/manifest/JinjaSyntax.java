package dev.secretzero.engine.manifest;

import com.hubspot.jinjava.el.ExtendedSyntaxBuilder;
import com.hubspot.jinjava.el.ext.AstMacroFunction;
import com.hubspot.jinjava.el.ext.CollectionMembershipOperator;
import com.hubspot.jinjava.el.ext.CollectionNonMembershipOperator;
import com.hubspot.jinjava.el.ext.ExtendedParser;
import com.hubspot.jinjava.el.ext.ExtendedScanner;
import com.hubspot.jinjava.el.ext.OrOperator;
import com.hubspot.jinjava.el.ext.PowerOfOperator;
import com.hubspot.jinjava.el.ext.StringConcatOperator;
import com.hubspot.jinjava.el.ext.TruncDivOperator;
import dev.secretzero.engine.manifest.JinjaOperators.Binary;
import java.io.Serial;
import java.util.Map;
import java.util.Set;
import jinjava.de.odysseus.el.tree.Bindings;
import jinjava.de.odysseus.el.tree.impl.Builder;
import jinjava.de.odysseus.el.tree.impl.Parser;
import jinjava.de.odysseus.el.tree.impl.Scanner;
import jinjava.de.odysseus.el.tree.impl.ast.AstBinary;
import jinjava.de.odysseus.el.tree.impl.ast.AstChoice;
import jinjava.de.odysseus.el.tree.impl.ast.AstFunction;
import jinjava.de.odysseus.el.tree.impl.ast.AstLiteral;
import jinjava.de.odysseus.el.tree.impl.ast.AstNode;
import jinjava.de.odysseus.el.tree.impl.ast.AstNull;
import jinjava.de.odysseus.el.tree.impl.ast.AstParameters;
import jinjava.de.odysseus.el.tree.impl.ast.AstUnary;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELException;
import org.jspecify.annotations.Nullable;

/// The expression grammar: the library's, with the words, numbers after dots and operators of Jinja 2.
///
/// The library's own language is the Java unified expression language, whose operators convert their operands and
/// whose keywords (`empty`, `div`, `lt`) are ordinary names in Jinja.
final class JinjaSyntax extends ExtendedSyntaxBuilder {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final Set<String> KEYWORDS =
            Set.of("and", "or", "not", "in", "is", "if", "else", "true", "false", "True", "False");

    /// The library looks ahead from every bracket, which takes cubic time; these bounds keep it below a blink.
    private static final int LONGEST = 4000;
    private static final int DEEPEST = 30;

    JinjaSyntax() {
        super(Feature.METHOD_INVOCATIONS, Feature.VARARGS);
    }

    @Override
    protected Parser createParser(String expression) {
        if (expression.length() > LONGEST || depth(expression) > DEEPEST) {
            throw new ELException("the expression is too long or too deep");
        }
        return new Grammar(this, expression);
    }

    private static int depth(String expression) {
        int depth = 0;
        int deepest = 0;
        for (int i = 0; i < expression.length(); i++) {
            depth += switch (expression.charAt(i)) {
                case '(', '[', '{' -> 1;
                case ')', ']', '}' -> -1;
                default -> 0;
            };
            deepest = Math.max(deepest, depth);
        }
        return deepest;
    }

    private static final class Words extends ExtendedScanner {
        Words(String input) {
            super(input);
        }

        @Override
        protected @Nullable Token keyword(String word) {
            return KEYWORDS.contains(word) && !afterDot() ? super.keyword(word) : null;
        }

        @Override
        protected Token nextEval() throws ScanException {
            char next = getInput().charAt(getPosition());
            if (next == '+') {
                return fixed(Symbol.PLUS);
            }
            if (next == '.' && afterOperand()) {
                return fixed(Symbol.DOT);
            }
            if (afterDot() && isDigit(next)) {
                return index();
            }
            if (next == '!' && !getInput().startsWith("!=", getPosition())) {
                throw new ScanException(getPosition(), "invalid character", "expression token");
            }
            return super.nextEval();
        }

        private Token index() {
            int end = getPosition();
            while (end < getInput().length() && isDigit(getInput().charAt(end))) {
                end++;
            }
            return token(Symbol.IDENTIFIER, getInput().substring(getPosition(), end), end - getPosition());
        }

        private boolean afterDot() {
            return getToken() != null && getToken().getSymbol() == Symbol.DOT;
        }

        private boolean afterOperand() {
            if (getToken() == null) {
                return false;
            }
            var symbol = getToken().getSymbol();
            return symbol == Symbol.IDENTIFIER || symbol == Symbol.RBRACK || symbol == Symbol.RPAREN || symbol == Symbol.STRING;
        }
    }

    private static final class Grammar extends ExtendedParser {

        private static final Map<AstBinary.Operator, Binary> OPERATORS = Map.ofEntries(
                Map.entry(AstBinary.SUB, Binary.MINUS),
                Map.entry(AstBinary.MUL, Binary.TIMES),
                Map.entry(AstBinary.DIV, Binary.DIVIDE),
                Map.entry(AstBinary.MOD, Binary.MODULO),
                Map.entry(AstBinary.EQ, Binary.EQUAL),
                Map.entry(AstBinary.NE, Binary.UNEQUAL),
                Map.entry(AstBinary.LT, Binary.LESS),
                Map.entry(AstBinary.LE, Binary.AT_MOST),
                Map.entry(AstBinary.GT, Binary.MORE),
                Map.entry(AstBinary.GE, Binary.AT_LEAST),
                Map.entry(AstBinary.AND, Binary.AND),
                Map.entry(OrOperator.OP, Binary.OR));

        Grammar(Builder builder, String input) {
            super(builder, input);
            handle(TruncDivOperator.TOKEN, ExtensionPoint.MUL, Binary.FLOOR_DIVIDE);
            handle(CollectionMembershipOperator.TOKEN, ExtensionPoint.CMP, Binary.IN);
            handle(CollectionNonMembershipOperator.TOKEN, ExtensionPoint.CMP, Binary.NOT_IN);
            putExtensionHandler(PowerOfOperator.TOKEN, new ExtensionHandler(ExtensionPoint.MUL) {
                @Override
                public AstNode createAstNode(AstNode... children) {
                    throw new ELException("the operator ** is not supported");
                }
            });
        }

        private void handle(Scanner.ExtensionToken token, ExtensionPoint point, Binary operator) {
            putExtensionHandler(token, new ExtensionHandler(point) {
                @Override
                public AstNode createAstNode(AstNode... children) {
                    return new AstBinary(children[0], children[1], operator);
                }
            });
        }

        @Override
        protected Scanner createScanner(String expression) {
            return new Words(expression);
        }

        /// `~` binds less than `+`, which the library puts on one level.
        @Override
        protected AstNode add(boolean required) throws Scanner.ScanException, ParseException {
            var node = sum(required);
            while (node != null && StringConcatOperator.TOKEN.equals(getToken())) {
                consumeToken();
                node = new AstBinary(node, sum(true), Binary.JOIN);
            }
            return node;
        }

        private AstNode sum(boolean required) throws Scanner.ScanException, ParseException {
            var node = mul(required);
            while (node != null && isSign(getToken().getSymbol())) {
                var operator = consumeToken().getSymbol() == Scanner.Symbol.PLUS ? Binary.PLUS : Binary.MINUS;
                node = new AstBinary(node, mul(true), operator);
            }
            return node;
        }

        private static boolean isSign(Scanner.Symbol symbol) {
            return symbol == Scanner.Symbol.PLUS || symbol == Scanner.Symbol.MINUS;
        }

        @Override
        protected AstBinary createAstBinary(AstNode left, AstNode right, AstBinary.Operator operator) {
            return new AstBinary(left, right, OPERATORS.getOrDefault(operator, Binary.UNSUPPORTED));
        }

        @Override
        protected AstFunction createAstFunction(String name, int index, AstParameters parameters) {
            return name.equals("range")
                    ? new Range(name, index, parameters)
                    : new Call(name, index, parameters);
        }

        @Override
        protected AstUnary createAstUnary(AstNode child, AstUnary.Operator operator) {
            return new AstUnary(child, AstUnary.NEG.equals(operator) ? JinjaOperators.NEGATE : operator);
        }

        /// `a if b` without `else` is undefined, not null.
        @Override
        protected AstChoice createAstChoice(AstNode question, AstNode yes, AstNode no) {
            return new AstChoice(question, yes, no instanceof AstNull ? new Nothing() : no);
        }
    }

    /// A macro, counted as a turn of a loop: macros that call macros multiply.
    private static final class Call extends AstMacroFunction {
        Call(String name, int index, AstParameters parameters) {
            super(name, index, parameters, true);
        }

        @Override
        public Object eval(Bindings bindings, ELContext context) {
            Jinja.turn();
            return super.eval(bindings, context);
        }
    }

    /// `range(stop)`, `range(start, stop)`, `range(start, stop, step)`.
    private static final class Range extends AstFunction {
        private final AstParameters parameters;

        Range(String name, int index, AstParameters parameters) {
            super(name, index, parameters, true);
            this.parameters = parameters;
        }

        @Override
        public Object eval(Bindings bindings, ELContext context) {
            return JinjaOperators.range(parameters.eval(bindings, context));
        }
    }

    private static final class Nothing extends AstLiteral {
        @Override
        public Object eval(Bindings bindings, ELContext context) {
            return Absent.UNDEFINED;
        }

        @Override
        public void appendStructure(StringBuilder out, Bindings bindings) {
            out.append("undefined");
        }
    }
}
