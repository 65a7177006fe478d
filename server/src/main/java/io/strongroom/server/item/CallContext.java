package io.strongroom.server.item;

import io.strongroom.server.http.ApiVersion;
import io.strongroom.storage.command.RequestId;
import io.strongroom.storage.command.Vault;
import io.strongroom.storage.view.StateView;

/**
 * What a handler knows of the call beside the call itself: everything here has been checked.
 *
 * @param view for a read behind the barrier; for a change whatever this node has applied
 * @param requestId under which a change is done at most once
 * @param policyRevision of the caller's rights in the view, under which the call was allowed
 */
public record CallContext(
        Vault vault,
        ApiVersion version,
        RequestId requestId,
        StateView view,
        long policyRevision,
        Rights rights) {

    /** The caller's rights in the view, for what only the request's content names. */
    public interface Rights {
        /**
         * Refuses what the caller may not do to this object.
         *
         * @param object such as {@code secrets/db}
         * @throws io.strongroom.server.http.ApiException 403
         */
        void require(String object);
    }
}
