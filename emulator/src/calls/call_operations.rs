//! The operations that start a call or act on an incoming one: create, answer, connect, redirect,
//! reject.

use std::time::Duration;

use super::call::add;
use super::ringing::Caller;
use super::{Calls, Direction, Leg, LegState, Locator, Origin, Profile, Purpose};
use crate::events::Outcome;
use crate::identity::Identity;
use crate::operations::{
    OperationRequest, OperationResult, Reply, custom_context, custom_context_if_any,
};
use crate::request::errors::{Refusal, Situation, check_allowed};
use crate::request::fields::Body;
use crate::request::repeats::is_guid;
use crate::schedule::Action;
use crate::state::Context;
use crate::world::World;

/// The most participants of one call (Microsoft's page on service limits).
const MAX_TARGETS: usize = 350;

impl Calls {
    pub(crate) fn create(
        &mut self,
        world: &mut World,
        request: &OperationRequest<'_>,
    ) -> OperationResult {
        let body = request.body;
        let mut targets: Vec<Identity> = Vec::new();
        for target in body.identities("targets") {
            if targets
                .iter()
                .all(|known| known.raw_id() != target.raw_id())
            {
                targets.push(target);
            }
        }
        if targets.len() > MAX_TARGETS {
            return Err(Refusal::field(format!(
                "The field targets must hold at most {MAX_TARGETS} participants."
            )));
        }
        let (source, caller_id) = self.source_of(world, request);
        let has_phone = targets.iter().any(Identity::is_phone);
        if has_phone && caller_id.is_none() && body.get("teamsAppSource").is_none() {
            return Err(Refusal::field(
                "The field sourceCallerIdNumber is required for a phone number as target.",
            ));
        }
        let display_name = body.text("sourceDisplayName").unwrap_or_default();
        let profile = Profile {
            source: Some(source.clone()),
            display_name: Some(display_name.clone()),
            caller_id: caller_id.clone(),
            targets: targets.clone(),
            ..Profile::default()
        };
        let leg = self.new_leg(world, request, profile, Some(source.clone()));
        let key = self.new_call(world, Direction::Outgoing, None);
        self.legs.insert(leg.id.clone(), key);
        let call = self.calls.entry(key).or_default();
        call.call_by_name(source.raw_id(), &display_name);
        let reply = Reply {
            body: Some(leg.properties(Some(call), true)),
            chain: Some(call.correlation_id.clone()),
            leg: Some(leg.id.clone()),
            ..Reply::default()
        };
        add(&mut call.legs, leg);
        let context = body
            .object("customCallingContext")
            .and_then(custom_context_if_any);
        for target in targets {
            let caller = Caller {
                from: seen_by(&target, caller_id.as_deref(), &source),
                display_name: display_name.clone(),
                custom_context: context.clone(),
            };
            self.dial(world, key, target, Purpose::Create, caller, None);
        }
        Ok(reply)
    }

    /// The caller's own identity, and the number that phones are shown.
    fn source_of(
        &mut self,
        world: &mut World,
        request: &OperationRequest<'_>,
    ) -> (Identity, Option<String>) {
        let body = request.body;
        let given = body.object("source");
        let source = body
            .user("source")
            .map(|id| Identity::from_raw_id(&id))
            .or_else(|| given?.identity("identifier"))
            .or_else(|| {
                let app = body.object("teamsAppSource")?;
                let cloud = app.text("cloud").unwrap_or_default();
                Some(Identity::teams_app(&app.text("appId")?, &cloud))
            });
        (
            source.unwrap_or_else(|| world.new_user()),
            body.phone("sourceCallerIdNumber")
                .or_else(|| given?.phone("callerId")),
        )
    }

    pub(crate) fn answer(
        &mut self,
        world: &mut World,
        request: &OperationRequest<'_>,
    ) -> OperationResult {
        let body = request.body;
        let context = body.text("incomingCallContext").unwrap_or_default();
        self.check_context(world, request, &context)?;
        let Some(ring) = self.rings.get(&context) else {
            return Err(Refusal::call_not_found());
        };
        let (key, from, to) = (ring.call, ring.caller.from.clone(), ring.to.clone());
        let answered_by = body.user("answeredBy");
        let called = to.number().map(str::to_owned);
        // A call to a number is answered by a user of the resource: the one named, or one of zeros.
        let answerer = if to.is_phone() {
            let unknown_user = "00000000-0000-0000-0000-000000000000";
            let raw_id = answered_by
                .clone()
                .unwrap_or_else(|| format!("8:acs:{}_{unknown_user}", world.resource()));
            Identity::from_raw_id(&raw_id)
        } else {
            to
        };
        // `answeredBy` shows a user even where none was named, and another one than the targets, as
        // recorded.
        let answered_by = match called {
            Some(_) => answered_by.or_else(|| Some(world.new_user().raw_id().to_owned())),
            None => answered_by,
        };
        let profile = Profile {
            display_name: from.number().map(str::to_owned),
            source: Some(from),
            targets: vec![answerer.clone()],
            answered_by,
            answered_for: called.filter(|_| request.version.has_subscriptions()),
            kind: Origin::Answered,
            ..Profile::default()
        };
        let leg = self.new_leg(world, request, profile, Some(answerer));
        let call = self.calls.get(&key);
        let reply = Reply {
            body: Some(leg.properties(call, true)),
            chain: call.map(|call| call.correlation_id.clone()),
            leg: Some(leg.id.clone()),
            ..Reply::default()
        };
        self.answer_ring(world, &context, leg);
        Ok(reply)
    }

    pub(crate) fn connect(
        &mut self,
        world: &mut World,
        request: &OperationRequest<'_>,
    ) -> OperationResult {
        let locator = locator(request.body)?;
        let correlation_id = world.ids.guid();
        let profile = Profile {
            kind: Origin::Connected {
                correlation_id: correlation_id.clone(),
            },
            ..Profile::default()
        };
        let leg = self.new_leg(world, request, profile, None);
        let reply = Reply {
            body: Some(leg.properties(None, true)),
            chain: Some(correlation_id),
            leg: Some(leg.id.clone()),
            ..Reply::default()
        };
        let leg = Box::new(leg);
        world.schedule_in(Duration::ZERO, Action::Join { leg, locator });
        Ok(reply)
    }

    pub(crate) fn redirect(
        &mut self,
        cx: &mut Context,
        request: &OperationRequest<'_>,
    ) -> OperationResult {
        let context = request.body.text("incomingCallContext").unwrap_or_default();
        self.check_context(&mut cx.world, request, &context)?;
        let chain = self.chain_of(&context);
        let target = request.body.identity("target");
        if let (Some(target), Some((key, mut attempt, mut caller))) =
            (target, self.take_ring(&mut cx.world, &context))
        {
            if let Some(headers) = request.body.object("customCallingContext") {
                caller.custom_context = Some(custom_context(headers));
            }
            let leaves = matches!(attempt.purpose, Purpose::Inbound { .. })
                && attempt.other.is_none()
                && !self.rings_at_application(target.raw_id());
            if leaves {
                // An outside caller is redirected to an outside target: the call leaves the
                // emulator.
                self.remove_call(cx, key, &Outcome::success());
            } else {
                attempt.target = target;
                attempt.context = None;
                attempt.id = cx.world.number();
                self.follow(key, &attempt);
                self.dial_again(&mut cx.world, key, attempt, caller);
            }
        }
        Ok(Reply {
            chain,
            ..Reply::default()
        })
    }

    pub(crate) fn reject(
        &mut self,
        cx: &mut Context,
        request: &OperationRequest<'_>,
    ) -> OperationResult {
        let context = request.body.text("incomingCallContext").unwrap_or_default();
        self.check_context(&mut cx.world, request, &context)?;
        let chain = self.chain_of(&context);
        let reason = request.body.text("callRejectReason");
        if let Some((key, attempt, _)) = self.take_ring(&mut cx.world, &context) {
            self.attempt_ended(cx, key, attempt, &Outcome::rejected(reason.as_deref()));
        }
        Ok(Reply {
            chain,
            ..Reply::default()
        })
    }

    /// Keeps the two calls between two numbers linked when one is dialled again.
    fn follow(&mut self, key: u64, attempt: &super::Attempt) {
        let Some((there, id)) = attempt.other else {
            return;
        };
        let call = self.calls.get_mut(&there);
        let half = call.and_then(|call| call.attempts.iter_mut().find(|half| half.id == id));
        if let Some(half) = half {
            half.other = Some((key, attempt.id));
        }
    }

    fn check_context(
        &self,
        world: &mut World,
        request: &OperationRequest<'_>,
        context: &str,
    ) -> Result<(), Refusal> {
        let Some(situation) = self.situation_of_context(context) else {
            return Ok(());
        };
        check_allowed(situation, request.route.operation).map_err(|mut refusal| {
            // The message that users reported ends with both times.
            if let (Situation::ContextStale, Some(ring)) = (situation, self.rings.get(context)) {
                let times = format!(
                    " Current time: '{}' UTC, signed http request is valid until: '{}' UTC.",
                    httpdate::fmt_http_date(world.wall_time()),
                    httpdate::fmt_http_date(ring.until)
                );
                refusal.message.push_str(&times);
            }
            refusal
        })
    }

    fn chain_of(&self, context: &str) -> Option<String> {
        let ring = self.rings.get(context)?;
        Some(self.calls.get(&ring.call)?.correlation_id.clone())
    }

    fn new_leg(
        &mut self,
        world: &mut World,
        request: &OperationRequest<'_>,
        profile: Profile,
        speaks_for: Option<Identity>,
    ) -> Leg {
        Leg {
            id: world.ids.connection_id(),
            version: request.version,
            callback: request.body.text("callbackUri").unwrap_or_default(),
            context: request.body.text("operationContext"),
            state: LegState::Connecting,
            speaks_for,
            profile: Profile {
                media_id: world.ids.guid(),
                data_id: world.ids.guid(),
                ..profile.with_options_of(request.body)
            },
        }
    }
}

/// The caller as a target sees it: phones see the caller id.
pub(crate) fn seen_by(target: &Identity, caller_id: Option<&str>, source: &Identity) -> Identity {
    match caller_id {
        Some(number) if target.is_phone() => Identity::phone(number),
        _ => source.clone(),
    }
}

/// Reads a call locator: exactly one id, and the kind that fits it if a kind is given.
pub(crate) fn locator(body: Body<'_>) -> Result<Locator, Refusal> {
    let given = body.object("callLocator").unwrap_or(body);
    let (kind, locator) = match (
        given.text("serverCallId"),
        given.text("groupCallId"),
        given.text("roomId"),
    ) {
        (Some(id), None, None) => ("serverCallLocator", Locator::Server(id)),
        (None, Some(id), None) => ("groupCallLocator", Locator::Group(id)),
        (None, None, Some(id)) => ("roomCallLocator", Locator::Room(id)),
        _ => {
            return Err(Refusal::field(
                "The field callLocator must hold one of serverCallId, groupCallId and roomId.",
            ));
        }
    };
    if given.text("kind").is_some_and(|given| given != kind) {
        return Err(Refusal::field(format!(
            "The field callLocator.kind must be {kind} for the id given."
        )));
    }
    match &locator {
        Locator::Group(id) if !is_guid(id) => Err(Refusal::field(
            "The field callLocator.groupCallId must be a GUID.",
        )),
        _ => Ok(locator),
    }
}
