//! Names to addresses, remembered: a look-up for every request would cost more than the request.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::mpsc;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long an answer is used without asking again. Short, since the service moves by DNS.
const FRESH: Duration = Duration::from_secs(45);
/// Look-ups under way that nobody waits for any more; above it new ones are refused.
const MOST_UNDER_WAY: usize = 8;

/// A caching resolver. A failed look-up falls back on the last good answer.
#[derive(Debug, Default)]
pub(crate) struct Names {
    known: Mutex<HashMap<String, Known>>,
    under_way: Arc<()>,
}

#[derive(Debug, Clone)]
struct Known {
    addresses: Vec<SocketAddr>,
    asked: Instant,
}

#[derive(Debug)]
pub(crate) enum LookUp {
    Failed(String),
    TimedOut,
}

impl Names {
    /// The addresses of a host. Literal addresses need no look-up.
    pub(crate) fn resolve(
        &self,
        host: &str,
        port: u16,
        patience: Duration,
    ) -> Result<Vec<SocketAddr>, LookUp> {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        if let Ok(address) = bare.parse::<IpAddr>() {
            return Ok(vec![SocketAddr::new(address, port)]);
        }
        let key = format!("{bare}:{port}");
        let known = self
            .known
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&key)
            .cloned();
        if let Some(known) = known.as_ref().filter(|known| known.asked.elapsed() < FRESH) {
            return Ok(known.addresses.clone());
        }
        match self.look_up(&key, patience) {
            Ok(addresses) => {
                self.known
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .insert(
                        key,
                        Known {
                            addresses: addresses.clone(),
                            asked: Instant::now(),
                        },
                    );
                Ok(addresses)
            }
            // Better an address of a minute ago than none.
            Err(failure) => known.map(|known| known.addresses).ok_or(failure),
        }
    }

    /// The system's resolver knows no time limit, so it runs on a thread of its own that is left
    /// behind when it takes too long. That thread holds nothing but the name.
    fn look_up(&self, key: &str, patience: Duration) -> Result<Vec<SocketAddr>, LookUp> {
        if Arc::strong_count(&self.under_way) > MOST_UNDER_WAY {
            return Err(LookUp::Failed("too many look-ups hang already".to_owned()));
        }
        let (answer, wait) = mpsc::sync_channel(1);
        let name = key.to_owned();
        let counted = Arc::clone(&self.under_way);
        crate::platform::spawn("resolve", move || {
            let found = name
                .to_socket_addrs()
                .map(|addresses| addresses.collect::<Vec<_>>());
            drop(counted);
            // Nobody may be waiting any more.
            let _ = answer.send(found);
        })
        .map_err(|cause| LookUp::Failed(cause.to_string()))?;
        match wait.recv_timeout(patience) {
            Ok(Ok(addresses)) if !addresses.is_empty() => Ok(addresses),
            Ok(Ok(_)) => Err(LookUp::Failed("the name has no address".to_owned())),
            Ok(Err(cause)) => Err(LookUp::Failed(cause.to_string())),
            Err(_) => Err(LookUp::TimedOut),
        }
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
        assert!(names.known.lock().unwrap().is_empty());
    }

    #[test]
    fn a_name_is_remembered() {
        let names = Names::default();
        let first = names
            .resolve("localhost", 80, Duration::from_secs(5))
            .unwrap();
        let again = names.resolve("localhost", 80, Duration::ZERO).unwrap();
        assert_eq!(first, again);
    }

    #[test]
    fn an_old_answer_serves_when_the_look_up_fails() {
        let names = Names::default();
        let address: SocketAddr = "192.0.2.1:443".parse().unwrap();
        let long_ago = Instant::now().checked_sub(FRESH * 2).unwrap();
        names.known.lock().unwrap().insert(
            "name.invalid:443".to_owned(),
            Known {
                addresses: vec![address],
                asked: long_ago,
            },
        );
        let found = names
            .resolve("name.invalid", 443, Duration::from_secs(5))
            .unwrap();
        assert_eq!(found, [address]);
    }
}
