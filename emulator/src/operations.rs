//! The input and output of operations, and which function performs each.

use super::calls::ringing::Caller;
use super::calls::subscriptions::Topic;
use super::calls::{CallKey, Leg, Requester};
use super::identity::Identity;
use super::json::Object;
use super::request::errors::Refusal;
use super::request::fields::Body;
use super::request::routes::{Found, Operation, Route};
use super::request::versions::Version;
use super::state::State;

/// A request with a valid route, version and fields.
pub(super) struct OperationRequest<'a> {
    pub route: &'static Route,
    pub version: &'static Version,
    pub found: &'a Found,
    pub body: Body<'a>,
    /// Scheme and authority as the client sent them, or the public ones, for links.
    pub endpoint: &'a str,
    /// Where a page of participants begins.
    pub skip: usize,
}

/// A successful response.
#[derive(Debug, Default)]
pub(super) struct Reply {
    pub body: Option<Object>,
    /// `X-Microsoft-Skype-Chain-ID`: the correlation id of the call.
    pub chain: Option<String>,
    /// The leg that was created, for repeated requests.
    pub leg: Option<String>,
    /// The call that an operation on a recording concerns.
    pub call: Option<CallKey>,
    /// Set where it is not the one of the route.
    pub status: Option<u16>,
}

pub(super) type OperationResult = Result<Reply, Refusal>;

impl State {
    pub(super) fn perform(&mut self, request: &OperationRequest<'_>) -> OperationResult {
        let Self { calls, cx, .. } = self;
        let operation = request.route.operation;
        match operation {
            Operation::Create => return calls.create(&mut cx.world, request),
            Operation::Answer => return calls.answer(&mut cx.world, request),
            Operation::Connect => return calls.connect(&mut cx.world, request),
            Operation::Redirect => return calls.redirect(cx, request),
            Operation::Reject => return calls.reject(cx, request),
            Operation::StartRecording => return cx.recorder.start(calls, &mut cx.world, request),
            Operation::GetRecording => return cx.recorder.get(request),
            Operation::StopRecording => return cx.recorder.stop(calls, &mut cx.world, request),
            Operation::PauseRecording => return cx.recorder.pause(calls, &mut cx.world, request),
            Operation::ResumeRecording => return cx.recorder.resume(calls, &mut cx.world, request),
            Operation::GetRecordingResult => return cx.recorder.result(&cx.world, request),
            _ => {}
        }
        let (key, leg) = calls.find_leg(request)?;
        let chain = calls.get(key).map(|call| call.correlation_id().to_owned());
        let body = match operation {
            Operation::Get => calls.get(key).map(|call| leg.properties(Some(call), false)),
            Operation::HangUp => {
                calls.hang_up(cx, key, &leg.id);
                None
            }
            Operation::Terminate => {
                calls.terminate(cx, key, &leg.id);
                None
            }
            Operation::Transfer => Some(calls.transfer(&mut cx.world, request, key, &leg)?),
            Operation::ListParticipants => {
                Some(calls.list_participants(&cx.world, request, key, &leg))
            }
            Operation::GetParticipant => Some(calls.get_participant(request, key)?),
            Operation::Add => Some(calls.add_participant(&mut cx.world, request, key, &leg)?),
            Operation::CancelAdd => Some(calls.cancel_add(cx, request, key, &leg)),
            Operation::Remove => Some(calls.remove_participants(cx, request, key, &leg)?),
            Operation::Unmute => Some(calls.mute(&mut cx.world, request, key, false)?),
            Operation::Mute => {
                let body = Some(calls.mute(&mut cx.world, request, key, true)?);
                let status = request.version.accepts_mute().then_some(202);
                return Ok(Reply {
                    body,
                    chain,
                    status,
                    ..Reply::default()
                });
            }
            Operation::Move => Some(calls.move_here(cx, request, key, &leg)?),
            Operation::StartDialog => Some(calls.start_dialog(request, key)?),
            Operation::StopDialog => {
                calls.stop_dialog(request, key);
                None
            }
            Operation::StartStreaming => {
                calls.start_subscription(&mut cx.world, request, key, &leg, Topic::Streaming)?;
                None
            }
            Operation::StopStreaming => {
                calls.stop_subscription(&mut cx.world, request, key, &leg, Topic::Streaming)?;
                None
            }
            Operation::StartTranscription => {
                calls.start_subscription(
                    &mut cx.world,
                    request,
                    key,
                    &leg,
                    Topic::Transcription,
                )?;
                Some(leg.subscription_response(request))
            }
            Operation::StopTranscription => {
                calls.stop_subscription(&mut cx.world, request, key, &leg, Topic::Transcription)?;
                Some(leg.subscription_response(request))
            }
            Operation::UpdateTranscription => {
                calls.update_transcription(&mut cx.world, request, key, &leg)?;
                None
            }
            _ => cx.media.perform(calls, &mut cx.world, request, key, &leg)?,
        };
        Ok(Reply {
            body,
            chain,
            ..Reply::default()
        })
    }
}

impl OperationRequest<'_> {
    /// The caller as a participant sees it whom this request adds or transfers to.
    pub(super) fn caller(&self, from: Identity) -> Caller {
        let context = self.body.object("customCallingContext");
        Caller {
            from,
            display_name: self.body.text("sourceDisplayName").unwrap_or_default(),
            custom_context: context.map(custom_context),
        }
    }

    pub(super) fn requester(&self, leg: &Leg) -> Requester {
        Requester {
            leg: leg.id.clone(),
            context: self.body.text("operationContext"),
            callback: self.body.text("operationCallbackUri"),
        }
    }

    /// The response of an operation that returns nothing but its context.
    pub(super) fn only_context(&self) -> Object {
        Object::new().with_some("operationContext", self.body.text("operationContext"))
    }
}

/// A calling context as IncomingCall shows it. Recorded: a participant that is added sees an empty
/// one too, a target of create does not.
pub(super) fn custom_context(context: Body<'_>) -> Object {
    let sip = context.texts("sipHeaders").into_iter().map(shown);
    headers(sip.collect(), context.texts("voipHeaders"))
}

/// A SIP header of a request as IncomingCall shows it. Documented so: User-To-User has a small first
/// letter.
fn shown((name, value): (String, String)) -> (String, String) {
    match name.eq_ignore_ascii_case("User-To-User") {
        true => ("user-To-User".to_owned(), value),
        false => (name, value),
    }
}

/// `None` where there are no headers. SDK habit `empty-calling-context`: a context without any is the same as none.
pub(super) fn custom_context_if_any(context: Body<'_>) -> Option<Object> {
    let has_headers = ["sipHeaders", "voipHeaders"].map(|name| !context.texts(name).is_empty());
    has_headers.contains(&true).then(|| custom_context(context))
}

pub(super) fn headers(sip: Vec<(String, String)>, voip: Vec<(String, String)>) -> Object {
    let sip = sip
        .into_iter()
        .fold(Object::new(), |headers, (name, value)| {
            headers.with(name, value)
        });
    let voip = voip
        .into_iter()
        .fold(Object::new(), |headers, (name, value)| {
            headers.with(name, value)
        });
    Object::new()
        .with("sipHeaders", sip)
        .with("voipHeaders", voip)
}
