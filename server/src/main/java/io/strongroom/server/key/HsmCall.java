package io.strongroom.server.key;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.NotOfferedException;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.ErrorMapper;

/** Something that an HSM is asked for. */
interface HsmCall<T> {
    T call() throws HsmException, NotOfferedException, BadInputException;

    /**
     * Does it.
     *
     * @throws ApiException 400 for what the HSM lacks, 503 when it is away: another node's may not
     *     be
     */
    static <T> T of(HsmCall<T> call) throws BadInputException {
        try {
            return call.call();
        } catch (HsmException e) {
            throw ErrorMapper.ofKeyInHsm(e);
        } catch (NotOfferedException e) {
            throw KeyErrors.of(e);
        }
    }
}
