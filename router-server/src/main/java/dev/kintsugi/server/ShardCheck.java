package dev.kintsugi.server;
import com.google.common.collect.ImmutableList;
import dev.kintsugi.backend.BackendPools;
import dev.kintsugi.config.RouterConfig;
import io.netty.channel.EventLoop;
final class ShardCheck { ShardCheck(RouterConfig c, EventLoop l, BackendPools p) {} ImmutableList<String> problems() { return ImmutableList.of(); } }
