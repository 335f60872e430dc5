//! Log lines of the program: to standard error, or to a file.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use log::{LevelFilter, Log, Metadata, Record};

struct Logger(Option<Mutex<File>>);

static LOGGER: OnceLock<Logger> = OnceLock::new();

/// Starts logging what is at least as severe as `level`.
pub(crate) fn start(level: LevelFilter, file: Option<&Path>) -> io::Result<()> {
    let open = |file: &Path| {
        let opened = OpenOptions::new().create(true).append(true).open(file);
        let name = file.display();
        opened.map_err(|cause| {
            io::Error::new(
                cause.kind(),
                format!("cannot write the log {name}: {cause}"),
            )
        })
    };
    let file = file.map(open).transpose()?;
    // The only logger of this program.
    if log::set_logger(LOGGER.get_or_init(|| Logger(file.map(Mutex::new)))).is_ok() {
        log::set_max_level(level);
    }
    Ok(())
}

impl Log for Logger {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.level() <= log::max_level()
    }

    fn log(&self, record: &Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        let level = record.level().as_str().to_ascii_lowercase();
        let text = record.args().to_string();
        let text = text.strip_prefix("emulator: ").unwrap_or(&text);
        let line = format!("{} {level:<5} {text}\n", time(SystemTime::now()));
        // A log that cannot be written ends nothing.
        let _ = match &self.0 {
            Some(file) => {
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                file.write_all(line.as_bytes())
            }
            None => io::stderr().write_all(line.as_bytes()),
        };
    }

    fn flush(&self) {}
}

/// The time of day in UTC.
fn time(now: SystemTime) -> String {
    let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    let (seconds, millis) = (since.as_secs(), since.subsec_millis());
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{hour:02}:{minute:02}:{second:02}.{millis:03}Z")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_line_has_the_time_of_day() {
        let at = UNIX_EPOCH + Duration::from_millis(86_400_000 * 3 + 3_723_045);
        assert_eq!(time(at), "01:02:03.045Z");
    }
}
