//! What every operation is given and gives back, and which function does it.

use super::calls::rings::Caller;
use super::calls::{Asker, CallKey, Leg, LegState};
use super::json::Object;
use super::media::streaming::Topic;
use super::request::errors::{Refusal, Standing, judge};
use super::request::fields::Body;
use super::request::routes::{Found, Operation, Route};
use super::request::versions::Version;
use super::state::State;

/// A request that was understood: its route, version and fields are in order.
pub(super) struct Ask<'a> {
    pub route: &'static Route,
    pub version: &'static Version,
    pub found: &'a Found,
    pub body: Body<'a>,
    /// Scheme and authority as the client called them, for links.
    pub endpoint: &'a str,
    /// Where a page of participants begins.
    pub skip: usize,
}

/// A good answer.
#[derive(Debug, Default)]
pub(super) struct Reply {
    pub body: Option<Object>,
    /// `X-Microsoft-Skype-Chain-ID`: the correlation id of the call.
    pub chain: Option<String>,
    /// The leg that was made, for repeats.
    pub leg: Option<String>,
    /// Where it is not the one of the route.
    pub status: Option<u16>,
}

pub(super) type Done = Result<Reply, Refusal>;

impl State {
    pub(super) fn perform(&mut self, ask: &Ask<'_>) -> Done {
        let operation = ask.route.operation;
        match operation {
            Operation::Create => return self.create(ask),
            Operation::Answer => return self.answer(ask),
            Operation::Connect => return self.connect(ask),
            Operation::Redirect => return self.redirect(ask),
            Operation::Reject => return self.reject(ask),
            Operation::StartRecording => return self.start_recording(ask),
            Operation::GetRecording => return self.get_recording(ask),
            Operation::StopRecording => return self.stop_recording(ask),
            Operation::PauseRecording => return self.pause_recording(ask),
            Operation::ResumeRecording => return self.resume_recording(ask),
            Operation::GetRecordingResult => return self.recording_result(ask),
            _ => {}
        }
        let (key, leg) = self.stand(ask)?;
        let chain = self.calls.get(&key).map(|call| call.correlation_id.clone());
        let body = match operation {
            Operation::Get => self
                .calls
                .get(&key)
                .map(|call| leg.properties(Some(call), false)),
            Operation::HangUp => {
                self.hang_up(key, &leg.id);
                None
            }
            Operation::Terminate => {
                self.terminate(key, &leg.id);
                None
            }
            Operation::Transfer => Some(self.transfer(ask, key, &leg)?),
            Operation::ListParticipants => Some(self.list_participants(ask, key, &leg)),
            Operation::GetParticipant => Some(self.get_participant(ask, key, &leg)?),
            Operation::Add => Some(self.add_participant(ask, key, &leg)?),
            Operation::CancelAdd => Some(self.cancel_add(ask, key, &leg)),
            Operation::Remove => Some(self.remove_participants(ask, key, &leg)?),
            Operation::Mute => Some(self.mute(ask, key)?),
            Operation::Move => Some(self.move_here(ask, key, &leg)?),
            _ => self.perform_media(ask, key, &leg)?,
        };
        Ok(Reply {
            body,
            chain,
            ..Reply::default()
        })
    }

    fn perform_media(
        &mut self,
        ask: &Ask<'_>,
        key: CallKey,
        leg: &Leg,
    ) -> Result<Option<Object>, Refusal> {
        match ask.route.operation {
            Operation::Play => self.play(ask, key, leg)?,
            Operation::Announce => self.announce(ask, key, leg)?,
            Operation::Recognize => self.recognize(ask, key, leg)?,
            Operation::CancelAllMedia => self.cancel_media(&leg.id),
            Operation::SendDtmf => return self.send_dtmf(ask, key, leg).map(Some),
            Operation::StartContinuousDtmf => self.start_continuous(ask, key, leg)?,
            Operation::StopContinuousDtmf => self.stop_continuous(ask, key, leg)?,
            Operation::Hold => self.hold(ask, key, leg)?,
            Operation::Unhold => self.unhold(ask, key, leg)?,
            Operation::StartStreaming => {
                self.start_subscription(ask, key, leg, Topic::Streaming)?;
            }
            Operation::StopStreaming => self.stop_subscription(ask, key, leg, Topic::Streaming)?,
            Operation::StartTranscription => {
                self.start_subscription(ask, key, leg, Topic::Transcription)?;
                return Ok(Some(Self::subscription_answer(ask, leg)));
            }
            Operation::StopTranscription => {
                self.stop_subscription(ask, key, leg, Topic::Transcription)?;
                return Ok(Some(Self::subscription_answer(ask, leg)));
            }
            Operation::UpdateTranscription => self.update_transcription(ask, key, leg)?,
            _ => {}
        }
        Ok(None)
    }

    /// The call and the leg that a path names, if the operation is allowed there now.
    fn stand(&self, ask: &Ask<'_>) -> Result<(CallKey, Leg), Refusal> {
        let operation = ask.route.operation;
        let found = self.call_of(&ask.found.call);
        let Some((key, leg)) =
            found.and_then(|(key, call)| Some((key, call.leg(&ask.found.call)?.clone())))
        else {
            judge(Standing::CallGone, operation)?;
            return Err(Refusal::call_not_found());
        };
        match leg.state {
            LegState::Connecting => judge(Standing::Connecting, operation)?,
            LegState::Transferring => judge(Standing::Transferring, operation)?,
            LegState::Connected => {}
        }
        Ok((key, leg))
    }

    /// Who is calling, as a participant sees it whom this leg adds or transfers to.
    pub(super) fn caller(&mut self, ask: &Ask<'_>, from: super::identity::Identity) -> Caller {
        let context = ask
            .body
            .object("customCallingContext")
            .or_else(|| ask.body.object("customContext"));
        Caller {
            from,
            display_name: ask.body.text("sourceDisplayName").unwrap_or_default(),
            custom_context: context.and_then(custom_context),
        }
    }
}

impl Ask<'_> {
    pub(super) fn asker(&self, leg: &Leg) -> Asker {
        Asker {
            leg: leg.id.clone(),
            context: self.body.text("operationContext"),
            callback: self.body.text("operationCallbackUri"),
        }
    }

    /// The answer of an operation that reports nothing but its context.
    pub(super) fn only_context(&self) -> Object {
        Object::new().with_some("operationContext", self.body.text("operationContext"))
    }
}

/// A calling context as IncomingCall shows it; nothing when it is empty.
pub(super) fn custom_context(context: Body<'_>) -> Option<Object> {
    let sip = context.texts("sipHeaders");
    let voip = context.texts("voipHeaders");
    headers(sip, voip)
}

pub(super) fn headers(sip: Vec<(String, String)>, voip: Vec<(String, String)>) -> Option<Object> {
    if sip.is_empty() && voip.is_empty() {
        return None;
    }
    let sip = sip
        .into_iter()
        .fold(Object::new(), |headers, (name, value)| {
            // Documented so: User-To-User is shown with a small first letter.
            let name = if name.eq_ignore_ascii_case("User-To-User") {
                "user-To-User".to_owned()
            } else {
                name
            };
            headers.with(name, value)
        });
    let voip = voip
        .into_iter()
        .fold(Object::new(), |headers, (name, value)| {
            headers.with(name, value)
        });
    Some(
        Object::new()
            .with("sipHeaders", sip)
            .with("voipHeaders", voip),
    )
}
