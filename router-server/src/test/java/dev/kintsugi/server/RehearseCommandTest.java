package dev.kintsugi.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class RehearseCommandTest {
    @Test
    void answersEveryStatementWithoutAServer() {
        StringWriter errors = new StringWriter();
        int exit = KintsugiMain.commandLine().setErr(new PrintWriter(errors)).execute("rehearse");
        assertThat(errors.toString()).isEmpty();
        assertThat(exit).isZero();
    }
}
