//! A download over several connections, in bounded memory.
//!
//! The calling thread receives the first chunk and writes it while it arrives. Its response reports
//! how long the recording is; from then on worker threads fetch the chunks that follow into buffers,
//! at most a few ahead, and the calling thread writes them in order. So the bytes written are always
//! the beginning of the wanted ones. Only the calling thread runs code of the program: the writer and
//! the token source.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use super::job::Job;
use super::target::Target;
use crate::error::{Error, ErrorKind, Result};
use crate::pipeline::Response;
use crate::pipeline::stream::{Head, Sink, Stream, Version};
use crate::platform;

/// The number of chunks in memory beside those that are being fetched: one that is written, and one
/// that is written next.
const CHUNKS_KEPT: u64 = 2;

/// Downloads what is wanted; `left` is where to continue after an earlier download.
pub(super) fn download(
    job: &Arc<Job>,
    target: &mut dyn Target,
    left: Option<(u64, Version)>,
) -> Result<(Response<()>, Version)> {
    let queue = Arc::new(Queue::default());
    // Dropped however this ends, also with a panic of the writer: no thread stays.
    let mut workers = Workers {
        job: Arc::clone(job),
        queue: Arc::clone(&queue),
        threads: Vec::new(),
    };
    let mut first = First {
        workers: &mut workers,
        target,
    };
    let mut stream = job
        .stream(&mut first, left)
        .first_part(job.options.chunk_size);
    let outcome = job.receive(&mut stream, None);
    let version = stream.version();
    // A worker that failed has canceled this request too; the worker's error is the cause.
    let response = outcome.map_err(|error| queue.failure().unwrap_or(error))?;
    // This thread fetches no more chunks: a worker takes its place.
    workers.add()?;
    queue.write_all(job, target)?;
    let attempts = queue.lock().attempts;
    Ok((response.with_more_attempts(attempts), version))
}

/// The first chunk, whose response starts the workers.
struct First<'a> {
    workers: &'a mut Workers,
    target: &'a mut dyn Target,
}

impl Sink for First<'_> {
    fn begin(&mut self, head: &Head<'_>) -> Result<()> {
        let job = &self.workers.job;
        job.begin(self.target, head)?;
        let (Some(from), Some(end)) = (head.part, head.end) else {
            return Ok(());
        };
        self.workers.queue.plan(job, from, end, head.version);
        for _ in 1..job.options.connections {
            self.workers.add()?;
        }
        Ok(())
    }

    fn piece(&mut self, bytes: &[u8]) -> Result<()> {
        self.workers.job.write(self.target, bytes)?;
        // A worker must not wait for a token until this chunk is complete.
        let queue = &self.workers.queue;
        if queue.lock().token_wanted {
            queue.fetch_token(&self.workers.job)?;
        }
        Ok(())
    }
}

/// The worker threads; dropping this ends and joins them. Scoped threads of the standard library
/// would leave thread-specific data behind in the calling thread.
struct Workers {
    job: Arc<Job>,
    queue: Arc<Queue>,
    threads: Vec<JoinHandle<()>>,
}

impl Workers {
    /// Starts one more thread, if a chunk is left for it.
    fn add(&mut self) -> Result<()> {
        if self.queue.lock().is_taken() {
            return Ok(());
        }
        let (job, queue) = (Arc::clone(&self.job), Arc::clone(&self.queue));
        let thread = platform::spawn("download", move || queue.fetch_all(&job))
            .map_err(|cause| Error::system("cannot start a thread", cause))?;
        self.threads.push(thread);
        Ok(())
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        let mut chunks = self.queue.lock();
        chunks.over = true;
        if chunks.written < chunks.count {
            self.job.in_flight.end();
        }
        drop(chunks);
        self.queue.changed.notify_all();
        for thread in self.threads.drain(..) {
            // A panic was reported by `PanicGuard`.
            let _ = thread.join();
        }
    }
}

/// The chunks that workers fetch and the calling thread writes.
#[derive(Default)]
struct Queue {
    chunks: Mutex<Chunks>,
    changed: Condvar,
}

#[derive(Default)]
struct Chunks {
    version: Version,
    /// The first byte of the first chunk, and the first byte after the last one.
    from: u64,
    end: u64,
    size: u64,
    /// The number of chunks in all, of those taken by workers, and of those written.
    count: u64,
    taken: u64,
    written: u64,
    /// How many may be taken and not yet written.
    ahead: u64,
    /// The fetched chunks, from the next one to write.
    fetched: VecDeque<Option<Vec<u8>>>,
    /// Buffers to reuse.
    spare: Vec<Vec<u8>>,
    attempts: u32,
    token_wanted: bool,
    failure: Option<Error>,
    over: bool,
}

/// What a worker does.
impl Queue {
    fn fetch_all(&self, job: &Job) {
        let _guard = PanicGuard(self, job);
        while let Some((number, mut chunk)) = self.take() {
            match self.fetch(job, number, &mut chunk) {
                Ok(attempts) => self.deliver(number, chunk, attempts),
                Err(error) => return self.fail(job, error),
            }
        }
    }

    /// The next chunk to fetch and a buffer for it, once one more may be in memory.
    fn take(&self) -> Option<(u64, Vec<u8>)> {
        let mut chunks = self.lock();
        loop {
            if chunks.is_over() || chunks.is_taken() {
                return None;
            }
            if chunks.taken - chunks.written < chunks.ahead {
                let number = chunks.taken;
                chunks.taken += 1;
                return Some((number, chunks.spare.pop().unwrap_or_default()));
            }
            chunks = self.wait(chunks);
        }
    }

    /// Fetches one chunk and returns the number of attempts.
    fn fetch(&self, job: &Job, number: u64, chunk: &mut Vec<u8>) -> Result<u32> {
        let (from, end, version) = {
            let chunks = self.lock();
            let from = chunks.from + number * chunks.size;
            let end = chunks.end.min(from + chunks.size);
            (from, end, chunks.version.clone())
        };
        chunk.resize(usize::try_from(end - from).unwrap_or_default(), 0);
        let mut sink = Buffer { chunk, filled: 0 };
        let mut stream = Stream::new(&mut sink, from, Some(end)).of(version);
        let wait_for_token = |time_limit| self.wait_for_token(time_limit);
        Ok(job.receive(&mut stream, Some(&wait_for_token))?.attempts())
    }

    fn deliver(&self, number: u64, chunk: Vec<u8>, attempts: u32) {
        let mut chunks = self.lock();
        chunks.attempts += attempts;
        let place = usize::try_from(number - chunks.written).unwrap_or_default();
        if chunks.fetched.len() <= place {
            chunks.fetched.resize(place + 1, None);
        }
        if let Some(place) = chunks.fetched.get_mut(place) {
            *place = Some(chunk);
        }
        self.changed.notify_all();
    }

    /// Ends the download. The first failure counts: it causes the others.
    fn fail(&self, job: &Job, error: Error) {
        self.lock().failure.get_or_insert(error);
        job.in_flight.end();
        self.changed.notify_all();
    }

    /// Waits until the calling thread has fetched a token.
    fn wait_for_token(&self, time_limit: Duration) -> Result<()> {
        let mut chunks = self.lock();
        chunks.token_wanted = true;
        self.changed.notify_all();
        let (chunks, _) = self
            .changed
            .wait_timeout_while(chunks, time_limit, |chunks| {
                chunks.token_wanted && !chunks.is_over()
            })
            .unwrap_or_else(PoisonError::into_inner);
        if !chunks.token_wanted {
            return Ok(());
        }
        Err(Error::new(ErrorKind::Auth, "no token in time").with_retryable(true))
    }
}

/// What the calling thread does.
impl Queue {
    fn plan(&self, job: &Job, from: u64, end: u64, version: &Version) {
        let mut chunks = self.lock();
        chunks.version = version.clone();
        (chunks.from, chunks.end, chunks.size) = (from, end, job.options.chunk_size);
        chunks.count = end.saturating_sub(from).div_ceil(chunks.size);
        chunks.ahead = u64::from(job.options.connections) + CHUNKS_KEPT;
    }

    /// Writes the chunks in order as they arrive.
    fn write_all(&self, job: &Job, target: &mut dyn Target) -> Result<()> {
        let mut chunks = self.lock();
        while chunks.written < chunks.count {
            // A failed worker has canceled the download; the chunks before its own are still written.
            if chunks.failure.is_none() {
                job.go_on()?;
            }
            if let Some(Some(chunk)) = chunks.fetched.front_mut().map(Option::take) {
                drop(chunks);
                job.write(target, &chunk)?;
                chunks = self.lock();
                chunks.fetched.pop_front();
                chunks.spare.push(chunk);
                chunks.written += 1;
                self.changed.notify_all();
            } else if let Some(failure) = chunks.failure.take() {
                return Err(failure);
            } else if chunks.token_wanted {
                drop(chunks);
                self.fetch_token(job)?;
                chunks = self.lock();
            } else {
                chunks = self.wait(chunks);
            }
        }
        Ok(())
    }

    /// Fetches a token for the workers that wait for it.
    fn fetch_token(&self, job: &Job) -> Result<()> {
        job.pipeline().fetch_token(&job.in_flight)?;
        self.lock().token_wanted = false;
        self.changed.notify_all();
        Ok(())
    }

    fn failure(&self) -> Option<Error> {
        self.lock().failure.take()
    }
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, Chunks> {
        self.chunks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, chunks: MutexGuard<'a, Chunks>) -> MutexGuard<'a, Chunks> {
        self.changed
            .wait(chunks)
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Chunks {
    fn is_taken(&self) -> bool {
        self.taken == self.count
    }

    fn is_over(&self) -> bool {
        self.over || self.failure.is_some()
    }
}

/// Ends the download when a worker panics: its chunk would never arrive.
struct PanicGuard<'a>(&'a Queue, &'a Job);

impl Drop for PanicGuard<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let error = Error::new(ErrorKind::System, "a thread of the download panicked");
            self.0.fail(self.1, error);
        }
    }
}

/// A chunk in memory, with its final length.
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
