package dev.secretzero.bundles.gitlab;

import dev.secretzero.rest.Wrong;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.Settings;
import dev.secretzero.spi.Target;

/// That a service account belongs to a project or group. It holds no value: a put sees to the membership, and a look tells
/// whether it is missing, and nothing more.
///
/// @param account the number of its user
record ServiceAccountMember(GitlabProvider provider, Membership membership, String account) implements Target {

    static Target open(GitlabProvider provider, Settings settings) {
        int account = settings.integer("service_account_user_id");
        if (account < 1) {
            throw Wrong.setting("service_account_user_id", "is not the number of a user", "give the id that GitLab shows of the account");
        }
        var membership = Membership.of(
                provider, settings.text("resource_type"), settings.maybe("resource"), settings.integer("access_level"));
        return new ServiceAccountMember(provider, membership, String.valueOf(account));
    }

    /// Somebody else's membership serves as well as ours, so that one that is there is no conflict, as something hidden would
    /// be.
    @Override
    public Observation observe(String name) {
        return membership.holds(provider.session(), account)
                ? new Observation.Unseen(Problem.of(
                                Problem.Code.NOT_SUPPORTED,
                                "the service account " + account + " belongs to " + membership.holder() + ", which holds no value")
                        .hint("look at the other targets of the secret: this one is only a membership"))
                : new Observation.Absent();
    }

    @Override
    public Receipt put(String name, Material material, Expect expect) {
        membership.join(provider.session(), account);
        return Receipt.Written.plain();
    }

    @Override
    public void remove(String name) {
        membership.leave(provider.session(), account);
    }
}
