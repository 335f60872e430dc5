//! One download over several connections, in bounded memory.
//!
//! The thread that calls fetches the first chunk and writes it as it comes. Its answer reports how long
//! the recording is, so that from then on a crew of threads fetches the chunks that follow into
//! buffers, never more than a few ahead, and the thread that calls writes them in order. What is
//! written is always the beginning of what is wanted, whatever happens. Only the thread that calls
//! runs code of the program's own: the writer, and the source of tokens.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use super::download::{Job, Target};
use crate::error::{Error, ErrorKind, Result};
use crate::pipeline::Response;
use crate::pipeline::stream::{Head, Sink, Version};
use crate::platform;

/// How many chunks may be kept beside those that are being fetched: one that is written, and one that
/// waits for its turn.
const CHUNKS_KEPT: u64 = 2;

/// Downloads what is wanted; `left` is where to go on when an earlier download has done a part.
pub(super) fn download(
    job: &Arc<Job>,
    target: &mut dyn Target,
    left: Option<(u64, Version)>,
) -> Result<(Response<()>, Version)> {
    let crew = Arc::new(Crew::default());
    // However this ends, with a panic of the writer too: no one is left waiting, or left at all.
    let mut hired = Hired {
        job: Arc::clone(job),
        crew: Arc::clone(&crew),
        threads: Vec::new(),
    };
    let mut first = First {
        hired: &mut hired,
        target,
    };
    let mut stream = job.stream(&mut first, left).first_part(job.chunk_size());
    let outcome = job.pour(&mut stream);
    let version = stream.version();
    // A thread of the crew that failed has ended this one too; its error reports why.
    let response = outcome.map_err(|error| crew.failure().unwrap_or(error))?;
    // This thread fetches no more: another takes its place.
    hired.one_more()?;
    crew.write_out(job, target)?;
    let requests = crew.lock().requests;
    Ok((response.with_more_attempts(requests), version))
}

/// The first chunk, and what its answer sets going.
struct First<'a> {
    hired: &'a mut Hired,
    target: &'a mut dyn Target,
}

impl Sink for First<'_> {
    fn begin(&mut self, head: &Head<'_>) -> Result<()> {
        let job = &self.hired.job;
        job.begin(self.target, head)?;
        let (Some(from), Some(end)) = (head.part, head.end) else {
            return Ok(());
        };
        self.hired.crew.plan(job, from, end, head.version);
        for _ in 1..job.connections() {
            self.hired.one_more()?;
        }
        Ok(())
    }

    fn piece(&mut self, bytes: &[u8]) -> Result<()> {
        self.hired.job.write(self.target, bytes)?;
        // Another thread must not wait for it as long as this chunk may take.
        let crew = &self.hired.crew;
        if crew.lock().token_wanted {
            crew.bring_token(&self.hired.job)?;
        }
        Ok(())
    }
}

/// The threads of a crew; they are gone once this is dropped. Threads of the standard library's
/// scopes would leave something behind in the thread that calls.
struct Hired {
    job: Arc<Job>,
    crew: Arc<Crew>,
    threads: Vec<JoinHandle<()>>,
}

impl Hired {
    /// One thread more, if there is anything left to do for it.
    fn one_more(&mut self) -> Result<()> {
        if self.crew.lock().is_handed_out() {
            return Ok(());
        }
        let (job, crew) = (Arc::clone(&self.job), Arc::clone(&self.crew));
        let thread = platform::spawn("download", move || crew.fetch_all(&job))
            .map_err(|cause| Error::system("cannot start a thread", cause))?;
        self.threads.push(thread);
        Ok(())
    }
}

impl Drop for Hired {
    fn drop(&mut self) {
        let mut work = self.crew.lock();
        work.over = true;
        if work.written < work.count {
            self.job.in_flight.end();
        }
        drop(work);
        self.crew.changed.notify_all();
        for thread in self.threads.drain(..) {
            // One that panicked has told so by its failure.
            let _ = thread.join();
        }
    }
}

/// The threads that fetch, and what they have to do.
#[derive(Default)]
struct Crew {
    work: Mutex<Work>,
    changed: Condvar,
}

#[derive(Default)]
struct Work {
    version: Version,
    /// Where the first chunk of the crew begins, and where the last one ends.
    from: u64,
    end: u64,
    chunk: u64,
    /// Chunks in all, those handed out to be fetched, and those written.
    count: u64,
    handed: u64,
    written: u64,
    /// How many may be handed out and not yet written.
    ahead: u64,
    /// The chunks from the next one to write on, as far as one of them is there.
    fetched: VecDeque<Option<Vec<u8>>>,
    /// Buffers to use again.
    spare: Vec<Vec<u8>>,
    requests: u32,
    token_wanted: bool,
    failure: Option<Error>,
    over: bool,
}

impl Crew {
    fn lock(&self) -> MutexGuard<'_, Work> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, work: MutexGuard<'a, Work>) -> MutexGuard<'a, Work> {
        self.changed
            .wait(work)
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// What there is to do.
    fn plan(&self, job: &Job, from: u64, end: u64, version: &Version) {
        let mut work = self.lock();
        work.version = version.clone();
        (work.from, work.end, work.chunk) = (from, end, job.chunk_size());
        work.count = end.saturating_sub(from).div_ceil(work.chunk);
        work.ahead = u64::from(job.connections()) + CHUNKS_KEPT;
    }

    /// The life of a thread of the crew.
    fn fetch_all(&self, job: &Job) {
        let _fault = Fault(self, job);
        while let Some((number, mut chunk)) = self.next_chunk() {
            match self.fetch(job, number, &mut chunk) {
                Ok(requests) => self.deliver(number, chunk, requests),
                Err(error) => return self.fail(job, error),
            }
        }
    }

    /// The next chunk to fetch, and a buffer for it, once there may be one more in memory.
    fn next_chunk(&self) -> Option<(u64, Vec<u8>)> {
        let mut work = self.lock();
        loop {
            if work.is_over() || work.is_handed_out() {
                return None;
            }
            if work.handed - work.written < work.ahead {
                let number = work.handed;
                work.handed += 1;
                return Some((number, work.spare.pop().unwrap_or_default()));
            }
            work = self.wait(work);
        }
    }

    fn fetch(&self, job: &Job, number: u64, chunk: &mut Vec<u8>) -> Result<u32> {
        let (from, end, version) = {
            let work = self.lock();
            let from = work.from + number * work.chunk;
            let end = work.end.min(from + work.chunk);
            (from, end, work.version.clone())
        };
        chunk.resize(usize::try_from(end - from).unwrap_or_default(), 0);
        let ask = |time_limit| self.ask_for_token(time_limit);
        let mut sink = Buffer { chunk, filled: 0 };
        let mut stream = job.chunk(&mut sink, from, end, version).asking(&ask);
        Ok(job.pour(&mut stream)?.attempts())
    }

    fn deliver(&self, number: u64, chunk: Vec<u8>, requests: u32) {
        let mut work = self.lock();
        work.requests += requests;
        let place = usize::try_from(number - work.written).unwrap_or_default();
        if work.fetched.len() <= place {
            work.fetched.resize(place + 1, None);
        }
        if let Some(place) = work.fetched.get_mut(place) {
            *place = Some(chunk);
        }
        self.changed.notify_all();
    }

    /// The first failure is the one that counts: those that follow come of it.
    fn fail(&self, job: &Job, error: Error) {
        self.lock().failure.get_or_insert(error);
        job.in_flight.end();
        self.changed.notify_all();
    }

    fn failure(&self) -> Option<Error> {
        self.lock().failure.take()
    }

    /// Waits until the thread that calls has seen to a token that works.
    fn ask_for_token(&self, time_limit: Duration) -> Result<()> {
        let mut work = self.lock();
        work.token_wanted = true;
        self.changed.notify_all();
        let (work, _) = self
            .changed
            .wait_timeout_while(work, time_limit, |work| {
                work.token_wanted && !work.is_over()
            })
            .unwrap_or_else(PoisonError::into_inner);
        if !work.token_wanted {
            return Ok(());
        }
        Err(Error::new(ErrorKind::Auth, "no token in time").with_retryable(true))
    }

    /// Asks for a token on the thread that calls, for those that wait for it.
    fn bring_token(&self, job: &Job) -> Result<()> {
        job.pipeline().ask_for_token()?;
        self.lock().token_wanted = false;
        self.changed.notify_all();
        Ok(())
    }

    /// The life of the thread that calls: writes the chunks in order as they come.
    fn write_out(&self, job: &Job, target: &mut dyn Target) -> Result<()> {
        let mut work = self.lock();
        while work.written < work.count {
            // A thread that failed has ended all; then what is there is written still.
            if work.failure.is_none() {
                job.go_on()?;
            }
            if let Some(Some(chunk)) = work.fetched.front_mut().map(Option::take) {
                drop(work);
                job.write(target, &chunk)?;
                work = self.lock();
                work.fetched.pop_front();
                work.spare.push(chunk);
                work.written += 1;
                self.changed.notify_all();
            } else if let Some(failure) = work.failure.take() {
                return Err(failure);
            } else if work.token_wanted {
                drop(work);
                self.bring_token(job)?;
                work = self.lock();
            } else {
                work = self.wait(work);
            }
        }
        Ok(())
    }
}

impl Work {
    fn is_handed_out(&self) -> bool {
        self.handed == self.count
    }

    fn is_over(&self) -> bool {
        self.over || self.failure.is_some()
    }
}

/// Ends the download when a thread of the crew panics: no one else would bring its chunk.
struct Fault<'a>(&'a Crew, &'a Job);

impl Drop for Fault<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let error = Error::new(ErrorKind::System, "a thread of the download panicked");
            self.0.fail(self.1, error);
        }
    }
}

/// A chunk in memory, as long as it is to become.
struct Buffer<'a> {
    chunk: &'a mut [u8],
    filled: usize,
}

impl Sink for Buffer<'_> {
    fn begin(&mut self, _: &Head<'_>) -> Result<()> {
        Ok(())
    }

    fn piece(&mut self, bytes: &[u8]) -> Result<()> {
        let end = self.filled + bytes.len();
        if let Some(place) = self.chunk.get_mut(self.filled..end) {
            place.copy_from_slice(bytes);
        }
        self.filled = end;
        Ok(())
    }

    fn room(&mut self) -> Option<&mut [u8]> {
        self.chunk.get_mut(self.filled..)
    }

    fn filled(&mut self, bytes: usize) {
        self.filled += bytes;
    }
}
