//! The walks: what recorded sessions did, in the same order.

use acs_call_automation::event::EventBody;
use acs_call_automation::options::Method;
use serde_json::{Value, json};

use super::walk::{Stop, Walk};

const CALLS: &str = "/calling/callConnections";
const CALL: &str = "/calling/callConnections/{}";
const PARTICIPANTS: &str = "/calling/callConnections/{}/participants";
const PARTICIPANT: &str = "/calling/callConnections/{}/participants/{}";
/// Responses and events repeat it, as in the recordings.
const CONTEXT: &str = "verify";
/// No call has this id.
const NO_CALL: &str = "00000000-0000-0000-0000-000000000000";

/// The phone of a walk, and the number of the resource that calls it.
#[derive(Debug, Clone)]
pub struct Party {
    pub phone: String,
    pub from: String,
}

/// A walk, with its name.
pub struct Plan {
    pub name: &'static str,
    /// What it does to the resource, for the user's consent.
    pub does: String,
    run: Run,
}

enum Run {
    NoCall,
    Answered,
    Rejected,
    Phone(Party),
}

impl Plan {
    /// All walks; that of a phone only with one.
    pub fn all(party: Option<Party>) -> Vec<Self> {
        let between = "creates two users, places a call between them, and deletes them";
        let mut all = vec![
            Self::new(
                "no call",
                "reads and ends a call that does not exist",
                Run::NoCall,
            ),
            Self::new(
                "answered call",
                &format!("{between}; both ends are this program"),
                Run::Answered,
            ),
            Self::new("rejected call", between, Run::Rejected),
        ];
        if let Some(party) = party {
            let does = format!("rings {} from {}, and hangs up", party.phone, party.from);
            all.push(Self::new("phone call", &does, Run::Phone(party)));
        }
        all
    }

    fn new(name: &'static str, does: &str, run: Run) -> Self {
        Self {
            name,
            does: does.to_owned(),
            run,
        }
    }

    pub fn run(&self, walk: &mut Walk<'_>) -> Result<(), Stop> {
        let done = match &self.run {
            Run::NoCall => no_call(walk),
            Run::Answered => answered(walk),
            Run::Rejected => rejected(walk),
            Run::Phone(party) => phone(walk, party),
        };
        walk.clean_up();
        done
    }
}

fn no_call(walk: &mut Walk<'_>) -> Result<(), Stop> {
    walk.request(Method::Get, CALL, &[NO_CALL], None, 404)?;
    walk.request(
        Method::Post,
        "/calling/callConnections/{}:terminate",
        &[NO_CALL],
        None,
        404,
    )?;
    Ok(())
}

/// Places a call between two new users; returns both, the call, and the context of the incoming call.
fn incoming(walk: &mut Walk<'_>) -> Result<(String, String, String), Stop> {
    let (caller, callee) = (walk.user()?, walk.user()?);
    let body = json!({
        "targets": [{"rawId": callee, "kind": "communicationUser", "communicationUser": {"id": callee}}],
        "source": {"id": caller},
        "callbackUri": walk.events.callback,
    });
    let created = walk.request(Method::Post, CALLS, &[], Some(body), 201)?;
    let call = walk.call(&created)?;
    let ring = walk.event("IncomingCall", None)?;
    let context = match ring.body() {
        EventBody::IncomingCall(ring) => ring.incoming_call_context.clone(),
        _ => None,
    };
    let context = context.ok_or_else(|| Stop::Missing("incomingCallContext".to_owned()))?;
    Ok((call, callee, context))
}

fn answered(walk: &mut Walk<'_>) -> Result<(), Stop> {
    let (call, callee, context) = incoming(walk)?;
    let body = json!({
        "incomingCallContext": context,
        "callbackUri": walk.events.callback,
        "answeredBy": {"id": callee},
    });
    let answer = "/calling/callConnections:answer";
    let answered = walk.request(Method::Post, answer, &[], Some(body), 200)?;
    let leg = walk.call(&answered)?;
    let connected = |walk: &mut Walk<'_>| walk.event("CallConnected", None);
    connected(walk)?;
    connected(walk)?;
    walk.request(Method::Get, CALL, &[&call], None, 200)?;
    walk.request(Method::Get, CALL, &[&leg], None, 200)?;
    walk.request(Method::Get, PARTICIPANTS, &[&call], None, 200)?;
    walk.request(Method::Get, PARTICIPANT, &[&call, &callee], None, 200)?;
    let muted =
        json!({"rawId": callee, "kind": "communicationUser", "communicationUser": {"id": callee}});
    let mute = json!({"targetParticipants": [muted], "operationContext": CONTEXT});
    walk.request(
        Method::Post,
        "/calling/callConnections/{}/participants:mute",
        &[&call],
        Some(mute),
        200,
    )?;
    walk.event("ParticipantsUpdated", Some(&call))?;
    end(walk, &call)
}

fn rejected(walk: &mut Walk<'_>) -> Result<(), Stop> {
    let (call, _, context) = incoming(walk)?;
    let body = json!({"incomingCallContext": context, "callRejectReason": "none"});
    walk.request(
        Method::Post,
        "/calling/callConnections:reject",
        &[],
        Some(body),
        204,
    )?;
    walk.event("CreateCallFailed", Some(&call))?;
    Ok(())
}

fn phone(walk: &mut Walk<'_>, party: &Party) -> Result<(), Stop> {
    let number = |number: &str| json!({"value": number});
    let target: Value = json!({
        "rawId": format!("4:{}", party.phone), "kind": "phoneNumber", "phoneNumber": number(&party.phone),
    });
    let body = json!({
        "targets": [target],
        "sourceCallerIdNumber": number(&party.from),
        "callbackUri": walk.events.callback,
    });
    let created = walk.request(Method::Post, CALLS, &[], Some(body), 201)?;
    let call = walk.call(&created)?;
    walk.event("CallConnected", Some(&call))?;
    walk.request(Method::Get, CALL, &[&call], None, 200)?;
    let tones = json!({"tones": ["one", "pound"], "targetParticipant": target, "operationContext": CONTEXT});
    walk.request(
        Method::Post,
        "/calling/callConnections/{}:sendDtmfTones",
        &[&call],
        Some(tones),
        202,
    )?;
    walk.event("SendDtmfTonesCompleted", Some(&call))?;
    end(walk, &call)
}

fn end(walk: &mut Walk<'_>, call: &str) -> Result<(), Stop> {
    walk.request(
        Method::Post,
        "/calling/callConnections/{}:terminate",
        &[call],
        None,
        204,
    )?;
    walk.event("CallDisconnected", Some(call))?;
    Ok(())
}
