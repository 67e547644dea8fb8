package dev.kintsugi.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Mistakes in `users.toml`, and who may read it.
class UsersFileTest {
    private static final String KEY = "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=";

    @TempDir
    Path path;

    @Test
    void aFileThatEveryoneCanRead() {
        ConfigDirectory directory = new ConfigDirectory(path).mode("users.toml", "rw----r--");

        assertThat(directory.problems())
                .containsExactly(new ConfigProblem(
                        "users.toml",
                        1,
                        1,
                        "holds secrets, but every user of this machine can read it",
                        "run: chmod 600 " + path.resolve("users.toml")));
    }

    @Test
    void aFileThatEveryoneCanWrite() {
        assertThat(new ConfigDirectory(path).mode("users.toml", "rw-----w-").messages())
                .containsExactly("users.toml:1:1: holds secrets, but every user of this machine can write it");
    }

    @Test
    void aFileForOwnerAndGroupIsFine() {
        assertThat(new ConfigDirectory(path).mode("users.toml", "rw-r-----").problems())
                .isEmpty();
    }

    @Test
    void usersThatCannotBe() {
        ConfigDirectory directory = new ConfigDirectory(path).users("""
            [[users]]
            name = "app"
            password = "hush"
            auth = "trust"
            [[users]]
            name = "app"
            auth = "md5"
            [[users]]
            password = 12345
            [[users]]
            name = "b"
            passwrod = "canary"
            """);

        assertThat(directory.messages())
                .containsExactly(
                        "users.toml:4:1: [[users]] has both \"password\" and \"auth\"",
                        "users.toml:6:8: a second user with the name \"app\"",
                        "users.toml:7:8: unknown authentication \"md5\"",
                        "users.toml:8:1: [[users]] has no \"name\"",
                        "users.toml:9:12: [[users]] password must be a string, not a whole number",
                        "users.toml:10:1: [[users]] has neither \"password\" nor \"auth\"",
                        "users.toml:12:1: unknown key \"passwrod\" in [[users]]");
        assertThat(directory.problems().toString()).doesNotContain("canary").doesNotContain("12345");
    }

    @Test
    void noUsers() {
        assertThat(new ConfigDirectory(path).users("users = []\n").messages())
                .containsExactly("users.toml:1:1: there are no users");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SCRAM-SHA-256$",
                "SCRAM-SHA-256$0:U0FMVA==$KEY:KEY",
                "SCRAM-SHA-256$1000001:U0FMVA==$KEY:KEY",
                "SCRAM-SHA-256$4096:$KEY:KEY",
                "SCRAM-SHA-256$4096:U0FMVA=$KEY:KEY",
                "SCRAM-SHA-256$4096:U0FMVA==$WG5d:KEY",
                "SCRAM-SHA-256$4096:U0FMVA==$KEY:KEY:",
                "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
            })
    void aVerifierThatIsNone(String verifier) {
        assertThat(new ConfigDirectory(path)
                        .users("[[users]]\nname = \"app\"\npassword = \"" + verifier.replace("KEY", KEY) + "\"\n")
                        .messages())
                .containsExactly("users.toml:3:12: not a valid SCRAM-SHA-256 verifier");
    }

    @Test
    void anMd5HashIsNotAPassword() {
        assertThat(new ConfigDirectory(path)
                        .users("[[users]]\nname = \"app\"\npassword = \"md5" + "0a".repeat(16) + "\"\n")
                        .messages())
                .containsExactly("users.toml:3:12: an MD5 hash cannot be used as a password");
    }
}
