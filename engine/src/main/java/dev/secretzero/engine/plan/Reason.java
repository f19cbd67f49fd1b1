package dev.secretzero.engine.plan;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Why a step is needed, or why there is none.
public sealed interface Reason {

    /// A token for programs: `never_made`.
    String code();

    /// A sentence for people, without a full stop.
    String text();

    record NeverMade() implements Reason {
        @Override
        public String code() {
            return "never_made";
        }

        @Override
        public String text() {
            return "not made yet";
        }
    }

    /// A run that did not end may have brought a value to a place that does not show it, and nothing else holds it.
    record Interrupted() implements Reason {
        @Override
        public String code() {
            return "interrupted";
        }

        @Override
        public String text() {
            return "a run that was ended early left a value that nobody knows";
        }
    }

    /// A run that did not end may have brought a value to a place that cannot be looked at just now.
    record OutOfSight() implements Reason {
        @Override
        public String code() {
            return "out_of_sight";
        }

        @Override
        public String text() {
            return "a run that was ended early may have left the new value where nobody can look just now";
        }
    }

    record Requested() implements Reason {
        @Override
        public String code() {
            return "requested";
        }

        @Override
        public String text() {
            return "asked for";
        }
    }

    /// Its rotation period has passed.
    ///
    /// @param forced whether it was asked for all the same
    record Overdue(Duration late, boolean forced) implements Reason {

        /// Nobody asked for it.
        public Overdue(Duration late) {
            this(late, false);
        }

        @Override
        public String code() {
            return "overdue";
        }

        @Override
        public String text() {
            return "overdue by " + late.toDays() + (late.toDays() == 1 ? " day" : " days");
        }
    }

    /// The source or the manifest states another value than the one in force.
    record SourceChanged() implements Reason {
        @Override
        public String code() {
            return "source_changed";
        }

        @Override
        public String text() {
            return "its source holds another value";
        }
    }

    /// It is made from a secret that gets a new value.
    record DerivedFrom(String entry) implements Reason {
        @Override
        public String code() {
            return "derived";
        }

        @Override
        public String text() {
            return "made from " + entry + ", which changes";
        }
    }

    /// The value is gone everywhere, and a variable supplies one.
    record Supplied() implements Reason {
        @Override
        public String code() {
            return "supplied";
        }

        @Override
        public String text() {
            return "the value is held nowhere, and the environment supplies one";
        }
    }

    record Renewed() implements Reason {
        @Override
        public String code() {
            return "renewed";
        }

        @Override
        public String text() {
            return "the secret gets a new value";
        }
    }

    record NeverDelivered() implements Reason {
        @Override
        public String code() {
            return "never_delivered";
        }

        @Override
        public String text() {
            return "not delivered there yet";
        }
    }

    /// It missed the last change.
    record Behind() implements Reason {
        @Override
        public String code() {
            return "behind";
        }

        @Override
        public String text() {
            return "it holds an earlier value";
        }
    }

    /// It holds the value in force, and what must follow a new value was not done yet.
    record Unfinished() implements Reason {
        @Override
        public String code() {
            return "unfinished";
        }

        @Override
        public String text() {
            return "it holds the value, and what uses it was not restarted yet";
        }
    }

    record Missing() implements Reason {
        @Override
        public String code() {
            return "target_missing";
        }

        @Override
        public String text() {
            return "the value is gone from there";
        }
    }

    /// The place holds another value than was delivered there.
    record Changed() implements Reason {
        @Override
        public String code() {
            return "value_changed";
        }

        @Override
        public String text() {
            return "somebody changed the value there";
        }
    }

    record InPlace() implements Reason {
        @Override
        public String code() {
            return "in_place";
        }

        @Override
        public String text() {
            return "the value is there already";
        }
    }

    record InSync() implements Reason {
        @Override
        public String code() {
            return "in_sync";
        }

        @Override
        public String text() {
            return "in sync";
        }
    }

    /// Nothing is known to be wrong, but the place was not compared.
    record Unverified(String why) implements Reason {
        @Override
        public String code() {
            return "unverified";
        }

        @Override
        public String text() {
            return why;
        }
    }

    record OneTime() implements Reason {
        @Override
        public String code() {
            return "one_time";
        }

        @Override
        public String text() {
            return "one-time secret already exists";
        }
    }

    /// A place holds something that we did not write.
    record Conflict() implements Reason {
        @Override
        public String code() {
            return "conflict";
        }

        @Override
        public String text() {
            return "the place already holds a value that SecretZero did not write";
        }
    }

    /// The value in force can be read nowhere.
    record Unrecoverable() implements Reason {
        @Override
        public String code() {
            return "unrecoverable";
        }

        @Override
        public String text() {
            return "the existing value cannot be read back from any target";
        }
    }

    /// The value in force should be kept beside the new one, and can be read nowhere.
    record Unkept() implements Reason {
        @Override
        public String code() {
            return "unkept";
        }

        @Override
        public String text() {
            return "the value in force cannot be read back, so that it cannot be kept while the rotation overlaps";
        }
    }

    /// Only a person can supply the value.
    ///
    /// @param instructions what to do; the first line says the whole
    record NeedsPerson(String instructions) implements Reason {
        @Override
        public String code() {
            return "input_required";
        }

        @Override
        public String text() {
            return instructions.lines().findFirst().orElse("");
        }
    }

    /// A required source gave nothing.
    record SourceMissing(String why) implements Reason {
        @Override
        public String code() {
            return "source_missing";
        }

        @Override
        public String text() {
            return "source resolution failed: " + why;
        }
    }

    /// The generator cannot work as it is declared.
    record Refused(String why, Optional<String> hint) implements Reason {
        @Override
        public String code() {
            return "generator_refused";
        }

        @Override
        public String text() {
            return why;
        }
    }

    /// Something that it is made from is blocked.
    record Waits(List<String> on) implements Reason {
        public Waits {
            on = List.copyOf(on);
        }

        @Override
        public String code() {
            return "waits";
        }

        @Override
        public String text() {
            return "made from " + String.join(", ", on) + ", which is blocked";
        }
    }
}
