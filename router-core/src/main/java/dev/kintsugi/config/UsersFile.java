package dev.kintsugi.config;

import static dev.kintsugi.config.FileProblems.quote;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/// Reads `users.toml`, which only its owner (and group) may read.
final class UsersFile {
    private static final String VERIFIER_START = "SCRAM-SHA-256$";
    private static final String BASE64_32_BYTES = "[A-Za-z0-9+/]{43}=";
    private static final String BASE64 = "(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?";
    private static final Pattern VERIFIER = Pattern.compile(
            "SCRAM-SHA-256\\$([1-9][0-9]{0,6}):(?=[^$])" + BASE64 + "\\$" + BASE64_32_BYTES + ":" + BASE64_32_BYTES);
    private static final Pattern MD5 = Pattern.compile("md5[0-9a-f]{32}");
    private static final int MOST_ITERATIONS = 1_000_000;
    private static final String WAYS_IN =
            "add password = \"…\", or auth = \"certificate\", or auth = \"trust\" to let the user in without proof";

    private final FileProblems problems;
    private final boolean certificatesAsked;
    private final Map<String, UserConfig> users = new LinkedHashMap<>();
    private final Map<String, TomlPosition> positions = new LinkedHashMap<>();

    private UsersFile(FileProblems problems, boolean certificatesAsked) {
        this.problems = problems;
        this.certificatesAsked = certificatesAsked;
    }

    /// The users by name; incomplete if problems were reported. `certificatesAsked` says whether clients are asked
    /// for certificates, which some users may need.
    static ImmutableMap<String, UserConfig> read(Path path, boolean certificatesAsked, FileProblems problems) {
        Optional<TomlTable> toml = TomlFile.read(path, problems);
        TomlFile.requirePrivate(path, problems, FileProblems.START);
        return toml.map(table -> new UsersFile(problems, certificatesAsked).users(table))
                .orElse(ImmutableMap.of());
    }

    private ImmutableMap<String, UserConfig> users(TomlTable toml) {
        TableReader root = TableReader.root(toml, KnownKeys.USERS, problems);
        ImmutableList<TableReader> tables = root.tables("users", KnownKeys.USER);
        if (root.hasNoneOf("users")) {
            problems.conclude(root.position(), "there are no users", "add [[users]] with name and password");
        }
        tables.forEach(this::user);
        return ImmutableMap.copyOf(users);
    }

    private void user(TableReader table) {
        Optional<Located<String>> name =
                table.requiredText("name", "add name = \"…\", the name the client logs in with");
        Credential credential = credential(table);
        if (name.isEmpty() || SettingsFile.isTooLong(name.get(), "the user name", problems)) {
            return;
        }
        String user = name.get().value();
        TomlPosition first = positions.putIfAbsent(user, name.get().position());
        if (first != null) {
            problems.at(
                    name.get().position(),
                    "a second user with the name " + quote(user),
                    "remove one; the first is in line " + first.line());
        }
        users.put(user, new UserConfig(user, credential));
    }

    private Credential credential(TableReader table) {
        if (!table.has("password") && !table.has("auth")) {
            problems.conclude(table.position(), "[[users]] has neither \"password\" nor \"auth\"", WAYS_IN);
        }
        if (table.has("password") && table.has("auth")) {
            problems.at(table.positionOf("auth"), "[[users]] has both \"password\" and \"auth\"", "remove one of them");
        }
        Credential other = table.text("auth").map(this::auth).orElse(Credential.Trust.INSTANCE);
        return table.text("password").map(this::password).orElse(other);
    }

    private Credential auth(Located<String> auth) {
        return switch (auth.value()) {
            case "trust" -> Credential.Trust.INSTANCE;
            case "certificate" -> {
                if (!certificatesAsked) {
                    problems.at(
                            auth.position(),
                            "clients are not asked for certificates",
                            "name their authority with tls_client_ca of [listen] in kintsugi.toml");
                }
                yield Credential.Certificate.INSTANCE;
            }
            default -> {
                problems.at(
                        auth.position(),
                        "unknown authentication " + quote(auth.value()),
                        "write auth = \"certificate\" or auth = \"trust\", or give a password instead, which is asked"
                                + " for by SCRAM-SHA-256");
                yield Credential.Trust.INSTANCE;
            }
        };
    }

    private Credential password(Located<String> password) {
        String text = password.value();
        if (MD5.matcher(text).matches()) {
            problems.at(
                    password.position(),
                    "an MD5 hash cannot be used as a password",
                    "give the password itself, or the SCRAM-SHA-256 verifier of pg_authid.rolpassword");
        }
        if (!text.startsWith(VERIFIER_START)) {
            return new Credential.Password(new Secret(text));
        }
        Matcher matcher = VERIFIER.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) > MOST_ITERATIONS) {
            problems.at(
                    password.position(),
                    "not a valid SCRAM-SHA-256 verifier",
                    "copy pg_authid.rolpassword: SCRAM-SHA-256$iterations:salt$storedKey:serverKey,"
                            + " at most 1000000 iterations");
        }
        return new Credential.ScramVerifier(new Secret(text));
    }
}
