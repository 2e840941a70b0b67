package se.kvitta.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PasswordHashTest {

    @Test
    void hashesWithASaltByBcrypt() {
        String one = PasswordHash.of("lingon och mjölk");
        String two = PasswordHash.of("lingon och mjölk");
        assertThat(one).startsWith("{bcrypt}$2a$").isNotEqualTo(two);
        assertThat(FtpLogins.encoder().matches("lingon och mjölk", one)).isTrue();
        assertThat(FtpLogins.encoder().matches("lingon och mjolk", one)).isFalse();
    }

    @Test
    void refusesWhatIsTooShortAndWhatBcryptWouldCutOff() {
        assertThatThrownBy(() -> PasswordHash.of("kort")).hasMessageContaining("12 characters");
        assertThatThrownBy(() -> PasswordHash.of("å".repeat(40))).hasMessageContaining("72 bytes");
    }

    /** Whoever writes a password, or an unsafe hash, instead of a hash has no login. */
    @Test
    void readsNoHashThatIsEasyToBreak() {
        for (String unsafe : new String[] {"{noop}lingon och mjölk", "lingon och mjölk", "{MD5}5f4dcc3b"}) {
            assertThatThrownBy(() -> FtpLogins.encoder().matches("lingon och mjölk", unsafe))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
