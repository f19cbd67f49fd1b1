package dev.secretzero.bundles.aws;

/// A call of an AWS API, as permissions and messages name it.
///
/// @param action as policies name it: `ssm:PutParameter`
/// @param resource as policies name it; `*` where an action has none
/// @param reads whether it changes nothing
record Call(Where where, String action, String resource, boolean reads) {

    static Call read(Where where, String action, String resource) {
        return new Call(where, action, resource, true);
    }

    /// What a policy names, in whatever account.
    static String arn(String service, Where where, String resource) {
        return "arn:" + partition(where) + ":" + service + ":" + where.region() + ":*:" + resource;
    }

    /// Regions of China and of the government are worlds of their own.
    static String partition(Where where) {
        if (where.region().startsWith("cn-")) {
            return "aws-cn";
        }
        return where.region().startsWith("us-gov-") ? "aws-us-gov" : "aws";
    }

    /// Who is asked, as messages name it.
    String shown() {
        var service = switch (action.substring(0, action.indexOf(':'))) {
            case "ssm" -> "Parameter Store";
            case "secretsmanager" -> "Secrets Manager";
            case "iam" -> "IAM";
            default -> "STS";
        };
        return "AWS " + service + " in " + where.shown();
    }
}
