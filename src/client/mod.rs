//! The client and its call connections: all operations of the service.

mod call_options;
mod calls;
mod checks;
mod connection;
mod generic;
mod given;
mod incoming;
mod media;
mod operation;
mod operations;
mod options;
mod parking;
mod participants;
mod recording;
mod streaming;
mod time;
mod workers;

pub use calls::{
    ConnectCallOptions, ConnectCallResult, CreateCallOptions, CreateCallResult,
    CreateGroupCallOptions,
};
pub use connection::{CallConnection, ForEveryone, TransferCallOptions};
pub use generic::{GenericRequest, Method};
pub use incoming::{AnswerCallOptions, AnswerCallResult, RejectCallOptions};
pub use media::{HoldOptions, PlayOptions, RecognizeOptions};
pub use operation::OperationOptions;
pub use options::{ClientOptions, Credential};
pub use participants::{AddParticipantOptions, MuteParticipantsOptions, ParticipantPages};
pub use recording::{
    DownloadProgress, DownloadRecordingOptions, DownloadedRecording, RecordingTarget,
    StartRecordingOptions,
};
pub use streaming::{StartTranscriptionOptions, UpdateTranscriptionOptions};

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use self::options::Kind;
pub(crate) use self::parking::Parked;
pub(crate) use self::workers::{Job, Permit, Workers};
use crate::auth::ConnectionString;
use crate::auth::current_key::CurrentKey;
use crate::auth::hmac::AccessKey;
use crate::auth::token::TokenCache;
use crate::endpoint::Endpoint;
use crate::error::{Error, ErrorKind, Result};
use crate::event::Event;
use crate::field;
use crate::json::FromJson;
use crate::model::CallConnectionProperties;
use crate::pipeline::cancel::InFlight;
use crate::pipeline::request::TIMEOUTS;
use crate::pipeline::transport::Transport;
use crate::pipeline::{
    CancelToken, Operation, Pipeline, Request, RequestOptions, Response, Signer,
};

/// The client: places and answers calls, and creates the [`CallConnection`]s to control them.
///
/// Cheap to clone; clones share connections and settings. May be shared between threads, which send
/// their requests in parallel. Every method blocks until the response is there, at most for its
/// total timeout (default 10 s); downloads have
/// [limits of their own](crate::options::DownloadRecordingOptions). [`abort`](Self::abort) cancels all outstanding requests at once.
///
/// After `fork`, the child may keep using the client: it opens its own connections and obtains its own
/// bearer tokens. The child's copies of the parent's connections are closed before `fork` returns there,
/// which ends none of them; their memory is not freed, and leak checkers report it as still
/// reachable. Requires Unix and `fork` of the C library.
/// Do not fork inside a [`TokenSource`](crate::auth::TokenSource) or a logger.
///
/// ```no_run
/// use acs_call_automation::{CallAutomationClient, CallInvite};
/// use acs_call_automation::options::CreateCallOptions;
/// let client = CallAutomationClient::from_connection_string(
///     "endpoint=https://NAME.communication.azure.com/;accesskey=KEY",
/// )?;
/// let invite = CallInvite::to_phone_number("+16045551234", "+18005550100")?;
/// let call = client.create_call(&invite, "https://app.example/events", &CreateCallOptions::new())?;
/// println!("ringing: {}", call.call_connection.id());
/// # Ok::<(), acs_call_automation::Error>(())
/// ```
///
/// # Errors of every operation
///
/// | [kind](crate::ErrorKind) | when |
/// |---|---|
/// | `InvalidInput` | an argument or option breaks a rule; nothing was sent, but for a download at an offset beyond the end |
/// | `Auth` | the token source failed, or the service returned 401 |
/// | `NotSent` | no connection to the service; nothing was done |
/// | `Service` | the service returned another error status, with its code and message; for operations that only read, any other than 401 |
/// | `OutcomeUnknown` | the response was lost, or an attempt met 408, 502 or 504 |
/// | `Timeout`, `Connection` | the response to an operation that only reads was lost; nothing was changed |
/// | `Decode` | a successful response cannot be parsed or is too large |
/// | `Aborted` | a cancel token or [`abort`](Self::abort) canceled the request |
///
/// When [`Error::may_have_been_done`] is true, which includes `Service` with any 5xx, the operation
/// may have been carried out: look for its event before sending the request again.
///
/// # Retries
///
/// A request is sent again when it never left this machine, and after 429; after a lost response, 408, 500,
/// 502, 503 or 504 only if it reads, ends something, or the service honors its repeatability ids, as it does for
/// adding, removing and muting participants, canceling an invitation, sending DTMF tones and starting a
/// recording. Creating a call and all others are not repeated then. At most 3 retries
/// ([`max_retries`](crate::options::ClientOptions::max_retries)). The pause is that of the response
/// (`Retry-After`), else it grows from 250 ms to 8 s, with jitter; a retry that would pass the timeout is not
/// started. What a retry would meet again is not retried: a certificate, a TLS version.
#[derive(Clone)]
pub struct CallAutomationClient {
    inner: Arc<Inner>,
}

struct Inner {
    pipeline: Pipeline,
    validate: bool,
    /// Beside the stores of the service.
    recording_hosts: Vec<String>,
    workers: Workers,
}

impl CallAutomationClient {
    /// Creates a client with default options from `endpoint=...;accesskey=...`.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) naming the part at fault.
    pub fn from_connection_string(connection_string: &str) -> Result<Self> {
        Self::from_connection_string_with(connection_string, &ClientOptions::new())
    }

    /// Creates a client from `endpoint=...;accesskey=...`.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) naming the part or option at fault.
    pub fn from_connection_string_with(
        connection_string: &str,
        options: &ClientOptions,
    ) -> Result<Self> {
        let parsed = ConnectionString::parse(connection_string)?;
        Self::build(
            parsed.endpoint,
            Credential(Kind::Key(parsed.access_key)),
            options,
        )
    }

    /// Creates a client for an endpoint and a credential.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) naming the argument or option at fault;
    /// `System` when the system's certificates were selected and cannot be read; `Unsupported` for https
    /// in a library built without TLS.
    pub fn new(endpoint: &str, credential: Credential, options: &ClientOptions) -> Result<Self> {
        Self::build(Endpoint::parse(endpoint)?, credential, options)
    }

    fn build(endpoint: Endpoint, credential: Credential, options: &ClientOptions) -> Result<Self> {
        options.check()?;
        if cfg!(not(feature = "tls")) && endpoint.is_https() {
            return Err(Error::unsupported(field::ENDPOINT, "tls"));
        }
        let signer = match credential.0 {
            Kind::Key(_) if !endpoint.is_https() && !endpoint.is_loopback() => {
                return Err(Error::invalid(
                    field::ENDPOINT,
                    "must be https: over http others can read and repeat the requests that are \
                     signed with the access key (http is only for this machine)",
                ));
            }
            Kind::Key(key) => Signer::Key(CurrentKey::new(key)),
            Kind::Token(_) if !endpoint.is_https() && !endpoint.is_loopback() => {
                return Err(Error::invalid(
                    field::ENDPOINT,
                    "must be https for a bearer token: it would be sent unencrypted",
                ));
            }
            Kind::Token(source) => Signer::Token(TokenCache::new(source)),
        };
        let mut recording_hosts = options.recording_hosts.clone();
        recording_hosts.push(endpoint.authority().to_owned());
        let pipeline = Pipeline {
            endpoint,
            signer,
            abort: CancelToken::new(),
            transport: Transport::new(&options.settings)?,
            clock: options.clock.clone(),
            policy: options.policy,
            timeout: options.timeout,
            attempt_timeout: options.attempt_timeout,
            api_version: options.api_version.clone(),
            user_agent: options.user_agent()?,
        };
        Ok(Self {
            inner: Arc::new(Inner {
                pipeline,
                validate: options.validate,
                recording_hosts,
                workers: Workers::new(options.submit_workers, options.submit_capacity),
            }),
        })
    }

    /// Returns the endpoint of this client.
    pub fn endpoint(&self) -> &Endpoint {
        &self.inner.pipeline.endpoint
    }

    /// Replaces the access key, while requests run and phone calls go on: every attempt that starts
    /// from now on is signed with it, also those of clones of this client, of its call connections and
    /// of requests that are already running. A request that was signed with the old key and is refused
    /// for that (401) is sent again at once. Nothing is sent by this method.
    ///
    /// A resource has two keys, so that one stays valid while the other is regenerated.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) when the key is empty or not base64, or when the
    /// client uses bearer tokens; the old credential stays.
    pub fn set_access_key(&self, base64: &str) -> Result<()> {
        let key = AccessKey::from_base64(base64)?;
        match &self.inner.pipeline.signer {
            Signer::Key(current) => {
                current.set(key);
                Ok(())
            }
            Signer::Token(_) => Err(Error::invalid(
                field::ACCESS_KEY,
                "cannot be set: this client was created with a bearer token",
            )),
        }
    }

    /// Returns the call connection with that id. Nothing is sent: whether it exists shows when it is used.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) when the id is empty or has control
    /// characters.
    pub fn call_connection(&self, call_connection_id: &str) -> Result<CallConnection> {
        checks::path_id(field::CALL_CONNECTION_ID, call_connection_id)?;
        Ok(CallConnection::new(
            self.clone(),
            call_connection_id.to_owned(),
        ))
    }

    /// Returns the call connection that an event is about; `None` for events of no call connection.
    pub fn call_connection_of(&self, event: &Event) -> Option<CallConnection> {
        self.call_connection(event.call_connection_id()?).ok()
    }

    /// Opens a connection ahead of the first request, so that it need not wait for name lookup,
    /// TCP and TLS. Sends a GET with a call connection id that does not exist, so no phone rings. Any
    /// response is a success, also 401.
    ///
    /// # Errors
    /// When the service cannot be reached.
    pub fn warm_up(&self, options: &RequestOptions) -> Result<()> {
        // No call has this id.
        let request = operations::GET_CALL.request(&["00000000-0000-0000-0000-000000000000"]);
        match self.execute_for_status(&request, options) {
            Err(error) if error.http_status().is_none() => Err(error),
            _ => Ok(()),
        }
    }

    /// Cancels all outstanding requests of this client and its clones, from any thread, each with
    /// an error of kind [`Aborted`](crate::ErrorKind::Aborted); its hint says when the request was
    /// already sent, so that it may have been carried out. A response that has been received
    /// completely is still returned. A [flow](crate::flow) stops waiting. Phone calls go on, and
    /// requests started later are not affected.
    ///
    /// Returns at once; the canceled methods return on their own threads. What cannot be
    /// interrupted delays that: name lookup and TCP connect, at most for
    /// [`connect_timeout`](ClientOptions::connect_timeout); a token source of the program, until it returns;
    /// waiting for another thread that runs the token source, at most for the request's timeout.
    ///
    /// ```
    /// use acs_call_automation::{CallAutomationClient, ErrorKind};
    /// # fn main() -> acs_call_automation::Result<()> {
    /// // Accepts, and never responds.
    /// let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    /// let client = CallAutomationClient::from_connection_string(&format!(
    ///     "endpoint=http://{};accesskey=a2V5", server.local_addr().unwrap(),
    /// ))?;
    /// let clone = client.clone();
    /// let request = std::thread::spawn(move || clone.call_connection("c-1")?.get_properties());
    /// let connection = server.accept().unwrap();
    /// client.abort();
    /// let error = request.join().unwrap().unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Aborted);
    /// # drop(connection);
    /// # Ok(())
    /// # }
    /// ```
    pub fn abort(&self) {
        self.inner.pipeline.abort.cancel_outstanding();
    }

    /// The threads that run submitted operations.
    pub(crate) fn workers(&self) -> &Workers {
        &self.inner.workers
    }

    /// The total timeout of a request without its own.
    pub(crate) fn timeout(&self) -> Duration {
        self.inner.pipeline.timeout
    }

    /// The deadline of a request that begins now, on the client's clock.
    fn deadline_of(&self, options: &RequestOptions) -> Duration {
        self.inner.pipeline.deadline_of(options)
    }

    /// The time left for the next of several requests; an error when none is.
    fn until(&self, deadline: Duration) -> Result<Duration> {
        let left = deadline.saturating_sub(self.inner.pipeline.clock.elapsed());
        if left < *TIMEOUTS.start() {
            return Err(Error::new(ErrorKind::Timeout, "no response in time").with_retryable(true));
        }
        Ok(left.min(*TIMEOUTS.end()))
    }

    /// Runs the checks of an operation, unless they are off.
    fn check(&self, operation: &Operation, checks: impl FnOnce() -> Result<()>) -> Result<()> {
        if self.inner.validate {
            checks().map_err(|error| error.with_operation(operation.name))
        } else {
            Ok(())
        }
    }

    /// Refuses a callback URL that the service cannot reach.
    fn check_callback(&self, field: &'static str, url: &str) -> Result<()> {
        checks::callback(field, url, &self.inner.pipeline.endpoint)
    }

    /// Begins several requests that are canceled together.
    pub(crate) fn enter(&self, options: &RequestOptions) -> InFlight {
        self.inner.pipeline.enter(options)
    }

    fn execute<T: FromJson + Default>(
        &self,
        request: &Request,
        options: &RequestOptions,
    ) -> Result<Response<T>> {
        self.inner.pipeline.execute(request, options)
    }

    /// [`execute`](Self::execute) as one of several requests that are canceled together.
    fn execute_in<T: FromJson + Default>(
        &self,
        request: &Request,
        options: &RequestOptions,
        in_flight: &InFlight,
    ) -> Result<Response<T>> {
        self.inner.pipeline.execute_in(request, options, in_flight)
    }

    /// Requests the properties of a call, which must contain its id.
    fn execute_for_call(
        &self,
        request: &Request,
        options: &RequestOptions,
    ) -> Result<Response<CallConnectionProperties>> {
        let response = self.execute::<CallConnectionProperties>(request, options)?;
        if response.call_connection_id.is_empty() {
            return Err(response.undecodable(request, "it has no callConnectionId"));
        }
        Ok(response)
    }

    fn execute_for_status(
        &self,
        request: &Request,
        options: &RequestOptions,
    ) -> Result<Response<()>> {
        self.inner.pipeline.execute_for_status(request, options)
    }
}

impl fmt::Debug for CallAutomationClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallAutomationClient")
            .field("endpoint", self.endpoint())
            .finish_non_exhaustive()
    }
}
