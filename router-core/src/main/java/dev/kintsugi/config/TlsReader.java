package dev.kintsugi.config;

import static dev.kintsugi.config.FileProblems.quote;

import com.google.common.collect.ImmutableList;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Reads the `tls…` keys of `[listen]` and of a shard; files are relative to the directory of `kintsugi.toml`.
record TlsReader(Path directory, FileProblems problems) {
    private static final String MODE = "tls";
    private static final String CERTIFICATE = "tls_certificate";
    private static final String KEY = "tls_key";
    private static final String CA = "tls_ca";
    private static final String CLIENT_CA = "tls_client_ca";
    private static final String REQUIRED = "tls_required";

    /// Empty if clients cannot use TLS.
    Optional<ListenTls> listen(TableReader table) {
        Optional<TlsIdentity> identity = identity(table);
        Optional<TlsFile> clientCa = file(table, CLIENT_CA);
        boolean required = table.flag(REQUIRED);
        if (!table.has(CERTIFICATE)) {
            for (String needing : ImmutableList.of(CLIENT_CA, REQUIRED)) {
                if (table.has(needing)) {
                    problems.conclude(
                            table.positionOf(needing),
                            table.title() + " has " + quote(needing) + " but no certificate",
                            "add tls_certificate and tls_key, the router's own");
                }
            }
        }
        return identity.map(own -> new ListenTls(own, clientCa, required));
    }

    /// With a certificate authority, the default is the strictest mode: who names one wants the shard checked.
    ShardTls shard(TableReader table) {
        Optional<TlsFile> ca = file(table, CA);
        Optional<TlsIdentity> identity = identity(table);
        ShardTls.Mode mode =
                table.has(CA) || table.has(CERTIFICATE) ? ShardTls.Mode.VERIFY_FULL : ShardTls.Mode.DISABLE;
        Optional<Located<String>> written = table.text(MODE);
        if (written.isPresent()) {
            mode = mode(written.get());
            if (mode == ShardTls.Mode.DISABLE && (table.has(CA) || table.has(CERTIFICATE))) {
                problems.at(
                        written.get().position(),
                        table.title() + " names certificates but does not use TLS",
                        "write tls = \"verify-full\", or remove the certificates");
            }
            if (mode == ShardTls.Mode.REQUIRE && table.has(CA)) {
                problems.at(
                        written.get().position(),
                        "tls = \"require\" checks no certificate, yet there is " + quote(CA),
                        "write tls = \"verify-full\", or remove tls_ca");
            }
        }
        return new ShardTls(mode, ca, identity);
    }

    private ShardTls.Mode mode(Located<String> written) {
        for (ShardTls.Mode mode : ShardTls.Mode.values()) {
            if (mode.word().equals(written.value())) {
                return mode;
            }
        }
        ImmutableList<String> words =
                Arrays.stream(ShardTls.Mode.values()).map(ShardTls.Mode::word).collect(ImmutableList.toImmutableList());
        problems.at(
                written.position(),
                "unknown mode of TLS " + quote(written.value()),
                NearestName.hint(written.value().toLowerCase(Locale.ROOT), words, "modes"));
        return ShardTls.Mode.VERIFY_FULL;
    }

    private Optional<TlsIdentity> identity(TableReader table) {
        Optional<TlsFile> certificate = file(table, CERTIFICATE);
        Optional<TlsFile> key = file(table, KEY);
        key.ifPresent(file -> TomlFile.requirePrivate(file.path(), problems, table.positionOf(KEY)));
        if (table.has(CERTIFICATE) != table.has(KEY)) {
            String missing = table.has(KEY) ? CERTIFICATE : KEY;
            problems.conclude(
                    table.positionOf(table.has(KEY) ? KEY : CERTIFICATE),
                    table.title() + " has no " + quote(missing),
                    "a certificate and its private key are given together, each a PEM file");
        }
        return certificate.flatMap(cert -> key.map(own -> new TlsIdentity(cert, own)));
    }

    private Optional<TlsFile> file(TableReader table, String setting) {
        Optional<Located<String>> written = table.text(setting);
        if (written.isEmpty()) {
            return Optional.empty();
        }
        try {
            Path path =
                    directory.resolve(written.get().value()).toAbsolutePath().normalize();
            if (Files.isReadable(path) && Files.isRegularFile(path)) {
                return Optional.of(new TlsFile(setting, path));
            }
        } catch (InvalidPathException _) {
            // told below
        }
        problems.at(
                written.get().position(),
                setting + " is not a file that can be read: "
                        + quote(written.get().value()),
                "give the path of a PEM file; a relative one starts at the directory of kintsugi.toml");
        return Optional.empty();
    }
}
