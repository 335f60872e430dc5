//! What benchmarks share: a web server, and the time that something takes.

use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// What something took.
pub struct Cost {
    pub wall: Duration,
    pub cpu: Duration,
}

pub fn measure_self(work: impl FnOnce()) -> Cost {
    measure(libc::RUSAGE_SELF, work)
}

pub fn measure_child(work: impl FnOnce()) -> Cost {
    measure(libc::RUSAGE_CHILDREN, work)
}

fn measure(who: libc::c_int, work: impl FnOnce()) -> Cost {
    let (began, before) = (Instant::now(), cpu(who));
    work();
    Cost {
        wall: began.elapsed(),
        cpu: cpu(who) - before,
    }
}

fn cpu(who: libc::c_int) -> Duration {
    // SAFETY: rusage is plain data that getrusage fills.
    let usage = unsafe {
        let mut usage = std::mem::zeroed::<libc::rusage>();
        libc::getrusage(who, &raw mut usage);
        usage
    };
    let time = |part: libc::timeval| {
        Duration::from_secs(part.tv_sec.unsigned_abs())
            + Duration::from_micros(part.tv_usec.unsigned_abs())
    };
    time(usage.ru_utime) + time(usage.ru_stime)
}

pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// A web server process, ended when dropped.
pub struct Nginx(Child);

impl Nginx {
    /// Starts it with so many processes, and `location` as the body of its only server; `None` where it
    /// is not installed.
    pub fn start(folder: &Path, port: u16, processes: u32, location: &str) -> Option<Self> {
        let home = folder.display();
        let config = folder.join("nginx.conf");
        std::fs::write(
            &config,
            format!(
                "daemon off; worker_processes {processes}; pid {home}/nginx.pid; error_log {home}/error.log;
                 events {{}}
                 http {{ access_log off; client_body_temp_path {home}/body; proxy_temp_path {home}/p;
                   fastcgi_temp_path {home}/f; uwsgi_temp_path {home}/u; scgi_temp_path {home}/s;
                   keepalive_requests 100000000; default_type application/json;
                   server {{ listen 127.0.0.1:{port} reuseport; {location} }} }}"
            ),
        )
        .unwrap();
        let child = Command::new("nginx")
            .arg("-c")
            .arg(&config)
            .arg("-p")
            .arg(folder)
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let nginx = Self(child);
        let timeout = Instant::now() + Duration::from_secs(10);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < timeout, "nginx does not listen");
            std::thread::yield_now();
        }
        Some(nginx)
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // The master ends its worker on SIGTERM; a kill would leave it behind.
        let Ok(pid) = libc::pid_t::try_from(self.0.id()) else {
            return;
        };
        // SAFETY: the child is one of this process and not yet waited for.
        unsafe { libc::kill(pid, libc::SIGTERM) };
        let _ = self.0.wait();
    }
}
