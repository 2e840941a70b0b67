package se.kvitta.target.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FortnoxTextTest {

    /** Fortnox refuses what is outside a set of signs of its own: what has a likeness there takes it, the rest is left out. */
    @Test
    void aTextHasTheSignsThatFortnoxTakes() {
        assertThat(FortnoxText.of("Ljus 25 %, 3 st à 10,50 (röd)", 50)).isEqualTo("Ljus 25 %, 3 st à 10,50 (röd)");
        assertThat(FortnoxText.of("\"A\" 'B' “C” ‘D’", 50)).isEqualTo("’A’ ’B’ ’C’ ’D’");
        assertThat(FortnoxText.of("[a] {b} <c> «d»", 50)).isEqualTo("(a) (b) (c) (d)");
        assertThat(FortnoxText.of("1—2―3~4", 50)).isEqualTo("1–2–3–4");
        assertThat(FortnoxText.of("a|b·c•d", 50)).isEqualTo("a/b/c/d");
        assertThat(FortnoxText.of("mer… →", 50)).isEqualTo("mer... -");
        assertThat(FortnoxText.of("Kaffe ☕ 😀 𝔸", 50)).isEqualTo("Kaffe");
        assertThat(FortnoxText.of("a\tb\nc\u00a0d", 50)).isEqualTo("a b c d");
    }

    @Test
    void aTextIsCutWithoutABlankAtItsEnd() {
        assertThat(FortnoxText.of("Kort text", 9)).isEqualTo("Kort text");
        assertThat(FortnoxText.of("Kort texten", 9)).isEqualTo("Kort text");
        assertThat(FortnoxText.of("Kort text", 5)).isEqualTo("Kort");
        assertThat(FortnoxText.of("  Kort text  ", 9)).isEqualTo("Kort text");
        assertThat(FortnoxText.of("", 5)).isEmpty();
    }
}
