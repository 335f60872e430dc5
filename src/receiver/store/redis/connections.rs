//! Connections to Redis: to a primary, checked once, kept for the next use.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use redis::{Connection, RedisError, cmd};

use super::link::Link;
use super::sentinel::Sentinels;
use crate::error::{Error, ErrorKind, Result};
use crate::field;
use crate::receiver::redis::RedisOptions;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// For a response, also to a command that waits.
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(5);
/// How long replicas or the disk may take, in milliseconds.
const DURABLE_WITHIN_MS: u64 = 1000;

pub(super) struct Connections {
    clients: Vec<redis::Client>,
    /// They name the primary, if there are any.
    sentinels: Option<Sentinels>,
    idle: Mutex<Vec<Link>>,
    synced: bool,
    replicas: usize,
    /// Redis waits for its disk itself; before 7.2 it can be configured to.
    has_waitaof: bool,
}

impl Connections {
    /// Opens the first connection, and checks that this Redis keeps what it is given.
    pub(super) fn open(options: &RedisOptions) -> Result<Self> {
        let clients = clients(field::REDIS_URL, &options.urls)?;
        let mut connections = Self {
            sentinels: Sentinels::of(options, &clients)?,
            clients,
            idle: Mutex::new(Vec::new()),
            synced: options.synced,
            replicas: options.replicas,
            has_waitaof: false,
        };
        let mut connection = connections.connect()?;
        connections.has_waitaof = check(&mut connection, options.synced)?;
        connections.put_back(connection);
        Ok(connections)
    }

    /// Runs commands on an idle connection or a new one, again on a new one when the connection fails:
    /// repeating them must do no harm.
    pub(super) fn run<T>(
        &self,
        mut commands: impl FnMut(&mut Connection) -> Outcome<T>,
    ) -> Result<T> {
        let idle = self.idle().pop();
        if let Some(mut connection) = idle {
            match commands(&mut connection) {
                Err(Failure::Redis(error)) if is_stale(&error) => {}
                other => return self.finish(connection, other),
            }
            // The others are as old.
            self.idle().clear();
        }
        let mut connection = self.connect()?;
        let outcome = commands(&mut connection);
        self.finish(connection, outcome)
    }

    fn finish<T>(&self, connection: Link, outcome: Outcome<T>) -> Result<T> {
        match outcome {
            Ok(value) => {
                self.put_back(connection);
                Ok(value)
            }
            Err(Failure::Redis(error)) => {
                if !is_stale(&error) {
                    self.put_back(connection);
                }
                Err(failed(&error))
            }
            Err(Failure::NotDurable(error)) => {
                self.put_back(connection);
                Err(error)
            }
        }
    }

    /// Waits until what this connection has written is as durable as the option says.
    pub(super) fn await_durable(&self, connection: &mut Connection) -> Outcome<()> {
        if self.synced && self.has_waitaof {
            let mut wait = cmd("WAITAOF");
            wait.arg(1).arg(0).arg(DURABLE_WITHIN_MS);
            let (local, _): (usize, usize) = wait.query(connection)?;
            if local < 1 {
                return Err(not_durable("Redis did not sync its file within 1 s"));
            }
        }
        if self.replicas > 0 {
            let mut wait = cmd("WAIT");
            wait.arg(self.replicas).arg(DURABLE_WITHIN_MS);
            let count: usize = wait.query(connection)?;
            if count < self.replicas {
                let least = self.replicas;
                let what =
                    format!("{count} of {least} replicas of Redis have the events after 1 s");
                return Err(not_durable(&what));
            }
        }
        Ok(())
    }

    /// A new connection, to the primary that a Sentinel names, or the first server that is reachable and a primary.
    pub(super) fn connect(&self) -> Result<Link> {
        if let Some(sentinels) = &self.sentinels {
            return sentinels.connect();
        }
        let mut last = None;
        for client in &self.clients {
            match connect(client) {
                Ok(connection) => return Ok(connection),
                Err(error) => last = last.or(Some(error)),
            }
        }
        Err(last.unwrap_or_else(|| Error::invalid(field::REDIS_URL, "is missing")))
    }

    fn put_back(&self, connection: Link) {
        self.idle().push(connection);
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Link>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) type Outcome<T> = std::result::Result<T, Failure>;

pub(super) enum Failure {
    Redis(RedisError),
    NotDurable(Error),
}

impl Failure {
    pub(super) fn into_error(self) -> Error {
        match self {
            Self::Redis(error) => failed(&error),
            Self::NotDurable(error) => error,
        }
    }
}

impl From<redis::ParsingError> for Failure {
    fn from(error: redis::ParsingError) -> Self {
        Self::Redis(error.into())
    }
}

impl From<RedisError> for Failure {
    fn from(error: RedisError) -> Self {
        Self::Redis(error)
    }
}

pub(super) fn clients(field: &'static str, urls: &[String]) -> Result<Vec<redis::Client>> {
    let clients = urls.iter().map(|url| {
        redis::Client::open(url.as_str()).map_err(|error| {
            // Without the URL, which may contain a password.
            Error::invalid(field, format!("is not valid: {error}"))
        })
    });
    clients.collect()
}

/// A connection to a server of any role.
pub(super) fn connect_to(client: &redis::Client) -> std::result::Result<Connection, RedisError> {
    let connection = client.get_connection_with_timeout(CONNECT_TIMEOUT)?;
    connection.set_read_timeout(Some(RESPONSE_TIMEOUT))?;
    connection.set_write_timeout(Some(RESPONSE_TIMEOUT))?;
    Ok(connection)
}

/// A connection to a primary.
pub(super) fn connect(client: &redis::Client) -> Result<Link> {
    let at = |error: RedisError| failed(&error).with_prefix(client.get_connection_info().addr());
    let mut connection = connect_to(client).map_err(at)?;
    let role = value(&info(&mut connection).map_err(at)?, "role").map(str::to_owned);
    if role.is_some_and(|role| role != "master") {
        let replica = Error::new(
            ErrorKind::System,
            "Redis is a replica there, and events need a primary",
        );
        return Err(replica.with_prefix(client.get_connection_info().addr()));
    }
    Ok(Link::new(connection, client.get_connection_info().addr()))
}

/// Whether the connection cannot be used any more, or its server is not the primary any more.
fn is_stale(error: &RedisError) -> bool {
    error.is_unrecoverable_error()
        || error.is_timeout()
        || error.is_io_error()
        || matches!(error.code(), Some("READONLY" | "LOADING" | "MASTERDOWN"))
}

fn info(connection: &mut Connection) -> std::result::Result<String, RedisError> {
    cmd("INFO").query(connection)
}

fn value<'a>(info: &'a str, name: &str) -> Option<&'a str> {
    info.lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
}

fn version(info: &str) -> (u32, u32) {
    let version = value(info, "redis_version").unwrap_or_default();
    let mut numbers = version.split('.').map(|number| number.parse().unwrap_or(0));
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
}

/// Refuses a Redis that may lose events against its options; returns whether it has `WAITAOF`.
fn check(connection: &mut Connection, synced: bool) -> Result<bool> {
    let info = info(connection).map_err(|error| failed(&error))?;
    let version = version(&info);
    if version < (6, 2) {
        let found = value(&info, "redis_version").unwrap_or("unknown");
        return Err(unfit(&format!("its version is {found}, and 6.2 is needed")));
    }
    let is_limited = value(&info, "maxmemory").is_some_and(|bytes| bytes != "0");
    let policy = value(&info, "maxmemory_policy").unwrap_or_default();
    if is_limited && policy.starts_with("allkeys") {
        let what = format!("it drops events when its memory is full: maxmemory-policy is {policy}");
        return Err(unfit(&what).with_hint("Set maxmemory-policy noeviction"));
    }
    let has_waitaof = version >= (7, 2);
    if synced {
        let has_file = value(&info, "aof_enabled") == Some("1");
        if !has_file || !(has_waitaof || syncs_always(connection)) {
            let hint = "Set appendonly yes, and before Redis 7.2 appendfsync always";
            return Err(unfit("it does not sync its file before it responds").with_hint(hint));
        }
    }
    Ok(has_waitaof)
}

fn syncs_always(connection: &mut Connection) -> bool {
    let mut get = cmd("CONFIG");
    let pair = get
        .arg("GET")
        .arg("appendfsync")
        .query::<Vec<String>>(connection);
    pair.is_ok_and(|pair| pair.get(1).is_some_and(|value| value == "always"))
}

fn not_durable(what: &str) -> Failure {
    Failure::NotDurable(Error::new(ErrorKind::System, what))
}

pub(super) fn failed(error: &RedisError) -> Error {
    Error::new(ErrorKind::System, format!("Redis failed: {error}"))
}

fn unfit(what: &str) -> Error {
    Error::new(ErrorKind::InvalidInput, format!("{}: {what}", field::REDIS))
}
