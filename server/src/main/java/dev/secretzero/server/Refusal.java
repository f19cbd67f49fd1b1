package dev.secretzero.server;

import dev.secretzero.spi.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Why a request gets no answer of the kind that it asked for: everything that stands in the body of an error.
///
/// @param detail our own sentence; never a value that was submitted
/// @param faults what is wrong with single parts of it
/// @param headers what the answer carries beside the usual
/// @param more further fields of the body
record Refusal(
        HttpStatus status,
        String detail,
        Optional<Problem> problem,
        List<Wire.Fault> faults,
        Map<String, String> headers,
        Map<String, @Nullable Object> more) {

    Refusal {
        faults = List.copyOf(faults);
        headers = Map.copyOf(headers);
        more = new LinkedHashMap<>(more);
    }

    static Refusal of(HttpStatus status, String detail) {
        return new Refusal(status, detail, Optional.empty(), List.of(), Map.of(), Map.of());
    }

    static Refusal of(Problem problem) {
        var status = HttpStatus.of(problem.code());
        var detail = status == HttpStatus.BUG ? "The server could not answer. Its console says more." : problem.message();
        var refusal = new Refusal(
                status,
                detail,
                status == HttpStatus.BUG ? Optional.empty() : Optional.of(problem),
                List.of(),
                Map.of(),
                Map.of());
        return problem.code() == Problem.Code.LOCKED ? refusal.header("Retry-After", "5") : refusal;
    }

    /// The request, or the Secretfile, is wrong in these places.
    static Refusal faulty(String detail, List<Wire.Fault> faults) {
        return new Refusal(HttpStatus.UNPROCESSABLE, detail, Optional.empty(), faults, Map.of(), Map.of());
    }

    Refusal header(String name, String value) {
        var all = new LinkedHashMap<>(headers);
        all.put(name, value);
        return new Refusal(status, detail, problem, faults, all, more);
    }

    Refusal more(Map<String, @Nullable Object> fields) {
        return new Refusal(status, detail, problem, faults, headers, fields);
    }

    /// As something that can be thrown.
    Refused thrown() {
        return new Refused(this);
    }

    /// Carries a refusal from where a request is read to where it is answered.
    static final class Refused extends RuntimeException {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        private final transient Refusal refusal;

        private Refused(Refusal refusal) {
            super(refusal.detail(), null, false, false);
            this.refusal = refusal;
        }

        Refusal refusal() {
            return refusal;
        }
    }
}
