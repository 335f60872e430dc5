//! A store of events in Redis 6.2 or newer, or Valkey: what any receiver accepts, one of the consumers delivers.
// Written by tests/generated from capi/surface/options.toml; do not edit.

use acs_call_automation::receiver::RedisOptions;

use crate::options::names::*;

/// A store of events in Redis 6.2 or newer, or Valkey: what any receiver accepts, one of the
/// consumers delivers.
pub struct acs_redis_options_t(pub(crate) Options<RedisOptions>);

impl Checked for RedisOptions {
    fn check(&self) -> Result<()> {
        Self::check(self)
    }
}

holds!(acs_redis_options_t, RedisOptions);

/// Creates options for the Redis at a URL, with all defaults:
/// redis://USER:PASSWORD@HOST:PORT/DATABASE, all but the host may be left out; rediss:// for TLS,
/// in a library with the feature redis_tls; unix:///path for a socket of this machine.
///
/// @param url the URL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_redis_options_new(
    url: *const c_char,
) -> *mut acs_redis_options_t {
    make(move || acs_redis_options_t(Options::made(text(url, field::REDIS_URL).map(RedisOptions::new))))
}

/// Frees options.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_redis_options_free(
    options: *mut acs_redis_options_t,
) {
    free(options);
}

/// Adds the URL of another server of the same data, a replica that may become the primary.
/// Default: none. Connections are made to the first one that is reachable and a primary.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_redis_options_add_fallback_url(
    options: *mut acs_redis_options_t,
    fallback_url: *const c_char,
) -> acs_status_t {
    add_text(options, field::REDIS_FALLBACK_URL, fallback_url, RedisOptions::fallback_url)
}

/// Adds the URL of a Sentinel, with the user and password of the Sentinel, if it has any.
/// Default: none. Each new connection is made to the primary that the first reachable Sentinel
/// names; of the URL of Redis only user, password, database and TLS are used then. Not beside a
/// fallback URL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_redis_options_add_sentinel_url(
    options: *mut acs_redis_options_t,
    sentinel_url: *const c_char,
) -> acs_status_t {
    add_text(options, field::REDIS_SENTINEL_URL, sentinel_url, RedisOptions::sentinel_url)
}

/// Sets the name that the Sentinels have for the primary and its replicas: 1 to 64 letters,
/// digits, points, hyphens and underscores. Default: "mymaster". Needs a Sentinel URL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_redis_options_set_sentinel_group(
    options: *mut acs_redis_options_t,
    sentinel_group: *const c_char,
) -> acs_status_t {
    set_text(options, field::REDIS_SENTINEL_GROUP, sentinel_group, RedisOptions::sentinel_group)
}

/// Sets the beginning of all keys: 1 to 64 letters, digits, points, hyphens, underscores and
/// colons. Default: "acs". Receivers and consumers with the same prefix share events.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_redis_options_set_prefix(
    options: *mut acs_redis_options_t,
    prefix: *const c_char,
) -> acs_status_t {
    set_text(options, field::REDIS_PREFIX, prefix, RedisOptions::prefix)
}

/// Sets the name of this consumer, unique among running processes: 1 to 64 letters, digits,
/// points, hyphens and underscores. Default: a random name. A process that is started again with
/// its name gets the unconfirmed events of its calls at once. When two processes have one name,
/// the later one consumes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_redis_options_set_member(
    options: *mut acs_redis_options_t,
    member: *const c_char,
) -> acs_status_t {
    set_text(options, field::REDIS_MEMBER, member, RedisOptions::member)
}

/// Sets the number of parts into which calls are divided among consumers: 1 to 1,024. Default:
/// 64. All processes with one prefix need the same.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_redis_options_set_partitions(
    options: *mut acs_redis_options_t,
    partitions: i64,
) -> acs_status_t {
    set_count(options, field::REDIS_PARTITIONS, partitions, RedisOptions::partitions)
}

/// Sets the time after which the events of a consumer that gives no sign of life are delivered to
/// others: 1,000 to 3,600,000 ms. Default: 10,000.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_redis_options_set_lease_ms(
    options: *mut acs_redis_options_t,
    lease_ms: i64,
) -> acs_status_t {
    set_millis(options, field::REDIS_LEASE, lease_ms, RedisOptions::lease)
}

/// Sets the maximum number of events in Redis that are not confirmed: 1 to 1,000,000,000.
/// Default: 1,000,000. Beyond it requests are refused with status 503.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_redis_options_set_max_events(
    options: *mut acs_redis_options_t,
    max_events: i64,
) -> acs_status_t {
    set_count(options, field::REDIS_MAX_EVENTS, max_events, RedisOptions::max_events)
}

/// Sets the number of events that this consumer has at a time, unread or not confirmed, before it
/// gets no new ones: 1 to 100,000. Default: 1,024.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_redis_options_set_prefetch(
    options: *mut acs_redis_options_t,
    prefetch: i64,
) -> acs_status_t {
    set_count(options, field::REDIS_PREFETCH, prefetch, RedisOptions::prefetch)
}

/// Sets whether a request is acknowledged only when its events are on the disk of Redis, synced:
/// 1 or 0. Default: 0, they are as durable as Redis is configured. Before Redis 7.2 it needs
/// appendfsync always, which is checked when the receiver is created.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_redis_options_set_synced(
    options: *mut acs_redis_options_t,
    synced: c_int,
) -> acs_status_t {
    set_flag(options, field::REDIS_SYNCED, synced, RedisOptions::synced)
}

/// Sets how many replicas must have the events of a request too before it is acknowledged: 0 to
/// 16. Default: 0. When they do not within 1 s, the status is 503, and the sender delivers the
/// events again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_redis_options_set_replicas(
    options: *mut acs_redis_options_t,
    replicas: i64,
) -> acs_status_t {
    set_count(options, field::REDIS_REPLICAS, replicas, RedisOptions::replicas)
}

/// Sets whether this process is a consumer: 1 or 0. Default: 1. If not, it accepts events for
/// others only.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_redis_options_set_consume(
    options: *mut acs_redis_options_t,
    consume: c_int,
) -> acs_status_t {
    set_flag(options, field::REDIS_CONSUME, consume, RedisOptions::consume)
}
