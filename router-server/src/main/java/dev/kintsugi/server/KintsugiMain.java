package dev.kintsugi.server;

/// The `kintsugi` command.
public final class KintsugiMain {
    private KintsugiMain() {}

    public static void main(String[] arguments) {
        System.out.println("kintsugi");
    }
}
