package dev.kintsugi.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The `tls…` keys of both sides.
class TlsReaderTest {
    private static final String IDENTITY = "tls_certificate = \"own.crt\"\ntls_key = \"own.key\"\n";

    @TempDir
    Path path;

    private ConfigDirectory directory;

    @BeforeEach
    void files() {
        directory = new ConfigDirectory(path)
                .write("own.crt", new byte[0])
                .write("own.key", new byte[0])
                .write("ca.crt", new byte[0])
                .mode("own.key", "rw-------");
    }

    private TlsFile file(String setting, String name) {
        return new TlsFile(setting, path.toAbsolutePath().resolve(name));
    }

    private TlsIdentity identity() {
        return new TlsIdentity(file("tls_certificate", "own.crt"), file("tls_key", "own.key"));
    }

    private List<String> listen(String keys) {
        return directory
                .settings("[listen]\n" + keys + ConfigDirectory.SETTINGS)
                .messages();
    }

    private List<String> shard(String keys) {
        return directory.settings(ConfigDirectory.SETTINGS + keys).messages();
    }

    @Test
    void clientsMayUseTls() throws ConfigException {
        directory.settings("[listen]\n" + IDENTITY + ConfigDirectory.SETTINGS);
        assertThat(directory.load().listen().tls()).contains(new ListenTls(identity(), Optional.empty(), false));
        directory.settings("[listen]\n" + IDENTITY + "tls_required = true\ntls_client_ca = \"ca.crt\"\n"
                + ConfigDirectory.SETTINGS);
        assertThat(directory.load().listen().tls())
                .contains(new ListenTls(identity(), Optional.of(file("tls_client_ca", "ca.crt")), true));
    }

    @Test
    void aShardWithAnAuthorityIsCheckedWholly() throws ConfigException {
        directory.settings(ConfigDirectory.SETTINGS + "tls_ca = \"ca.crt\"\n" + IDENTITY);
        assertThat(directory.load().shards().get(0).tls()).isEqualTo(ShardTls.NONE);
        assertThat(directory.load().shards().get(1).tls())
                .isEqualTo(new ShardTls(
                        ShardTls.Mode.VERIFY_FULL, Optional.of(file("tls_ca", "ca.crt")), Optional.of(identity())));
        directory.settings(ConfigDirectory.SETTINGS + "tls = \"require\"");
        assertThat(directory.load().shards().get(1).tls())
                .isEqualTo(new ShardTls(ShardTls.Mode.REQUIRE, Optional.empty(), Optional.empty()));
    }

    @Test
    void whatDoesNotGoTogether() {
        assertThat(listen("tls_certificate = \"own.crt\"\n"))
                .containsExactly("kintsugi.toml:2:1: [listen] has no \"tls_key\"");
        assertThat(listen("tls_key = \"own.key\"\n"))
                .containsExactly("kintsugi.toml:2:1: [listen] has no \"tls_certificate\"");
        assertThat(listen("tls_required = true\n"))
                .containsExactly("kintsugi.toml:2:1: [listen] has \"tls_required\" but no certificate");
        assertThat(listen(IDENTITY + "tls_required = false\n"))
                .containsExactly("kintsugi.toml:4:16: [listen] tls_required can only be true");
        assertThat(listen("tls_certificate = \"gone.crt\"\ntls_key = \"own.key\"\n"))
                .containsExactly("kintsugi.toml:2:19: tls_certificate is not a file that can be read: \"gone.crt\"");
        assertThat(shard("tls = \"verify_full\""))
                .containsExactly("kintsugi.toml:11:7: unknown mode of TLS \"verify_full\"");
        assertThat(shard("tls = \"disable\"\ntls_ca = \"ca.crt\""))
                .containsExactly("kintsugi.toml:11:7: [[shards]] names certificates but does not use TLS");
        assertThat(shard("tls = \"require\"\ntls_ca = \"ca.crt\""))
                .containsExactly(
                        "kintsugi.toml:11:7: tls = \"require\" checks no certificate, yet there is \"tls_ca\"");
        directory.mode("own.key", "rw-r--r--");
        assertThat(listen(IDENTITY))
                .containsExactly("kintsugi.toml:3:1: holds secrets, but every user of this machine can read it");
    }

    @Test
    void certificatesOfUsersMustBeAsked() {
        directory.users("[[users]]\nname = \"app\"\nauth = \"certificate\"\n");
        assertThat(directory.messages()).containsExactly("users.toml:3:8: clients are not asked for certificates");
        assertThat(listen(IDENTITY + "tls_client_ca = \"ca.crt\"\n")).isEmpty();
    }
}
