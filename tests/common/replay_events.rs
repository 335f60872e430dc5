//! The events that came, each to be claimed by one that was recorded.
//!
//! What the recordings fix is the order of a leg's events, but for ParticipantsUpdated: those come
//! before or after their neighbors, and only their own order is fixed. An event may come earlier
//! than the place where a relay handed it over; it is late when the next request is due.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::emulator_http::Collector;
use super::matching::{Variables, is_masked};
use super::session::{Session, is_a_participant_on_hold, short_type};

/// Where recordings of the same thing in the same version disagree, the emulator follows the later
/// ones. Operation; sub-code of the end of the call as recorded; what may come instead.
const OVERRULED: [(&str, i64, &[i64]); 3] = [
    // .NET in July 2025. Two JS runs since August 2025, and the GA version, have 5300.
    ("participants:remove", 5002, &[5300]),
    // February and September 2025. July 2025 has 5003; by the facts of that session.
    ("DELETE", 5010, &[5003]),
    // From the collected facts on events; every session that is here has one of the others.
    ("terminate", 5002, &[5001, 7000]),
];

/// Two that come in either order when an announcement interrupts the audio of a participant on hold.
const EITHER_ORDER: [&str; 2] = ["HoldAudioPaused", "PlayStarted"];

struct Arrival {
    event: Value,
    claimed: bool,
    /// Brought about by setting the stage: the recording may begin before it, or after.
    staged: bool,
}

/// Whether two events are of one type, and list as many participants, of whom one or none is on hold.
fn looks_like(event: &Value, recorded: &Value) -> bool {
    let count = |event: &Value| event["data"]["participants"].as_array().map(Vec::len);
    short_type(event) == short_type(recorded)
        && count(event) == count(recorded)
        && is_a_participant_on_hold(event) == is_a_participant_on_hold(recorded)
}

/// What came to one collector.
#[derive(Default)]
pub struct Inbox {
    read: usize,
    callbacks: Vec<Arrival>,
    grid: Vec<Arrival>,
    /// Contexts of incoming calls that were answered, rejected or redirected.
    spent: BTreeSet<String>,
    /// Recorded and present sequence numbers, by call; where it is recorded, by leg: then the legs
    /// do not run in step.
    sequences: BTreeMap<String, Vec<(i64, i64)>>,
    records: bool,
    /// A participant is invited. The service reports that by ParticipantsUpdated without a change; in one of
    /// five sessions it did not.
    invites: bool,
    /// Who was in the call when a leg got its last event, as recorded.
    rosters: BTreeMap<String, Value>,
    /// Legs whose recorded events begin after CallConnected.
    late: BTreeSet<String>,
    /// Legs whose first ParticipantsUpdated was not kept.
    without_first_roster: BTreeSet<String>,
    /// How many mid-call events had come before the last request was sent.
    before_last_request: usize,
}

impl Inbox {
    pub fn of(session: &Session) -> Self {
        Self {
            late: session.legs_that_begin_late(),
            without_first_roster: session.legs_without_first_roster(),
            records: session.records(),
            invites: session.invites(),
            ..Self::default()
        }
    }

    /// Takes over what came since the last time.
    pub fn refill(&mut self, collector: &Collector) {
        let received = collector.received();
        for request in received.iter().skip(self.read) {
            let body: Value = serde_json::from_str(&request.body).unwrap_or_default();
            let is_grid = request.path.starts_with(GRID);
            let Value::Array(events) = body else {
                panic!("an event that is no array: {}", request.body);
            };
            let into = if is_grid {
                &mut self.grid
            } else {
                assert_eq!(events.len(), 1, "mid-call events come one by one");
                &mut self.callbacks
            };
            into.extend(events.into_iter().map(|event| Arrival {
                event,
                claimed: false,
                staged: false,
            }));
        }
        self.read = received.len();
    }

    /// The context of the newest incoming call that is not handled yet, at one callee if given.
    pub fn take_ring(&mut self, callee: Option<&str>) -> Option<String> {
        let context = self.grid.iter().rev().find_map(|arrival| {
            let data = &arrival.event["data"];
            let context = data["incomingCallContext"].as_str()?;
            let fits = callee.is_none_or(|callee| data["to"]["rawId"] == callee);
            (fits && !self.spent.contains(context)).then(|| context.to_owned())
        })?;
        self.spent.insert(context.clone());
        Some(context)
    }

    /// The context of the incoming call that was dealt with last.
    pub fn last_spent(&self) -> Option<String> {
        let mut newest = self.grid.iter().rev();
        newest.find_map(|arrival| {
            let context = arrival.event["data"]["incomingCallContext"].as_str()?;
            self.spent.contains(context).then(|| context.to_owned())
        })
    }

    /// The first at whom a call rang.
    pub fn first_callee(&self) -> Option<String> {
        let mut callees = self.grid.iter().map(|arrival| &arrival.event["data"]["to"]);
        callees
            .find_map(|callee| callee["rawId"].as_str())
            .map(str::to_owned)
    }

    /// The server call id of the newest call.
    pub fn server_call_id(&self) -> Option<String> {
        let arrivals = self.callbacks.iter().chain(&self.grid).rev();
        let mut ids = arrivals.filter_map(|arrival| arrival.event["data"]["serverCallId"].as_str());
        ids.next().map(str::to_owned)
    }

    /// What has come so far was not recorded, or was recorded elsewhere.
    pub fn stage_is_set(&mut self) {
        for arrival in &mut self.callbacks {
            arrival.staged = true;
        }
    }

    /// Whether an event has come to a leg that no recorded one has claimed yet.
    pub fn has_new(&self, kind: &str, leg: &str) -> bool {
        self.callbacks.iter().any(|arrival| {
            !arrival.claimed && short_type(&arrival.event) == kind && leg_of(&arrival.event) == leg
        })
    }

    /// From here on, events may be those of the session's last request.
    pub fn mark(&mut self) {
        self.before_last_request = self.callbacks.len();
    }

    /// Legs, and the correlation ids that their events carry.
    pub fn correlations(&self) -> impl Iterator<Item = (String, String)> {
        self.callbacks.iter().filter_map(|arrival| {
            let data = &arrival.event["data"];
            let leg = data["callConnectionId"].as_str()?;
            Some((leg.to_owned(), data["correlationId"].as_str()?.to_owned()))
        })
    }

    /// Claims the event that a recorded one stands for. `None` when it has not come; else what
    /// differs.
    pub fn claim(
        &mut self,
        recorded: &Value,
        last_operation: &str,
        variables: &mut Variables,
    ) -> Option<Vec<String>> {
        let kind = short_type(recorded);
        if recorded["to"]
            .as_str()
            .is_some_and(|to| to.starts_with("event grid"))
        {
            return self.claim_of_grid(recorded, kind, variables);
        }
        let is_roster = kind == "ParticipantsUpdated";
        let leg = recorded["data"]["callConnectionId"]
            .as_str()
            .unwrap_or_default();
        let name = leg.strip_prefix('$').unwrap_or(leg);
        if self.late.contains(name) {
            self.pass_over_the_beginning(name, variables.get(name).unwrap_or_default());
        }
        if is_roster {
            let leg = variables.get(name).unwrap_or_default();
            self.pass_over_the_first_rosters(recorded, name, leg);
            if self.rosters.get(name) != Some(&recorded["data"]["participants"]) {
                self.pass_over_a_repeat(leg);
            }
        }
        let fits = |arrival: &&mut Arrival| {
            let own = leg_of(&arrival.event);
            let is_leg = match variables.get(name) {
                Some(known) => known == own,
                None => variables.name_of(own).is_none(),
            };
            !arrival.claimed
                && is_leg
                && (short_type(&arrival.event) == "ParticipantsUpdated") == is_roster
        };
        let mut candidates: Vec<_> = self.callbacks.iter_mut().filter(fits).collect();
        let first = candidates.iter().position(|arrival| !arrival.staged);
        let staged = candidates
            .iter()
            .position(|arrival| arrival.staged && looks_like(&arrival.event, recorded));
        let first = first.map(|first| {
            let next = first + 1;
            let kind_at = |place: usize| {
                candidates
                    .get(place)
                    .map(|arrival| short_type(&arrival.event))
            };
            let is_pair = [kind_at(first), kind_at(next)]
                .iter()
                .all(|kind| kind.is_some_and(|kind| EITHER_ORDER.contains(&kind)));
            if is_pair && kind_at(next) == Some(kind) {
                next
            } else {
                first
            }
        });
        // Events of the beginning may stand behind the requests.
        let is_other = |place: &usize| {
            let arrival = candidates.get(*place);
            arrival.is_some_and(|arrival| !looks_like(&arrival.event, recorded))
        };
        let chosen = match (first.filter(is_other), staged) {
            (Some(_), Some(staged)) => staged,
            _ => first.or(staged)?,
        };
        let arrival = candidates.swap_remove(chosen);
        arrival.claimed = true;
        let event = &arrival.event;
        let mut found = Vec::new();
        let at = format!("{kind} of ${name}");
        if short_type(event) != kind {
            found.push(format!("{at}: came as {}", event["type"]));
            return Some(found);
        }
        let mut recorded = recorded.clone();
        overrule(&mut recorded, event, last_operation);
        compare_envelope(&at, &recorded, event, variables, &mut found);
        variables.compare(
            &format!("{at}: data"),
            &recorded["data"],
            &event["data"],
            &mut found,
        );
        let numbers = (
            recorded["data"]["sequenceNumber"].as_i64(),
            event["data"]["sequenceNumber"].as_i64(),
        );
        if is_roster {
            let people = recorded["data"]["participants"].clone();
            self.rosters.insert(name.to_owned(), people);
        }
        if let (Some(was), Some(is)) = numbers {
            let member = if self.records {
                "callConnectionId"
            } else {
                "correlationId"
            };
            let call = event["data"][member].as_str().unwrap_or_default();
            let known = self.sequences.entry(call.to_owned()).or_default();
            known.push((was, is));
        }
        Some(found)
    }

    /// Whether a recorded event reports the joining and leaving of the recorder, which the service
    /// reported about ten times and the emulator reports once.
    pub fn is_of_recorder(&self, recorded: &Value) -> bool {
        let leg = recorded["data"]["callConnectionId"].as_str();
        let known = leg.and_then(|leg| self.rosters.get(leg.strip_prefix('$')?));
        self.records && known == recorded["data"].get("participants") && known.is_some()
    }

    fn pass_over_the_beginning(&mut self, name: &str, leg: &str) {
        let of_leg = |arrival: &Arrival| leg_of(&arrival.event) == leg;
        let connected = self
            .callbacks
            .iter()
            .position(|arrival| of_leg(arrival) && short_type(&arrival.event) == "CallConnected");
        let Some(connected) = connected else { return };
        self.late.remove(name);
        // The first ParticipantsUpdated comes just before or just after.
        let roster = self.callbacks.iter().position(|arrival| {
            of_leg(arrival) && short_type(&arrival.event) == "ParticipantsUpdated"
        });
        for place in [Some(connected), roster].into_iter().flatten() {
            self.callbacks[place].staged = true;
        }
    }

    /// The first ParticipantsUpdated of a leg that was kept shows a participant on hold: those before it
    /// do not.
    fn pass_over_the_first_rosters(&mut self, recorded: &Value, name: &str, leg: &str) {
        if !is_a_participant_on_hold(recorded) || !self.without_first_roster.contains(name) {
            return;
        }
        let is_first = |arrival: &&mut Arrival| {
            leg_of(&arrival.event) == leg
                && short_type(&arrival.event) == "ParticipantsUpdated"
                && !is_a_participant_on_hold(&arrival.event)
        };
        let mut passed = false;
        for arrival in self.callbacks.iter_mut().filter(is_first) {
            arrival.staged = true;
            passed = true;
        }
        if passed {
            self.without_first_roster.remove(name);
        }
    }

    /// A change was recorded, and the next ParticipantsUpdated of a leg shows none.
    fn pass_over_a_repeat(&mut self, leg: &str) {
        let is_next = |(_, arrival): &(usize, &Arrival)| {
            !arrival.claimed && !arrival.staged && is_roster_of(leg, &arrival.event)
        };
        let next = self.callbacks.iter().enumerate().find(is_next);
        let Some(place) = next.map(|(place, _)| place) else {
            return;
        };
        if self.is_repeat(place) {
            self.callbacks[place].staged = true;
        }
    }

    /// Whether an event lists the same as the one before it, while a participant is invited.
    fn is_repeat(&self, place: usize) -> bool {
        let event = &self.callbacks[place].event;
        let earlier = self.callbacks[..place].iter().rev();
        let mut rosters = earlier.filter(|arrival| is_roster_of(leg_of(event), &arrival.event));
        let before = rosters.next();
        self.invites
            && short_type(event) == "ParticipantsUpdated"
            && before.is_some_and(|before| {
                before.event["data"]["participants"] == event["data"]["participants"]
            })
    }

    fn claim_of_grid(
        &mut self,
        recorded: &Value,
        kind: &str,
        variables: &mut Variables,
    ) -> Option<Vec<String>> {
        let arrival = self
            .grid
            .iter_mut()
            .find(|arrival| !arrival.claimed && arrival.event["eventType"] == recorded["type"])?;
        arrival.claimed = true;
        let mut found = Vec::new();
        let data = &arrival.event["data"];
        variables.compare(
            &format!("{kind}: data"),
            &recorded["data"],
            data,
            &mut found,
        );
        Some(found)
    }

    /// Events that were not recorded, and sequence numbers in another order.
    pub fn leftovers(&self, variables: &Variables) -> Vec<String> {
        let mut found = Vec::new();
        let mut ids = BTreeSet::new();
        for (place, arrival) in self.callbacks.iter().enumerate() {
            if !ids.insert(arrival.event["id"].as_str()) {
                found.push(format!("two events have the id {}", arrival.event["id"]));
            }
            let leg = leg_of(&arrival.event);
            let name = variables.name_of(leg).unwrap_or(leg);
            let was_kept = short_type(&arrival.event) != "ParticipantsUpdated"
                || !self.without_first_roster.contains(name);
            if !arrival.claimed && was_kept && self.must_be_recorded(place) {
                let kind = short_type(&arrival.event);
                found.push(format!(
                    "{kind} of ${name} was not recorded: {}",
                    arrival.event
                ));
            }
        }
        for numbers in self.sequences.values() {
            for (place, (was, is)) in numbers.iter().enumerate() {
                for (was_later, is_later) in &numbers[place + 1..] {
                    if was.cmp(was_later) != is.cmp(is_later) {
                        found.push(format!(
                            "sequence numbers {is} then {is_later}, recorded {was} then {was_later}"
                        ));
                    }
                }
            }
        }
        found
    }

    /// Of some legs no events were kept, and the last events of some recordings are missing: the
    /// test that was recorded had ended. Else a recording has all events of a leg.
    fn must_be_recorded(&self, place: usize) -> bool {
        if self.callbacks[place].staged || self.is_repeat(place) {
            return false;
        }
        let leg = leg_of(&self.callbacks[place].event);
        let of_leg = |(other, arrival): (usize, &Arrival)| {
            (arrival.claimed && leg_of(&arrival.event) == leg).then_some(other)
        };
        let claimed: Vec<usize> = self
            .callbacks
            .iter()
            .enumerate()
            .filter_map(of_leg)
            .collect();
        let Some(last) = claimed.last() else {
            return false;
        };
        let has_ended = claimed
            .iter()
            .any(|claimed| short_type(&self.callbacks[*claimed].event) == "CallDisconnected");
        has_ended || place < *last || place < self.before_last_request
    }

    /// What came, in a few words, for people.
    pub fn summary(&self, variables: &Variables) -> String {
        let lines = self.callbacks.iter().map(|arrival| {
            let data = &arrival.event["data"];
            let leg = leg_of(&arrival.event);
            let result = &data["resultInformation"];
            format!(
                "      {} of ${} {}/{}{}\n",
                short_type(&arrival.event),
                variables.name_of(leg).unwrap_or(leg),
                result["code"],
                result["subCode"],
                if arrival.claimed { "" } else { " (unclaimed)" },
            )
        });
        lines.collect()
    }
}

fn is_roster_of(leg: &str, event: &Value) -> bool {
    leg_of(event) == leg && short_type(event) == "ParticipantsUpdated"
}

/// The call connection that an event is about.
fn leg_of(event: &Value) -> &str {
    event["data"]["callConnectionId"]
        .as_str()
        .unwrap_or_default()
}

/// The path that Event Grid delivers to.
pub const GRID: &str = "/grid";

/// The sub-codes of a canceled invitation.
const CANCELLATIONS: [i64; 2] = [5234, 5300];

/// Puts another outcome into a recorded event where later recordings overrule it.
fn overrule(recorded: &mut Value, event: &Value, last_operation: &str) {
    let result = &recorded["data"]["resultInformation"];
    let present = &event["data"]["resultInformation"];
    let codes = (result["subCode"].as_i64(), present["subCode"].as_i64());
    let (Some(was), Some(is)) = codes else {
        return;
    };
    let is_overruled = OVERRULED.iter().any(|(operation, code, instead)| {
        last_operation.ends_with(operation) && *code == was && instead.contains(&is)
    });
    let is_end = short_type(recorded) == "CallDisconnected" && result["code"] == present["code"];
    // Two recordings of one api-version differ in these: neither pair is fixed.
    let is_cancellation = short_type(recorded) == "CancelAddParticipantSucceeded"
        && [was, is].iter().all(|code| CANCELLATIONS.contains(code));
    if (is_end && is_overruled) || is_cancellation {
        recorded["data"]["resultInformation"] = present.clone();
    }
}

/// The members around `data`, where they were kept.
fn compare_envelope(
    at: &str,
    recorded: &Value,
    event: &Value,
    variables: &mut Variables,
    found: &mut Vec<String>,
) {
    for name in [
        "id",
        "source",
        "specversion",
        "datacontenttype",
        "subject",
        "time",
    ] {
        let Some(is) = event[name].as_str() else {
            found.push(format!("{at}.{name}: {}", event[name]));
            continue;
        };
        let was = recorded[name].as_str();
        let problem = match (name, was) {
            ("time", _) => (!is_time(is)).then(|| format!("{is} is no time")),
            (_, None) => None,
            (_, Some(was)) if is_masked(was) => is.is_empty().then(|| "empty".to_owned()),
            (_, Some(was)) => variables.text(was, is).err(),
        };
        if let Some(problem) = problem {
            found.push(format!("{at}.{name}: {problem}"));
        }
    }
    let names = [
        "id",
        "source",
        "type",
        "data",
        "time",
        "specversion",
        "datacontenttype",
        "subject",
    ];
    for name in event
        .as_object()
        .into_iter()
        .flat_map(serde_json::Map::keys)
    {
        if !names.contains(&name.as_str()) {
            found.push(format!("{at}.{name} was never recorded"));
        }
    }
}

/// `2025-06-17T17:18:11.6549885+00:00`: up to seven digits after the point, and the offset.
fn is_time(text: &str) -> bool {
    let Some(rest) = text.strip_suffix("+00:00") else {
        return false;
    };
    let (whole, fraction) = rest.split_once('.').unwrap_or((rest, ""));
    let shape: String = whole
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    shape == "0000-00-00T00:00:00"
        && fraction.len() <= 7
        && fraction.bytes().all(|b| b.is_ascii_digit())
}
