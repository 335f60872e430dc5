//! A Redis server of a test, from Debian's package redis-server.

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// A server with a folder of its own, both gone at its end.
pub struct Server {
    folder: PathBuf,
    pub port: u16,
    options: Vec<String>,
    child: Child,
}

impl Server {
    pub fn start() -> Self {
        Self::with(&[])
    }

    /// With options of its command line: `["--appendonly", "yes"]`.
    pub fn with(options: &[&str]) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("acs-redis-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let port = free_port();
        let options: Vec<String> = options.iter().map(ToString::to_string).collect();
        let child = run(&folder, port, &options);
        Self {
            folder,
            port,
            options,
            child,
        }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Ends it as `kill -9` does.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends it a signal: `SIGSTOP`, and it does not respond any more.
    pub fn signal(&self, signal: libc::c_int) {
        let pid = libc::pid_t::try_from(self.child.id()).unwrap();
        // SAFETY: the child is not waited for yet.
        assert_eq!(unsafe { libc::kill(pid, signal) }, 0);
    }

    /// Starts it again, with the files that it left.
    pub fn restart(&mut self) {
        self.child = run(&self.folder, self.port, &self.options);
    }

    pub fn connection(&self) -> redis::Connection {
        let client = redis::Client::open(self.url()).unwrap();
        client.get_connection().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn run(folder: &Path, port: u16, options: &[String]) -> Child {
    let child = Command::new("redis-server")
        .args(["--bind", "127.0.0.1", "--port", &port.to_string()])
        .args(["--save", "", "--logfile", "log", "--dir"])
        .arg(folder)
        .args(options)
        .stdout(Stdio::null())
        .spawn()
        .expect("redis-server, from Debian's package of that name");
    wait_until("redis-server does not respond", || {
        let client = redis::Client::open(format!("redis://127.0.0.1:{port}")).unwrap();
        let connection = client.get_connection();
        connection
            .is_ok_and(|mut connection| redis::cmd("PING").query::<String>(&mut connection).is_ok())
    });
    child
}

/// A Sentinel of a primary and its replicas, which it calls `pbx`; two of three decide.
pub struct Sentinel {
    folder: PathBuf,
    pub port: u16,
    child: Child,
}

impl Sentinel {
    pub fn start(primary: u16) -> Self {
        let port = free_port();
        let name = format!("acs-sentinel-{}-{port}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let configuration = format!(
            "bind 127.0.0.1\nport {port}\nlogfile log\ndir {}\nsentinel monitor pbx 127.0.0.1 {primary} 2\n\
             sentinel down-after-milliseconds pbx 1000\nsentinel failover-timeout pbx 5000\n",
            folder.display()
        );
        let path = folder.join("sentinel.conf");
        std::fs::write(&path, configuration).unwrap();
        let child = Command::new("redis-server")
            .arg(path)
            .arg("--sentinel")
            .stdout(Stdio::null())
            .spawn()
            .expect("redis-server, from Debian's package of that name");
        wait_until("the Sentinel does not listen", || is_open(port));
        Self {
            folder,
            port,
            child,
        }
    }

    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// How many other Sentinels and how many replicas it has found.
    pub fn knows(&self) -> (usize, usize) {
        let about: std::collections::HashMap<String, String> = self.ask("MASTER");
        let number = |name: &str| about[name].parse().unwrap();
        (number("num-other-sentinels"), number("num-slaves"))
    }

    /// The port of the current primary.
    pub fn primary(&self) -> u16 {
        let (_, port): (String, u16) = self.ask("GET-MASTER-ADDR-BY-NAME");
        port
    }

    fn ask<T: redis::FromRedisValue>(&self, what: &str) -> T {
        let client = redis::Client::open(self.url()).unwrap();
        let mut connection = client.get_connection().unwrap();
        let mut ask = redis::cmd("SENTINEL");
        ask.arg(what).arg("pbx").query(&mut connection).unwrap()
    }
}

impl Drop for Sentinel {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

pub fn is_open(port: u16) -> bool {
    TcpStream::connect(("127.0.0.1", port)).is_ok()
}

/// Looks until it is so; a minute is more than any machine needs.
pub fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    for _ in 0..6000 {
        if is_so() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    panic!("{what}");
}
