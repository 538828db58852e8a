package io.hibernateredis.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ValidityTest {

    private static final long NONCE = 7;
    private static final long SERVER = 9;
    private static final IndexState INDEX = new IndexState(NONCE, SERVER, 100, 500, 200);

    @Test
    void index_thatThisJvmHasMetOnThisServer_isUsable() {
        assertThat(Validity.isUsable(INDEX, NONCE, SERVER)).isTrue();
    }

    @Test
    void index_ofAnotherNonceOrServer_isNotUsable() {
        assertThat(Validity.isUsable(INDEX, NONCE + 1, SERVER)).isFalse();
        assertThat(Validity.isUsable(INDEX, LoadTime.UNKNOWN.nonce(), SERVER)).isFalse();
        assertThat(Validity.isUsable(INDEX, NONCE, SERVER + 1)).isFalse();
    }

    @Test
    void earliestLoad_isTheLaterOfValidFromAndTheLowWaterMark() {
        assertThat(Validity.earliestLoad(INDEX)).isEqualTo(200);
        assertThat(Validity.earliestLoad(new IndexState(NONCE, SERVER, 300, 500, 200)))
                .isEqualTo(300);
        assertThat(Validity.earliestLoad(new IndexState(NONCE, SERVER, 300, 500, Long.MIN_VALUE)))
                .isEqualTo(300);
    }

    @Test
    void entry_loadedWithOrAfterTheLastInvalidation_isValid() {
        assertThat(Validity.isValid(new LoadTime(NONCE, 250), NONCE, 250)).isTrue();
        assertThat(Validity.isValid(new LoadTime(NONCE, 251), NONCE, 250)).isTrue();
    }

    @Test
    void entry_loadedBeforeTheLastInvalidation_isNotValid() {
        assertThat(Validity.isValid(new LoadTime(NONCE, 249), NONCE, 250)).isFalse();
    }

    @Test
    void entry_ofAnotherIndex_isNotValid() {
        assertThat(Validity.isValid(new LoadTime(NONCE + 1, 250), NONCE, 0)).isFalse();
    }

    @Test
    void entry_ofATagWhoseInvalidationsAreUnknown_isNotValid() {
        assertThat(Validity.isValid(new LoadTime(NONCE, 250), NONCE, Validity.UNKNOWN)).isFalse();
    }
}
