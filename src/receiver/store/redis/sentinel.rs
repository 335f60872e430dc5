//! Sentinels, which know the current primary of a group of servers.

use redis::{Client, ConnectionAddr, ConnectionInfo, cmd};

use super::connections::{clients, connect, connect_to, failed};
use super::link::Link;
use crate::error::{Error, ErrorKind, Result};
use crate::field;
use crate::receiver::redis::RedisOptions;

pub(super) struct Sentinels {
    clients: Vec<Client>,
    group: String,
    /// How to connect to the primary, with the host and port of the URL instead of its own.
    primary: ConnectionInfo,
}

impl Sentinels {
    /// `None` when the options have no Sentinel.
    pub(super) fn of(options: &RedisOptions, servers: &[Client]) -> Result<Option<Self>> {
        let Some(server) = servers
            .first()
            .filter(|_| !options.sentinel_urls.is_empty())
        else {
            return Ok(None);
        };
        Ok(Some(Self {
            clients: clients(field::REDIS_SENTINEL_URL, &options.sentinel_urls)?,
            group: options.group().to_owned(),
            primary: server.get_connection_info().clone(),
        }))
    }

    /// A connection to the primary. One Sentinel may be cut off from the others and know an old one: the next one is tried
    /// when its primary is not reachable, or a replica by now.
    pub(super) fn connect(&self) -> Result<Link> {
        let mut first = None;
        for sentinel in &self.clients {
            match self.ask(sentinel).and_then(|client| connect(&client)) {
                Ok(connection) => return Ok(connection),
                Err(error) => first = first.or(Some(error)),
            }
        }
        Err(first.unwrap_or_else(|| Error::invalid(field::REDIS_SENTINEL_URL, "is missing")))
    }

    fn ask(&self, sentinel: &Client) -> Result<Client> {
        let at = |error: Error| {
            let addr = sentinel.get_connection_info().addr();
            error.with_prefix(format!("Sentinel {addr}"))
        };
        let answer = connect_to(sentinel).and_then(|mut connection| {
            let mut get = cmd("SENTINEL");
            get.arg("GET-MASTER-ADDR-BY-NAME").arg(&self.group);
            get.query::<Option<(String, u16)>>(&mut connection)
        });
        let Some((host, port)) = answer.map_err(|error| at(failed(&error)))? else {
            let what = format!("knows no group {:?}", self.group);
            return Err(at(Error::new(ErrorKind::System, what)));
        };
        let addr = moved(self.primary.addr(), host, port);
        Client::open(self.primary.clone().set_addr(addr)).map_err(|error| at(failed(&error)))
    }
}

/// The same kind of address elsewhere.
fn moved(addr: &ConnectionAddr, to: String, at: u16) -> ConnectionAddr {
    let mut addr = addr.clone();
    match &mut addr {
        ConnectionAddr::Tcp(host, port) | ConnectionAddr::TcpTls { host, port, .. } => {
            *host = to;
            *port = at;
        }
        // The options allow no other with a Sentinel.
        _ => {}
    }
    addr
}
