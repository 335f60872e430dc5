//! A signed request for operations that are not wrapped yet.

use serde_json::Value;

use super::CallAutomationClient;
use crate::error::{Error, Result};
use crate::field;
use crate::pipeline::{Class, Expect, Operation, Request, RequestOptions, Response};

/// The methods that the service's operations use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Method {
    /// Reads; [retried](CallAutomationClient#retries) as such.
    Get,
    /// Changes; not retried unless requested.
    Post,
    /// Changes; not retried unless requested.
    Put,
    /// Changes; not retried unless requested.
    Patch,
    /// Ends something; retried as such.
    Delete,
}

/// Any operation of the service, by its method and path.
///
/// ```
/// use acs_call_automation::options::{GenericRequest, Method};
/// let request = GenericRequest::new(Method::Post, "/calling/callConnections/ID:play")
///     .json(serde_json::json!({"playSources": []}));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GenericRequest {
    method: Method,
    path: String,
    query: Vec<(String, String)>,
    body: Option<Value>,
    repeatability: bool,
    options: RequestOptions,
}

impl GenericRequest {
    /// Creates a request without body. Ids in the path must be percent-encoded already.
    pub fn new(method: Method, path: impl Into<String>) -> Self {
        Self {
            method,
            path: path.into(),
            query: Vec::new(),
            body: None,
            repeatability: false,
            options: RequestOptions::new(),
        }
    }

    /// Adds a query parameter; name and value are percent-encoded here. `api-version` is added
    /// automatically.
    #[must_use]
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    /// Sets the body. Not with GET and DELETE.
    #[must_use]
    pub fn json(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    /// Sets whether to send repeatability ids. They do not enable retries: the service is not known to
    /// honor them for every operation.
    #[must_use]
    pub fn repeatability(mut self, send: bool) -> Self {
        self.repeatability = send;
        self
    }

    /// Sets the request options: timeouts, ids, headers, cancellation.
    #[must_use]
    pub fn request(mut self, options: RequestOptions) -> Self {
        self.options = options;
        self
    }
}

impl CallAutomationClient {
    /// Sends a signed request and returns the JSON of the response; `{}` when its body is empty.
    ///
    /// # Errors
    /// `InvalidInput` when the path is not a valid absolute path, the query has an `api-version`, or GET
    /// or DELETE has a body; those of
    /// [every operation](crate::CallAutomationClient#errors-of-every-operation).
    pub fn send(&self, request: &GenericRequest) -> Result<Response<Value>> {
        const OPERATION: &str = "GenericRequest";
        // The characters that RFC 3986 leaves bare in a path.
        let bare =
            |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~%!$&'()*+,;=:@".contains(&byte);
        let is_path = request.path.starts_with('/') && request.path.bytes().all(bare);
        if !is_path {
            return Err(Error::invalid(
                field::PATH,
                "must begin with / and be percent-encoded, without a query",
            )
            .with_operation(OPERATION));
        }
        if request
            .query
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case("api-version"))
        {
            return Err(Error::invalid(
                field::QUERY,
                "must have no api-version: it is one of the request options",
            )
            .with_operation(OPERATION));
        }
        if request.body.is_some() && matches!(request.method, Method::Get | Method::Delete) {
            return Err(
                Error::invalid(field::BODY, "GET and DELETE have none").with_operation(OPERATION)
            );
        }
        let encode = crate::pipeline::request::path_segment;
        let query: Vec<String> = request
            .query
            .iter()
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect();
        let (method, class) = match request.method {
            Method::Get => (http::Method::GET, Class::Reads),
            Method::Post => (http::Method::POST, Class::Once),
            Method::Put => (http::Method::PUT, Class::Once),
            Method::Patch => (http::Method::PATCH, Class::Once),
            Method::Delete => (http::Method::DELETE, Class::Ends),
        };
        let operation = Operation {
            name: OPERATION,
            method,
            path: "",
            class,
            sends_repeatability: request.repeatability,
            takes_context: false,
            expects: Expect::JsonOrNothing,
        };
        let wire = Request {
            query: (!query.is_empty()).then(|| query.join("&")),
            body: request
                .body
                .as_ref()
                .map(|body| body.to_string().into_bytes()),
            ..operation.request_to(request.path.clone())
        };
        self.execute(&wire, &request.options)
    }
}
