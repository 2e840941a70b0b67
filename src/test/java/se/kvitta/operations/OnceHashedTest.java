package se.kvitta.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.password.PasswordEncoder;

/** A password that was right once is known again; a wrong one never is. */
class OnceHashedTest {

    private final List<String> hashed = new ArrayList<>();
    private final OnceHashed encoder = new OnceHashed(new PasswordEncoder() {
        @Override
        public String encode(CharSequence password) {
            return "hash of " + password;
        }

        @Override
        public boolean matches(CharSequence password, String encoded) {
            hashed.add(password.toString());
            return encode(password).equals(encoded);
        }
    });

    @Test
    void hashesARightPasswordOnceAndAWrongOneEveryTime() {
        String operator = encoder.encode("right");
        assertThat(encoder.matches("wrong", operator)).isFalse();
        assertThat(encoder.matches("wrong", operator)).isFalse();
        assertThat(encoder.matches("right", operator)).isTrue();
        assertThat(encoder.matches("right", operator)).isTrue();
        assertThat(encoder.matches("wrong", operator)).isFalse();
        assertThat(encoder.matches("", operator)).isFalse();
        assertThat(hashed).containsExactly("wrong", "wrong", "right", "wrong", "");
    }

    @Test
    void oneLoginsPasswordIsNotAnothers() {
        assertThat(encoder.matches("right", encoder.encode("right"))).isTrue();
        assertThat(encoder.matches("right", encoder.encode("other"))).isFalse();
        assertThat(encoder.matches("other", encoder.encode("other"))).isTrue();
        assertThat(encoder.matches("right", encoder.encode("other"))).isFalse();
    }
}
