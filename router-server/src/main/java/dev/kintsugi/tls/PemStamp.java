package dev.kintsugi.tls;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.config.ListenTls;
import dev.kintsugi.config.TlsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/// Tells whether files were changed or replaced: their times, sizes and identities.
record PemStamp(ImmutableList<Version> files) {
    private record Version(FileTime changed, long size, Optional<Object> identity) {}

    static PemStamp of(ListenTls config) throws IOException {
        ImmutableList.Builder<Version> files = ImmutableList.builder();
        files.add(of(config.identity().certificate()));
        files.add(of(config.identity().key()));
        if (config.clientCa().isPresent()) {
            files.add(of(config.clientCa().get()));
        }
        return new PemStamp(files.build());
    }

    private static Version of(TlsFile file) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file.path(), BasicFileAttributes.class);
            return new Version(
                    attributes.lastModifiedTime(), attributes.size(), Optional.ofNullable(attributes.fileKey()));
        } catch (IOException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
