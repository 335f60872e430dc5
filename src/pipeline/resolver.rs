//! A cache of name lookups: one for every request would cost more than the request.

use std::collections::HashMap;
use std::fmt;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long the addresses of a name are used without a new lookup. Short, since the service moves
/// by DNS.
const FRESH: Duration = Duration::from_secs(45);
/// How long a new lookup is awaited when there are old addresses.
const REFRESH_WAIT: Duration = Duration::from_millis(250);
/// How long old addresses are used after a lookup failed.
const RETRY_AFTER: Duration = Duration::from_secs(5);
/// Lookups under way, each of another name; above it new ones are refused.
const MAX_UNDER_WAY: usize = 8;

/// A caching resolver. Threads that want the same name share one lookup; when it fails or takes
/// too long, the last known addresses are used.
#[derive(Default)]
pub(crate) struct Names {
    shared: Arc<Shared>,
}

impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Names")
    }
}

#[derive(Default)]
struct Shared {
    names: Mutex<HashMap<String, Name>>,
    finished: Condvar,
}

#[derive(Default)]
struct Name {
    addresses: Vec<SocketAddr>,
    fresh_until: Option<Instant>,
    /// A thread is looking the name up.
    under_way: bool,
    /// How many lookups have ended, and why the last one failed if it did.
    rounds: u64,
    failure: Option<String>,
}

#[derive(Debug)]
pub(crate) enum LookUp {
    Failed(String),
    TimedOut,
}

impl Names {
    /// The addresses of a host. Literal addresses need no lookup.
    pub(crate) fn resolve(
        &self,
        host: &str,
        port: u16,
        time_limit: Duration,
    ) -> Result<Vec<SocketAddr>, LookUp> {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        if let Ok(address) = bare.parse::<IpAddr>() {
            return Ok(vec![SocketAddr::new(address, port)]);
        }
        let key = format!("{bare}:{port}");
        let mut names = self.shared.lock();
        let under_way = names.values().filter(|name| name.under_way).count();
        let name = names.entry(key.clone()).or_default();
        if name.fresh_until.is_some_and(|until| Instant::now() < until) {
            return Ok(name.addresses.clone());
        }
        let round = name.rounds;
        let has_old = !name.addresses.is_empty();
        if !name.under_way {
            if under_way >= MAX_UNDER_WAY {
                return old_or(name, LookUp::Failed("too many lookups hang".to_owned()));
            }
            match self.shared.clone().look_up(key.clone()) {
                Ok(()) => name.under_way = true,
                Err(cause) => return old_or(name, LookUp::Failed(cause.to_string())),
            }
        }
        // An address of a minute ago is better than waiting without success.
        let time_limit = if has_old {
            time_limit.min(REFRESH_WAIT)
        } else {
            time_limit
        };
        let (mut names, _) = self
            .shared
            .finished
            .wait_timeout_while(names, time_limit, |names| {
                names.get(&key).is_some_and(|name| name.rounds == round)
            })
            .unwrap_or_else(PoisonError::into_inner);
        let name = names.entry(key).or_default();
        if name.rounds == round {
            return old_or(name, LookUp::TimedOut);
        }
        match name.failure.clone() {
            None => Ok(name.addresses.clone()),
            Some(why) => old_or(name, LookUp::Failed(why)),
        }
    }
}

/// The last known addresses, for a while; the failure where there are none.
fn old_or(name: &mut Name, failure: LookUp) -> Result<Vec<SocketAddr>, LookUp> {
    if name.addresses.is_empty() {
        return Err(failure);
    }
    name.fresh_until = Some(Instant::now() + RETRY_AFTER);
    Ok(name.addresses.clone())
}

impl Shared {
    /// The system's resolver has no time limit, so it runs on a thread of its own, which is left behind
    /// when it takes too long. That thread has only the name and this table.
    fn look_up(self: Arc<Self>, key: String) -> std::io::Result<()> {
        crate::platform::spawn("resolve", move || {
            let found = key.to_socket_addrs().map(Iterator::collect::<Vec<_>>);
            let mut names = self.lock();
            let name = names.entry(key).or_default();
            name.under_way = false;
            name.rounds += 1;
            match found {
                Ok(addresses) if !addresses.is_empty() => {
                    name.addresses = addresses;
                    name.fresh_until = Some(Instant::now() + FRESH);
                    name.failure = None;
                }
                Ok(_) => name.failure = Some("the name has no address".to_owned()),
                Err(cause) => name.failure = Some(cause.to_string()),
            }
            self.finished.notify_all();
        })
        .map(drop)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Name>> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literal_addresses_are_not_looked_up() {
        let names = Names::default();
        let found = names.resolve("[::1]", 443, Duration::ZERO).unwrap();
        assert_eq!(found, ["[::1]:443".parse().unwrap()]);
        assert!(names.shared.lock().is_empty());
    }

    #[test]
    fn many_threads_share_one_look_up_and_it_is_remembered() {
        let names = Names::default();
        std::thread::scope(|scope| {
            for _ in 0..64 {
                scope.spawn(|| {
                    names
                        .resolve("localhost", 80, Duration::from_secs(30))
                        .unwrap()
                });
            }
        });
        assert_eq!(names.shared.lock()["localhost:80"].rounds, 1);
        names.resolve("localhost", 80, Duration::ZERO).unwrap();
    }

    #[test]
    fn old_addresses_are_used_when_the_look_up_fails_and_for_a_while_after() {
        let names = Names::default();
        let address: SocketAddr = "192.0.2.1:443".parse().unwrap();
        names.shared.lock().insert(
            "name.invalid:443".to_owned(),
            Name {
                addresses: vec![address],
                ..Name::default()
            },
        );
        let found = names.resolve("name.invalid", 443, Duration::ZERO).unwrap();
        assert_eq!(found, [address]);
        let known = names.shared.lock()["name.invalid:443"].fresh_until;
        assert!(known.is_some_and(|until| until > Instant::now()));
    }
}
